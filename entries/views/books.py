"""The register of books: how much each holds, how much is entered, what is left."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage, InvalidPage
from django.db.models import F, Sum
from django.db.models.functions import Length
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from communes.access import communes_of, may, needs, require
from communes.calendar import today
from communes.keeping import keeps_typed_form, kept_form
from communes.models import Book, BookKind, Holder, Programme
from communes.text import fold

from ..faults import faults_of
from ..forms.recording import BookForm
from ..posting import Refused
from ..recording import register_book
from ..staging import Stage, easy_first, with_stage
from ..tables import BookTable
from ..totals import totals, with_figures

PER_PAGE = 50
STATES = {
    "chua-nhap": ("Chưa nhập", {"entered": 0, "to_enter__gt": 0}),
    "dang-nhap": ("Đang nhập", {"entered__gt": 0, "left__gt": 0}),
    "da-xong": ("Đã nhập xong", {"left": 0, "to_enter__gt": 0}),
    "vuot": ("Vượt số trường hợp", {"left__lt": 0}),
    "da-kiem-tra": ("Đã kiểm tra mẫu", {"stage": Stage.CHECKED}),
    "tam-giu": ("Tạm giữ vì lỗi", {"stage": Stage.HELD}),
    "dang-giao": ("Đang ở Phòng Tư pháp, Sở Tư pháp", {"place__in": (Holder.DISTRICT, Holder.PROVINCE)}),
}
EASY = "de"


@require_GET
def books(request):
    communes = list(communes_of(request.user))
    asked = {name: request.GET.get(name, "").strip() for name in ("xa", "loai-so", "tinh-trang", "tim", "xep")}
    chosen = [c for c in communes if c.code == asked["xa"]] if asked["xa"] else communes
    shelf = Book.objects.filter(commune__in=chosen).in_use().select_related("commune")
    if asked["loai-so"] in BookKind.values:
        shelf = shelf.filter(kind=asked["loai-so"])
    for word in fold(asked["tim"][:100]).replace("\x00", "").split():
        shelf = shelf.filter(search_text__contains=word)
    rows = with_stage(with_figures(shelf, as_of=today())).annotate(number_length=Length("number"))
    if asked["tinh-trang"] in STATES:
        rows = rows.filter(**STATES[asked["tinh-trang"]][1])
    is_easy = asked["xep"] == EASY
    year = F("opened").asc(nulls_last=True)  # as on the shelf, and on every server
    in_order = ("commune__position", "kind_position", year, "number_length", "number", "id")
    table = BookTable(
        easy_first(rows) if is_easy else rows.order_by(*in_order),
        exclude=("commune",) if len(communes) == 1 else (),
    )
    bad_page = False
    RequestConfig(request, paginate=False).configure(table)
    try:
        table.paginate(per_page=PER_PAGE, page=request.GET.get("page", 1))
    except (EmptyPage, InvalidPage):
        bad_page = True
        table.paginate(per_page=PER_PAGE, page=1)
    bad_sort = "sort" in request.GET and not table.order_by
    unknown = [
        message
        for is_wrong, message in (
            (asked["xa"] and not chosen, "Không có xã này trong phạm vi của bạn."),
            (asked["loai-so"] and asked["loai-so"] not in BookKind.values, "Không có loại sổ này."),
            (asked["tinh-trang"] and asked["tinh-trang"] not in STATES, "Không có tình trạng này."),
            (bad_page, "Không có trang này; đang hiện trang đầu."),
            (bad_sort, "Không sắp xếp theo cột đó được."),
        )
        if is_wrong
    ]
    return render(
        request,
        "entries/books.html",
        {
            "table": table,
            "communes": communes,
            "asked": asked,
            "asked_kind": asked["loai-so"],
            "asked_state": asked["tinh-trang"],
            "kinds": BookKind.choices,
            "states": [(key, words) for key, (words, _) in STATES.items()],
            "rows": table.paginator.count,
            "unknown": unknown,
            "is_easy": is_easy,
            "whole": _whole(chosen, asked),
            "may_register": may(request.user, "communes.register_book"),
            "may_import": may(request.user, "entries.import_workbook"),
        },
        status=400 if unknown else 200,
    )


def _whole(chosen: list, asked: dict) -> dict | None:
    """Of one commune, unfiltered: the sums over its books beside the commune's total. They are the same ledger, so a
    difference would be a fault of ours; it is shown either way."""
    if len(chosen) != 1 or any(asked[name] for name in ("loai-so", "tinh-trang", "tim", "xep")):
        return None
    every = with_figures(Book.objects.filter(commune=chosen[0]), as_of=today())
    sums = every.aggregate(sum_to_enter=Sum("to_enter"), sum_entered=Sum("entered"))
    figure = totals(communes=chosen, programme=Programme.POPULATION_DB, as_of=today()).all
    books = {name.removeprefix("sum_"): value or 0 for name, value in sums.items()}
    agrees = (books["to_enter"], books["entered"]) == (figure.to_enter, figure.entered)
    return {"books": books, "figure": figure, "agrees": agrees}


@keeps_typed_form
@needs("communes.register_book")
@require_http_methods(["GET", "POST"])
def add_book(request):
    communes = list(communes_of(request.user))
    code = request.POST.get("commune") or request.GET.get("xa", "")
    commune = next((c for c in communes if c.code == code), communes[0] if len(communes) == 1 else None)
    typed = request.POST if request.method == "POST" else kept_form(request)
    form = BookForm(typed, initial={"counted_on": today()})
    faults = []
    if request.method == "POST":
        if commune is None:
            faults = [{"target": "id_commune", "message": "Chọn xã, thị trấn của quyển sổ."}]
        elif form.is_valid():
            require(request.user, "communes.register_book", commune)
            if book := _register(request, commune, form):
                messages.success(request, f"Đã thêm {book.label} vào danh mục sổ của {commune.full_name}.")
                return redirect(f"{reverse('books')}?{urlencode({'xa': commune.code, 'tim': book.label})}")
        faults += faults_of(form)
    return render(
        request,
        "entries/add_book.html",
        {"form": form, "communes": communes, "commune": commune, "faults": faults},
        status=400 if faults else 200,
    )


def _register(request, commune, form) -> Book | None:
    """The new book, or None with the errors placed in the form."""
    data = form.cleaned_data
    book = Book(commune=commune, **{name: data[name] for name in ("kind", "number", "opened", "held", "condition")})
    try:
        return register_book(by=request.user, book=book, count=data["count"], as_of=data["counted_on"])
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for field, words in found.items():
            for message in words:
                form.add_error(field if field in form.fields else None, message)
    except Refused as refusal:
        for problem in refusal.problems:
            form.add_error(None, problem.message)
    return None
