"""The forms that people fill in for the import: empty ones with what the register knows, and exports that come back
without a change."""

import datetime as dt
from collections import defaultdict

from django.db.models import Q, Sum

from communes.formatting import format_date
from communes.models import PROGRAMME_KINDS, Book, BookKind, Commune, Programme, Shift
from entries.correcting import amounts_of
from entries.models import Batch, BatchKind, Entry, ImportKind, Measure
from entries.totals import totals, with_figures

from .form_drawing import Column, Form, draw

BLANK_BOOKS, BLANK_LOG = 60, 300
PROGRAMME_WORDS = {Programme.POPULATION_DB: "Dân cư", Programme.HISTORICAL: "Lịch sử"}
PROGRAMME_TITLES = {
    Programme.POPULATION_DB: "nhập dữ liệu vào CSDL quốc gia về dân cư",
    Programme.HISTORICAL: "số hóa hộ tịch lịch sử",
}
FOUR = tuple(BookKind(kind) for kind in PROGRAMME_KINDS)
KINDS_TO_CHOOSE = tuple(kind.value for kind in BookKind if kind != BookKind.JUDGMENT)
EVERY_FORM = (
    "Chỉ điền vào bảng; không đổi tên các cột. Dòng nào không dùng thì để trống.",
    "Gửi tệp ở trang Nhập từ tệp Excel: hệ thống kiểm tra từng ô, cho xem trước, và chỉ ghi khi không còn ô lỗi.",
    "Không ghi họ tên, số giấy tờ của công dân ở bất cứ ô nào: chỉ ghi số đếm.",
)


# ------------------------------------------------------------------ books
def _books_columns(commune: Commune) -> tuple[Column, ...]:
    held = sorted({name for name in commune.books.values_list("held", flat=True).distinct() if name})
    return (
        Column("STT", 6, "Số thứ tự, có thể bỏ trống.", kind="number"),
        Column("Loại sổ", 12, "KS khai sinh, KH kết hôn, KT khai tử, CN nuôi con nuôi, CMC nhận cha, mẹ, con,"
               " GH giám hộ, CC thay đổi, cải chính, HN tình trạng hôn nhân, GC ghi chú.",
               choices=KINDS_TO_CHOOSE, is_needed=True),
        Column("Quyển số", 12, "Số ghi trên bìa, ví dụ 03. Không rõ thì ghi “không rõ”."),
        Column("Năm mở sổ", 12, "Bốn chữ số, ví dụ 1998. Không rõ thì ghi “không rõ”.", kind="number"),
        Column("Năm khóa sổ", 12, "Bốn chữ số; không trước năm mở sổ.", kind="number"),
        Column("Số trang", 10, "Số trang của quyển, nếu đã đếm.", kind="count"),
        Column("Số trường hợp", 14, "Số việc hộ tịch trong quyển, số nguyên. Chưa đếm thì chưa gửi dòng đó.",
               kind="count", is_needed=True),
        Column("Nơi lưu", 26, "Nơi đang giữ quyển sổ.", choices=held or ("UBND xã",)),
        Column("Tình trạng", 20, "Ví dụ: tốt, rách, mờ.", choices=("Tốt", "Rách", "Mờ", "Mối mọt")),
        Column("Ghi chú", 30, "Điều cần biết về quyển sổ."),
    )  # fmt: skip


def _books_rows(commune: Commune) -> list[tuple]:
    """The register as the import reads it back: a book that has no number or year is known by all that is said of it,
    its count as first counted included."""
    first = dict(
        Entry.objects.filter(commune=commune, measure=Measure.TO_ENTER, batch__kind=BatchKind.INVENTORY)
        .order_by()
        .values_list("book")
        .annotate(Sum("count"))
    )
    books = Book.objects.filter(commune=commune, kind__in=KINDS_TO_CHOOSE).real()
    return [
        (
            number, book.kind, book.number or "không rõ", book.opened or "không rõ", book.closed, book.pages,
            book.to_enter if book.number and book.opened else first.get(book.pk, 0),
            book.held, book.condition, book.note,
        )
        for number, book in enumerate(with_figures(books, as_of=dt.date.max).in_shelf_order(), start=1)
    ]  # fmt: skip


def books_form(commune: Commune, *, as_of: dt.date, blank: int = BLANK_BOOKS) -> bytes:
    """The register as it stands, and `blank` rows for books that are missing in it."""
    rows = _books_rows(commune)
    rows += [(number, *[None] * 9) for number in range(len(rows) + 1, len(rows) + blank + 1)]
    return draw(
        Form(
            sheet="Danh mục sổ",
            titles=(f"UBND {commune.full_name}".upper(), "DANH MỤC SỔ HỘ TỊCH", f"Tính đến ngày {format_date(as_of)}"),
            columns=_books_columns(commune),
            rows=rows,
            guide=(
                *EVERY_FORM,
                "Các quyển đã có trong danh mục được điền sẵn: giữ nguyên, hệ thống tự nhận ra và không ghi thêm.",
                "Sổ mới ghi tiếp vào các dòng trống bên dưới. Muốn sửa số của quyển đã có thì điều chỉnh trên"
                " trang web.",
            ),
        )
    )


# ------------------------------------------------------------------ log
def _log_columns(commune: Commune) -> tuple[Column, ...]:
    books = list(Book.objects.filter(commune=commune).real().values_list("number", "opened"))
    numbers = sorted({number for number, _ in books if number}, key=lambda number: (len(number), number))
    years = sorted({str(year) for _, year in books if year})
    people = [member.name for member in commune.staff.all()]
    machines = [str(machine.number) for machine in commune.workstations.order_by("number")]
    return (
        Column("STT", 6, "Số thứ tự, có thể bỏ trống.", kind="number"),
        Column("Ngày", 13, "Ngày làm việc, ngày trước tháng sau: 03/3/2024. Ca đêm ghi vào ngày bắt đầu ca.",
               kind="date", is_needed=True),
        Column("Ca", 7, "1, 2 hoặc 3 (sáng, chiều, tối).", choices=[str(shift) for shift in Shift.values],
               is_needed=True),
        Column("Máy", 7, "1 máy cũ dùng chung, 2 máy mới.", choices=machines, is_needed=True),
        Column("Người nhập", 20, "Tên thành viên Tổ; người mới thì ghi tên, hệ thống tự thêm.", choices=people,
               is_needed=True),
        Column("Loại sổ", 11, "Như trong danh mục sổ của xã.", choices=KINDS_TO_CHOOSE, is_needed=True),
        Column("Quyển số", 11, "Như trong danh mục sổ của xã.", choices=numbers),
        Column("Năm", 9, "Năm mở sổ.", choices=years),
        Column("Chương trình", 15, "Dân cư: nhập vào CSDL quốc gia về dân cư. Lịch sử: số hóa hộ tịch lịch sử. Luôn"
               " phải ghi, không có mặc định.", choices=tuple(PROGRAMME_WORDS.values()), is_needed=True),
        Column("Số trường hợp", 13, "Số đã nhập trong ca cho quyển đó. Ca không nhập được ghi 0, lý do ở Ghi chú.",
               kind="count", is_needed=True),
        Column("Ghi chú", 34, "Lý do, giải thích."),
    )  # fmt: skip


def _log_rows(commune: Commune, first: dt.date, last: dt.date) -> list[tuple]:
    """What the shifts of these days amount to now, a row for each day, shift, machine, person, book and programme."""
    batches = list(
        Batch.objects.filter(commune=commune, kind=BatchKind.SHIFT, work_date__range=(first, last))
        .select_related("workstation", "worked_by")
        .order_by("work_date", "shift", "workstation__number", "worked_by__name", "recorded_at", "id")
    )
    days = Q(batch__work_date__range=(first, last), batch__commune=commune)
    amounts = amounts_of(
        Entry.objects.filter(days & (Q(batch__kind=BatchKind.SHIFT) | Q(batch__corrects__kind=BatchKind.SHIFT)))
    )
    rows, notes, idle = defaultdict(int), defaultdict(set), {}
    for batch in batches:
        slot = batch.work_date, batch.shift, batch.workstation.number, batch.worked_by.name
        for line in amounts.get(batch.pk, ()):
            key = (*slot, line.book, line.programme)
            rows[key] += line.count
            notes[key].update(filter(None, [batch.note]))
        if batch.reason and batch.pk not in amounts:
            idle.setdefault(slot, batch.reason)
    told = [
        (day, str(shift), str(machine), person, book.kind, book.number or "không rõ", str(book.opened or "không rõ"),
         PROGRAMME_WORDS[programme], count, "; ".join(sorted(notes[day, shift, machine, person, book, programme])))
        for (day, shift, machine, person, book, programme), count in rows.items()
    ]  # fmt: skip
    told += [
        (day, str(shift), str(machine), person, "", "", "", "", 0, why)
        for (day, shift, machine, person), why in idle.items()
    ]
    told.sort(key=lambda row: row[:4])
    return [(number, *row) for number, row in enumerate(told, start=1)]


def log_form(commune: Commune, *, month: dt.date, is_filled: bool) -> bytes:
    """The log of one month: empty, or with what the ledger has of it."""
    first = month.replace(day=1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    rows = _log_rows(commune, first, last) if is_filled else []
    if not is_filled:
        rows = [(number, *[None] * 10) for number in range(1, BLANK_LOG + 1)]
    books = with_figures(Book.objects.filter(commune=commune).real(), as_of=dt.date.max).in_shelf_order()
    return draw(
        Form(
            sheet="Nhật ký",
            titles=(f"UBND {commune.full_name}".upper(), "NHẬT KÝ NHẬP DỮ LIỆU TỪ SỔ HỘ TỊCH", f"Tháng {first:%m/%Y}"),
            columns=_log_columns(commune),
            rows=rows,
            guide=(
                *EVERY_FORM,
                "Mỗi dòng: một ngày, một ca, một máy, một người, một quyển sổ, một chương trình.",
                "Sổ phải có trong danh mục của xã: xem trang “Sổ của xã”.",
            ),
            beside={
                "Sổ của xã": (
                    ("Tên đầy đủ", "Ký hiệu", "Số trên bìa", "Mở năm", "Còn phải nhập"),
                    [(book.label, book.kind, book.shown_number, book.opened, book.left) for book in books],
                )
            },
        )
    )


# ------------------------------------------------------------------ totals and extract
def _figure_columns(bands: dict[str, str], *, is_needed: bool) -> list[Column]:
    return [
        Column(
            kind.value, 11, f"{guide}, {kind.label.lower()}. Không có thì ghi 0.",
            band=band, kind="count", is_needed=is_needed,
        )
        for band, guide in bands.items()
        for kind in FOUR
    ]  # fmt: skip


def totals_form(communes: list[Commune], *, as_of: dt.date, programme: Programme, is_filled: bool) -> bytes:
    """Opening figures of all communes as of a date: the communes alone, or with what the ledger has."""
    figures = totals(communes=communes, programme=programme, as_of=as_of) if is_filled else None
    rows = []
    for number, commune in enumerate(communes, start=1):
        cells = [figures.cell(commune, kind) for kind in FOUR] if figures else []
        counts = [cell.to_enter for cell in cells] + [cell.entered for cell in cells] if figures else [None] * 8
        rows.append((number, commune.title, *counts, None))
    return draw(
        Form(
            sheet="Số lũy kế",
            titles=(
                f"UBND huyện {communes[0].district.name}".upper(),
                f"SỐ LIỆU LŨY KẾ {PROGRAMME_TITLES[programme].upper()}",
                f"Tính đến ngày {format_date(as_of)}",
            ),
            columns=(
                Column("STT", 6, "Số thứ tự.", kind="number"),
                Column("Đơn vị", 24, "Xã, thị trấn, điền sẵn.", is_needed=True),
                *_figure_columns(
                    {"Số phải nhập": "Số phải nhập đến ngày trên đầu bảng", "Đã nhập": "Số đã nhập lũy kế đến ngày đó"},
                    is_needed=True,
                ),
                Column("Ghi chú", 24, "Điều cần giải thích."),
            ),
            rows=rows,
            guide=(
                *EVERY_FORM,
                "Tên chương trình và ngày số liệu trên đầu bảng: sửa ngày nếu cần, không bỏ.",
                "Xã để trống cả dòng thì không nhập gì cho xã đó. Số không cộng chồng lên số đã có trong sổ cái.",
            ),
        )
    )


def extract_form(communes: list[Commune], *, as_of: dt.date) -> bytes:
    """What Công an tỉnh or Sở Tư pháp counted: an empty table of the communes for both programmes."""
    bands = {
        "CSDL quốc gia về dân cư": "Số đã nhập vào CSDL quốc gia về dân cư",
        "Số hóa hộ tịch lịch sử": "Số đã số hóa",
    }
    return draw(
        Form(
            sheet="Trích xuất",
            titles=("TRÍCH XUẤT SỐ ĐÃ NHẬP ĐỂ ĐỐI CHIẾU", f"Tính đến ngày {format_date(as_of)}"),
            columns=(
                Column("STT", 6, "Số thứ tự.", kind="number"),
                Column("Đơn vị", 24, "Xã, thị trấn, điền sẵn.", is_needed=True),
                *_figure_columns(bands, is_needed=False),
                Column("Ghi chú", 24, "Nguồn của số liệu."),
            ),
            rows=[
                (number, commune.title, *[None] * (2 * len(FOUR)), None)
                for number, commune in enumerate(communes, start=1)
            ],
            guide=(*EVERY_FORM, "Số trích xuất chỉ dùng để đối chiếu, không cộng vào sổ cái."),
        )
    )


def form_name(kind: str, place: str) -> str:
    names = {
        ImportKind.BOOKS: "danh-muc-so", ImportKind.LOG: "nhat-ky", ImportKind.TOTALS: "so-luy-ke",
        ImportKind.EXTRACT: "trich-xuat",
    }  # fmt: skip
    return f"{names[kind]}-{place}.xlsx"
