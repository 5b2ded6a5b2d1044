"""One book with its whole life: figures, postings, faults, custody, checks, and what is known of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from communes.access import in_scope, may, require
from communes.calendar import today
from communes.changes import changes_of
from communes.keeping import keeps_typed_form, kept_form
from communes.models import Book, Programme

from ..faults import faults_of
from ..forms.book import BookCheckForm, BookDataForm
from ..keeping_books import check_book, keep_book
from ..models import Entry
from ..posting import Refused
from ..staging import Stage, with_stage
from ..totals import with_figures

POSTINGS_A_PAGE = 30
KEEP = "communes.register_book"
FIELDS = {"errors": "errors_found", "note": "check_note"}  # of a check: the form's own names


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def book(request, pk):
    found = _fetch(request, pk)
    if request.method == "POST":
        require(request.user, KEEP, found.commune)
    typed = request.POST if request.method == "POST" else kept_form(request)
    is_check = bool(typed) and "check" in typed
    data_form = BookDataForm(
        None if is_check else typed,
        instance=_fetch(request, pk) if typed else found,
        may_hold=may(request.user, "entries.hold_faulty_book", found.commune),
    )
    may_check = found.left <= 0 < found.to_enter
    staff = found.commune.staff.all() if may_check or is_check else ()
    check_form = BookCheckForm(typed if is_check else None, staff=staff, initial={"checked_on": today()})
    if request.method == "POST" and (_check(request, found, check_form) if is_check else _keep(request, data_form)):
        return redirect("book", pk=pk)
    return _show(request, found, data_form, check_form)


def _fetch(request, pk) -> Book:
    rows = in_scope(Book.objects.real().select_related("commune"), request.user)
    try:
        return with_stage(with_figures(rows, as_of=today())).annotate(postings=Count("entries")).get(pk=pk)
    except Book.DoesNotExist as error:
        raise Http404 from error


def _keep(request, form) -> bool:
    if not form.is_valid():
        return False
    try:
        keep_book(by=request.user, book=form.instance, reason=form.cleaned_data["reason"])
    except Refused as refused:
        _place(refused, form)
        return False
    messages.success(request, "Đã lưu.")
    return True


def _check(request, found, form) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        check_book(
            by=request.user, book=found, checked_by=form.staff[data["checked_by"]], checked_on=data["checked_on"],
            sample=data["sample"], errors=data["errors_found"], note=data["check_note"],
        )  # fmt: skip
    except Refused as refused:
        _place(refused, form)
        return False
    messages.success(request, "Đã ghi kết quả kiểm tra.")
    return True


def _place(refused: Refused, form) -> None:
    for problem in refused.problems:
        name = FIELDS.get(problem.where, problem.where)
        form.add_error(name if name in form.fields else None, problem.message)


def _show(request, found, data_form, check_form):
    postings = (
        Entry.objects.filter(book=found)
        .select_related("batch__worked_by", "batch__recorded_by")
        .defer("batch__flags")
        .order_by("-id")
    )
    paginator = Paginator(postings, POSTINGS_A_PAGE)
    paginator.count = found.postings  # asked with the book
    page = paginator.get_page(request.GET.get("trang"))
    faults = faults_of(data_form, check_form)
    shown = {
        "book": found,
        "stage": Stage(found.stage),
        "programmes": list(Programme),
        "page": page,
        "rows": [(entry, Programme(entry.programme)) for entry in page],
        "defects": found.defects.select_related("kind")[:20],
        "custody": found.handed.select_related("handover").order_by("-handover__handed_on", "-id")[:20],
        "checks": found.checks.select_related("checked_by")[:10],
        "history": changes_of(found),
        "data_form": data_form,
        "check_form": check_form,
        "faults": faults,
        "may_keep": may(request.user, KEEP, found.commune),
        "may_check": found.left <= 0 < found.to_enter,
    }
    return render(request, "entries/book.html", shown, status=400 if faults else 200)
