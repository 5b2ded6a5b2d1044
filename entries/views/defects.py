"""Faults in the books: the list with its sums, recording one, following it up, holding a book that has many."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from communes.access import commune_coded, communes_of, fetch, in_scope, may, needs, require
from communes.calendar import today
from communes.changes import changes_of
from communes.keeping import keeps_typed_form, kept_form, typed_by_other
from communes.models import Book

from ..defect_sums import sums_of
from ..defects import MANY, hold_book, move_defect, record_defect, with_defects
from ..faults import faults_of
from ..forms.defects import EVERY, OPEN, DefectFilterForm, DefectForm, HoldForm, MoveForm
from ..models import Defect, DefectKind
from ..posting import Refused

RECORD, HOLD = "entries.record_defect", "entries.hold_faulty_book"
PER_PAGE, WORST = 50, 10
OTHERS_FORM = "Biểu mẫu này do tài khoản khác mở. Kiểm tra lại rồi gửi lần nữa."


@require_GET
def defects(request):
    communes, kinds = list(communes_of(request.user)), list(DefectKind.objects.all())
    form = DefectFilterForm(request.GET, communes=communes, kinds=kinds)
    typed_page = request.GET.get("trang", "1")
    is_good = form.is_valid() and typed_page.isdecimal()
    chosen = form.chosen_communes if is_good else []
    found = _chosen(form, chosen) if is_good else Defect.objects.none()
    sums = sums_of(found, communes=chosen, kinds=kinds)
    pages = Paginator(found.select_related("kind", "book__commune"), PER_PAGE)
    pages.count = sums.rows  # they are counted already
    worst = with_defects(Book.objects.filter(commune__in=chosen).in_use().select_related("commune"))
    shown = {
        "form": form,
        "sums": sums,
        "page": pages.get_page(typed_page),
        "worst": list(worst[:WORST]),
        "many": MANY,
        "state": request.GET.get("tinh-trang", ""),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "is_district": len(communes) > 1,
        "may_record": may(request.user, RECORD),
        "may_hold": may(request.user, HOLD),
    }
    return render(request, "entries/defects.html", shown, status=200 if is_good else 400)


def _chosen(form, communes):
    data = form.cleaned_data
    found = Defect.objects.filter(book__commune__in=communes)
    if data["loai"]:
        found = found.filter(kind=int(data["loai"]))
    if data["quyen"]:
        found = found.filter(book=data["quyen"])
    if data["tinh-trang"] == OPEN:
        return found.open()
    return found if data["tinh-trang"] == EVERY else found.filter(state=data["tinh-trang"])


@keeps_typed_form
@needs(RECORD)
@require_http_methods(["GET", "POST"])
def add_defect(request):
    asked = request.POST if request.method == "POST" else request.GET
    book, commune = _book_or_commune(request, asked)
    if commune is None:
        communes = communes_of(request.user)
        return render(request, "entries/add_defect.html", {"communes": communes}, status=_status(request))
    require(request.user, RECORD, commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = DefectForm(
        typed, commune=commune, book=book, kinds=list(DefectKind.objects.all()), initial={"found_on": today()}
    )
    if request.method == "POST" and (defect := _record(request, form)):
        messages.success(request, f"Đã ghi lỗi của {defect.book.label}: {defect.kind.label}.")
        return redirect(f"{reverse('defects')}?{urlencode({'quyen': defect.book_id})}")
    shown = {"form": form, "commune": commune, "book": book, "faults": faults_of(form)}
    return render(request, "entries/add_defect.html", shown, status=400 if form.errors else 200)


def _status(request) -> int:
    return 400 if request.method == "POST" else 200


def _book_or_commune(request, asked):
    """The book that the page is about, with its commune; or the commune alone; or nothing, where it is to be chosen."""
    if asked.get("quyen"):
        book = fetch(Book.objects.select_related("commune").real(), request.user, pk=asked["quyen"])
        return book, book.commune
    if not asked.get("xa") and not request.user.commune_id:
        return None, None
    return None, commune_coded(request.user, asked.get("xa", ""))


def _record(request, form) -> Defect | None:
    """The stored defect, or None with the errors placed in the form."""
    if not form.is_valid():
        return None
    if typed_by_other(request):
        form.add_error(None, OTHERS_FORM)
        return None
    try:
        return record_defect(by=request.user, **{"book": form.book, **form.cleaned_data})
    except Refused as refusal:
        _place(refusal, form)
    return None


def _place(refusal: Refused, form) -> None:
    for problem in refusal.problems:
        form.add_error(problem.where if problem.where in form.fields else None, problem.message)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def defect(request, pk):
    rows = Defect.objects.select_related("kind", "book__commune", "found_by", "state_by")
    found = fetch(rows, request.user, through="book__commune", pk=pk)
    if request.method == "POST":
        require(request.user, RECORD, found.book.commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = MoveForm(typed, state=found.state)
    if request.method == "POST" and _move(request, found, form):
        return redirect("defect", pk=pk)
    shown = {
        "defect": found,
        "form": form,
        "faults": faults_of(form),
        "history": changes_of(found),
        "may_move": may(request.user, RECORD, found.book.commune),
    }
    return render(request, "entries/defect.html", shown, status=400 if form.errors else 200)


def _move(request, found, form) -> bool:
    if not form.is_valid():
        return False
    if typed_by_other(request):
        form.add_error(None, OTHERS_FORM)
        return False
    data = form.cleaned_data
    try:
        moved = move_defect(by=request.user, defect=found, state=data["state"], note=data["state_note"])
    except Refused as refusal:
        _place(refusal, form)
        return False
    messages.success(request, f"Đã chuyển sang “{moved.get_state_display()}”.")
    return True


@keeps_typed_form
@needs(HOLD)
@require_http_methods(["GET", "POST"])
def hold_faulty_book(request, pk):
    books = with_defects(in_scope(Book.objects.select_related("commune").in_use(), request.user))
    book = fetch(books, request.user, pk=pk)
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = HoldForm(typed, initial={"reason": f"{book.faulty} trường hợp lỗi chưa xử lý"})
    if request.method == "POST" and form.is_valid():
        try:
            hold_book(by=request.user, book=book, reason=form.cleaned_data["reason"])
            messages.success(request, f"Đã tạm giữ {book.label} của {book.commune.full_name}.")
            return redirect("defects")
        except Refused as refusal:
            _place(refusal, form)
    shown = {"form": form, "book": book, "faults": faults_of(form)}
    return render(request, "entries/hold_faulty_book.html", shown, status=400 if form.errors else 200)
