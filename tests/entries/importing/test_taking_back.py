"""A file that should not have been stored is taken back as a whole, and may come again."""

import pytest
from django.urls import reverse

from communes.models import Book, Programme
from entries.correcting import correct_batch, effective_lines
from entries.importing.storing import confirm as store
from entries.importing.storing import receive
from entries.importing.taking_back import BooksInUse, NotStored, take_back
from entries.models import Batch, BatchKind, ImportState
from entries.posting import Draft, Line, Refused, post
from entries.recording import register_book
from entries.totals import totals
from entries.verifying import verify
from tests.factories import make_book, record

from .workbooks import BOOKS_HEAD, LOG_HEAD, TODAY, workbook

REASON = "Gửi nhầm tệp của tháng trước"
BOOKS = workbook([
    BOOKS_HEAD,
    [1, "KS", 1, 1998, 1998, 200, 120, ""],
    [2, "KH", 1, 1999, 1999, 90, 45, ""],
    [3, "KT", "", "", "", 50, 30, "bìa rách"],
    [4, "CMC", 1, 2001, 2001, 20, 7, ""],
])  # fmt: skip


@pytest.fixture
def bring(phuoc_son, official):
    """Sends a file and confirms it."""

    def through(content, kind="books", commune=phuoc_son, by=official):
        run = receive(content, file_name="tep.xlsx", kind=kind, commune=commune, district=phuoc_son.district, by=by)
        return store(run, by=by)

    return through


def figure_of(commune):
    sums = totals(communes=[commune], programme=Programme.POPULATION_DB, as_of=TODAY).commune(commune)
    return sums.to_enter, sums.entered


def log(*rows):
    return workbook([LOG_HEAD, *rows])


def test_a_register_taken_back_leaves_nothing_to_enter_and_no_books(bring, official, phuoc_son):
    run = bring(BOOKS)
    assert figure_of(phuoc_son) == (195, 0)
    take_back(run, reason=REASON, by=official)
    assert figure_of(phuoc_son) == (0, 0)
    assert list(Book.objects.filter(commune=phuoc_son).real()) == []
    original, correction = Batch.objects.order_by("recorded_at", "corrects")[:2]
    assert {original.corrects, correction.corrects} == {None, original if correction.corrects else correction}
    undone = Batch.objects.get(kind=BatchKind.CORRECTION)
    assert (undone.reason, undone.import_run, undone.recorded_by) == (REASON, run, official)
    assert effective_lines(undone.corrects) == []
    run.refresh_from_db()
    assert (run.state, run.taken_back_by, run.taken_back_reason) == (ImportState.TAKEN_BACK, official, REASON)
    assert verify() == []


def test_the_same_register_comes_again_with_the_same_books(bring, official, phuoc_son):
    for _ in range(2):
        take_back(bring(BOOKS), reason=REASON, by=official)
    again = bring(BOOKS)
    assert again.result["adds"]["books"] == 4
    assert figure_of(phuoc_son) == (195, 0)
    assert Book.objects.filter(commune=phuoc_son).count() == 4
    assert bring(BOOKS).result["adds"]["already"] == 4
    assert verify() == []


def test_a_book_that_was_withdrawn_may_be_added_by_hand(bring, official, phuoc_son):
    take_back(bring(BOOKS), reason=REASON, by=official)
    book = Book(commune=phuoc_son, kind="KS", number="1", opened=1998)
    register_book(by=official, book=book, count=118, as_of=TODAY)
    assert figure_of(phuoc_son) == (118, 0)
    assert [book.label for book in Book.objects.filter(commune=phuoc_son).real()] == ["Khai sinh 01/1998"]
    assert Book.objects.filter(commune=phuoc_son).count() == 4


def test_books_in_which_others_count_are_not_taken_away(bring, official, phuoc_son):
    run = bring(BOOKS)
    birth = Book.objects.get(kind="KS", number="1")
    batch = record(birth, 20, by=official)
    with pytest.raises(BooksInUse) as refused:
        take_back(run, reason=REASON, by=official)
    assert refused.value.books == [birth]
    assert (run.state, figure_of(phuoc_son)) == (ImportState.STORED, (195, 20))
    correct_batch(batch=batch, wanted=(), reason="Ghi nhầm quyển", by=official)
    take_back(run, reason=REASON, by=official)
    assert figure_of(phuoc_son) == (0, 0)


def test_a_log_taken_back_undoes_corrections_and_shifts_without_entries_too(bring, official, phuoc_son):
    birth = make_book(phuoc_son, by=official, number="1", opened=1998, count=120)
    content = log(
        [11, "01/02/2024", 1, 1, "N.V.A", "KS", 1, 1998, "Dân cư", 30, ""],
        [12, "01/02/2024", 2, 1, "N.V.A", "KS", 1, 1998, "Lịch sử", 12, ""],
        [21, "02/02/2024", 1, 2, "T.T.B", "", "", "", "", 0, "Mất điện"],
    )
    run = bring(content, "log")
    first = Batch.objects.get(kind=BatchKind.SHIFT, shift=1, reason="")
    correct_batch(
        batch=first, wanted=(Line(birth, Programme.POPULATION_DB, 28),), reason="Đếm lại", by=official,
    )  # fmt: skip
    assert figure_of(phuoc_son) == (120, 28)
    take_back(run, reason=REASON, by=official)
    assert figure_of(phuoc_son) == (120, 0)
    assert all(effective_lines(batch) == [] for batch in run.batches.filter(corrects=None))
    idle = Batch.objects.get(reason="Mất điện")
    assert [step.reason for step in idle.corrections.all()] == [REASON]
    assert verify() == []
    again = bring(content, "log")
    assert (again.result["adds"]["batches"], figure_of(phuoc_son)) == (3, (120, 30))
    assert bring(content, "log").result["adds"]["batches"] == 0


def test_opening_figures_taken_back_may_come_again(bring, official, phuoc_son, justice_office):
    content = workbook([
        ["Số liệu nhập vào CSDLQG về dân cư, tính đến ngày 31/12/2023"],
        ["STT", "Đơn vị", *["Số phải nhập"] * 4, *["Đã nhập"] * 4],
        ["", "", "KS", "KH", "KT", "CN", "KS", "KH", "KT", "CN"],
        [1, "Xã Phước Sơn", 100, 20, 10, 1, 60, 5, 0, 0],
    ])  # fmt: skip
    for _ in range(2):
        run = bring(content, "totals", commune=None, by=justice_office)
        assert figure_of(phuoc_son) == (131, 65)
        take_back(run, reason=REASON, by=justice_office)
        assert figure_of(phuoc_son) == (0, 0)
    bring(content, "totals", commune=None, by=justice_office)
    again = bring(content, "totals", commune=None, by=justice_office)
    assert (again.result["adds"]["already"], figure_of(phuoc_son)) == (1, (131, 65))
    assert verify() == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_is_required(bring, official, phuoc_son, reason):
    run = bring(BOOKS)
    with pytest.raises(Refused, match="Nêu lý do"):
        take_back(run, reason=reason, by=official)
    assert figure_of(phuoc_son) == (195, 0)


def test_what_is_taken_back_is_taken_back_once(bring, official, phuoc_son):
    run = bring(BOOKS)
    take_back(run, reason=REASON, by=official)
    with pytest.raises(NotStored):
        take_back(run, reason=REASON, by=official)
    assert Batch.objects.filter(kind=BatchKind.CORRECTION).count() == 1


# ------------------------------------------------------------------ in the browser
def test_an_official_sees_what_it_undoes_and_says_why(client, bring, official, phuoc_son):
    run = bring(BOOKS)
    client.force_login(official)
    assert "Rút lại cả tệp này" in client.get(reverse("import_run", args=[run.pk])).content.decode()
    page = client.get(reverse("take_back_import", args=[run.pk])).content.decode()
    assert "<b>4 quyển sổ</b>" in page and "-195" in page.replace("\u2212", "-")
    silent = client.post(reverse("take_back_import", args=[run.pk]), {"reason": ""})
    assert (silent.status_code, "Nêu lý do rút lại tệp." in silent.content.decode()) == (400, True)
    answer = client.post(reverse("take_back_import", args=[run.pk]), {"reason": REASON})
    assert (answer.status_code, figure_of(phuoc_son)) == (302, (0, 0))
    shown = client.get(answer.url).content.decode()
    assert "đã rút lại tệp này" in shown and REASON in shown
    second = client.post(reverse("take_back_import", args=[run.pk]), {"reason": REASON})
    assert (second.status_code, "không có gì để rút" in second.content.decode()) == (409, True)


@pytest.fixture
def settled_log(bring, official, justice_office, phuoc_son):
    """A log of 46, of which reconciling took 40 away."""
    book = make_book(phuoc_son, by=official)
    run = bring(log([1, "01/03/2024", 1, 1, "N.V.A", "KS", 3, 1998, "Dân cư", 46, ""]), "log")
    away = (Line(book, Programme.POPULATION_DB, -40),)
    post(Draft(phuoc_son, TODAY, BatchKind.SETTLING, away, reason="Đối chiếu với Công an tỉnh"), by=justice_office)
    return run


def test_what_reconciling_took_away_is_not_taken_away_twice(settled_log, official):
    with pytest.raises(Refused, match=r"đang có 6 trường hợp đã nhập \(Dân cư\); điều chỉnh −46 thì dưới 0"):
        take_back(settled_log, reason=REASON, by=official)
    settled_log.refresh_from_db()
    assert settled_log.state == ImportState.STORED


def test_the_page_says_so_too_and_keeps_the_reason(client, settled_log, official):
    client.force_login(official)
    page = client.post(reverse("take_back_import", args=[settled_log.pk]), {"reason": REASON})
    assert page.status_code == 400
    assert "điều chỉnh −46 thì dưới 0" in page.content.decode()
    assert REASON in page.content.decode()


def test_the_page_names_the_books_in_use(client, bring, official):
    run = bring(BOOKS)
    record(Book.objects.get(kind="KS", number="1"), 20, by=official)
    client.force_login(official)
    answer = client.post(reverse("take_back_import", args=[run.pk]), {"reason": REASON})
    assert answer.status_code == 409
    assert "1 quyển của tệp này đã có số liệu ghi từ nơi khác" in answer.content.decode()
    assert "Khai sinh 01/1998" in answer.content.decode() and REASON in answer.content.decode()
