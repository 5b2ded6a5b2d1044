"""Đợt rà soát: opened for all, answered by each, closed with what was said."""

import datetime as dt
import html
import re

import pytest

from communes.formatting import format_date
from communes.models import Commune
from communes.refusals import Refused
from entries.models import Entry, Round, RoundAnswer
from entries.reconciling.rounds import answer_round, answers_of, close_round, open_round, standing_answers
from tests.factories import make_book, record, round_of
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SUNDAY, MONDAY, FRIDAY = dt.date(2024, 3, 3), dt.date(2024, 3, 4), dt.date(2024, 3, 8)


@pytest.fixture
def opened(justice_office) -> Round:
    return round_of(justice_office.district, by=justice_office)


# ------------------------------------------------------------------ the acts
def test_the_newest_answer_of_a_commune_stands(opened, official, phuoc_son):
    answer_round(round=opened, commune=phuoc_son, statement="differs", by=official, note="Khai sinh thừa 40")
    assert standing_answers(opened)[phuoc_son.pk].statement == "differs"
    last = answer_round(round=opened, commune=phuoc_son, statement="right", by=official)
    assert RoundAnswer.objects.count() == 2
    assert last.pk in {answer.pk for answer in standing_answers(opened).values()}


def test_what_differs_is_named(opened, official, phuoc_son):
    with pytest.raises(Refused, match="Nêu số nào còn lệch"):
        answer_round(round=opened, commune=phuoc_son, statement="differs", by=official)
    with pytest.raises(Refused, match="Chọn đúng hoặc còn lệch"):
        answer_round(round=opened, commune=phuoc_son, statement="khac", by=official)
    assert RoundAnswer.objects.count() == 0


def test_closing_freezes_what_was_said(opened, official, justice_office, phuoc_son):
    answer_round(round=opened, commune=phuoc_son, statement="differs", by=official, note="Khai sinh thừa 40")
    closed = close_round(round=opened, by=justice_office)
    assert closed.summary["counts"] == {"right": 0, "differs": 1, "silent": 12}
    assert closed.summary["notes"] == {"21970": "Khai sinh thừa 40"}
    with pytest.raises(Refused, match="đã đóng"):
        answer_round(round=opened, commune=phuoc_son, statement="right", by=official)
    with pytest.raises(Refused, match="vừa được đóng"):
        close_round(round=opened, by=justice_office)


def test_one_round_at_a_time_of_a_day_that_has_come_and_a_date_to_answer_ahead(opened, justice_office):
    def told(**given):
        days = {"name": "Rà soát", "as_of": SUNDAY, "answer_by": FRIDAY, **given}
        with pytest.raises(Refused) as refused:
            open_round(district=justice_office.district, by=justice_office, **days)
        return str(refused.value)

    assert told() == "Đang có một đợt chưa đóng. Đóng đợt ấy trước khi mở đợt mới."
    close_round(round=opened, by=justice_office)
    assert told(name=" ") == "Đặt tên đợt, ví dụ Rà soát quý I."
    assert told(as_of=dt.date(2024, 3, 5)).startswith("Ngày chốt số liệu ở tương lai.")
    assert told(answer_by=SUNDAY) == "Hạn trả lời đã qua. Chọn hôm nay hoặc một ngày sắp tới."
    days = {"name": "Rà soát", "as_of": MONDAY, "answer_by": MONDAY}
    assert open_round(district=justice_office.district, by=justice_office, **days).closed_at is None


def test_a_day_before_anything_was_recorded_is_no_day_to_look_at(justice_office, official, phuoc_son):
    record(make_book(phuoc_son, by=official, count=900), 46, by=official, work_date=SUNDAY)
    given = {"name": "Rà soát", "answer_by": FRIDAY, "district": justice_office.district, "by": justice_office}
    first = Entry.objects.earliest("work_date").work_date
    with pytest.raises(Refused, match=f"Chọn từ ngày {format_date(first)} trở đi"):
        open_round(as_of=first - dt.timedelta(days=1), **given)
    assert open_round(as_of=first, **given).as_of == first


def test_a_round_is_dropped_while_nobody_has_answered(client, opened, justice_office, official, phuoc_son):
    client.force_login(justice_office)
    assert "Mở nhầm? Bỏ đợt này" in text_of(client.get(f"/doi-chieu/dot/{opened.pk}/"))
    answer_round(round=opened, commune=phuoc_son, statement="right", by=official)
    kept = client.post(f"/doi-chieu/dot/{opened.pk}/bo/", follow=True)
    assert "Đã có xã trả lời" in text_of(kept)
    assert "Mở nhầm?" not in text_of(kept)
    close_round(round=opened, by=justice_office)
    mistaken = round_of(justice_office.district, by=justice_office)
    assert "Đã bỏ đợt" in text_of(client.post(f"/doi-chieu/dot/{mistaken.pk}/bo/", follow=True))
    assert list(Round.objects.all()) == [opened]


def test_a_colleague_who_answered_meanwhile_is_not_overwritten(opened, official, phuoc_son):
    first = answer_round(round=opened, commune=phuoc_son, statement="differs", by=official, note="Thừa 40", seen=None)
    with pytest.raises(Refused, match=r"N\.V\.A của xã vừa trả lời"):
        answer_round(round=opened, commune=phuoc_son, statement="right", by=official, seen=None)
    second = answer_round(round=opened, commune=phuoc_son, statement="right", by=official, seen=first.pk)
    assert answers_of(opened) == {phuoc_son.pk: [second, first]}


# ------------------------------------------------------------------ the pages
def test_a_stale_page_keeps_the_words_and_shows_what_was_said(client, opened, official, phuoc_son):
    client.force_login(official)
    page = f"/doi-chieu/dot/{opened.pk}/"
    assert client.post(page, {"statement": "differs", "note": "Khai sinh thừa 40", "seen": ""}).status_code == 302
    late = client.post(page, {"statement": "differs", "note": "Kết hôn thiếu 5", "seen": ""})
    assert late.status_code == 400
    assert "N.V.A của xã vừa trả lời." in text_of(late) and "Khai sinh thừa 40" in text_of(late)
    assert "Kết hôn thiếu 5" in late.content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', late.content.decode())[1]
    assert client.post(page, {"statement": "right", "note": "", "seen": seen}).status_code == 302
    assert "trước đó còn lệch: N.V.A" in text_of(client.get(page))


def test_words_that_come_after_closing_are_shown_again(client, opened, official, justice_office):
    close_round(round=opened, by=justice_office)
    client.force_login(official)
    late = client.post(f"/doi-chieu/dot/{opened.pk}/", {"statement": "differs", "note": "Khai sinh thừa 40"})
    assert "Đợt này đã đóng." in text_of(late)
    assert "Lời bạn vừa gõ, chưa gửi Khai sinh thừa 40" in text_of(late)


def test_a_closed_round_keeps_the_figures_it_was_closed_with(client, opened, official, justice_office, phuoc_son):
    book = make_book(phuoc_son, by=official, count=900)
    record(book, 46, by=official, work_date=SUNDAY)
    client.force_login(justice_office)
    page = f"/doi-chieu/dot/{opened.pk}/"
    assert "Còn 13 xã, thị trấn chưa trả lời, hạn 08/3/2024 chưa qua." in text_of(client.get(page))
    close_round(round=opened, by=justice_office)
    record(book, 5, by=official, work_date=SUNDAY, shift=2)
    entered = {commune: figure.entered for commune, figure, _ in client.get(page).context["rows"]}
    assert entered[phuoc_son] == 46
    opens = re.findall(rf'href="(/so-cai/\?xa={phuoc_son.code}[^"]*entered[^"]*)"', client.get(page).content.decode())
    assert client.get(html.unescape(opens[0])).context["sums"][0]["sum"] == 46


def test_opened_answered_and_closed_from_the_pages(client, justice_office, official, phuoc_son):
    record(make_book(phuoc_son, by=official, count=900), 46, by=official, work_date=SUNDAY)
    client.force_login(justice_office)
    typed = {"name": "Rà soát quý I", "as_of": "03/3/2024", "answer_by": "01/3/2024"}
    refused = client.post("/doi-chieu/dot/", typed)
    assert refused.status_code == 400
    assert "Hạn trả lời đã qua" in text_of(refused)
    assert 'value="Rà soát quý I"' in refused.content.decode()
    opened = client.post("/doi-chieu/dot/", typed | {"answer_by": "08/3/2024"})
    client.force_login(official)
    page = opened.url
    assert "trả lời chậm nhất ngày 08/3/2024" in text_of(client.get("/nhap-lieu/"))
    assert "46" in text_of(client.get(page))
    missing = client.post(page, {"statement": "differs", "note": ""})
    assert "Nêu số nào còn lệch." in text_of(missing)
    assert client.post(page, {"statement": "differs", "note": "Khai sinh thừa 40"}).status_code == 302
    client.force_login(justice_office)
    assert "01 trong 13 xã, thị trấn đã trả lời, 01 còn lệch." in text_of(client.get(page))
    assert "Khai sinh thừa 40" in text_of(client.get(page))
    told = text_of(client.post(f"{page}dong/", follow=True))
    assert "đã đóng: 0 xã đúng, 1 còn lệch, 12 chưa trả lời" in told
    assert "Đợt này vừa được đóng." in text_of(client.post(f"{page}dong/", follow=True))


def test_who_still_differs_is_led_to_where_it_is_put_right(client, opened, official, phuoc_son):
    client.force_login(official)
    page, told = f"/doi-chieu/dot/{opened.pk}/", "Số nào lệch thì đề xuất số đúng ở trang Phát hiện"
    assert told not in text_of(client.get(page))
    answer_round(round=opened, commune=phuoc_son, statement="differs", by=official, note="Khai sinh thừa 40")
    assert told in text_of(client.get(page))


def test_a_commune_sees_its_own_line_only(client, opened, official):
    client.force_login(official)
    rows = client.get(f"/doi-chieu/dot/{opened.pk}/").context["rows"]
    assert [commune.name for commune, _, _ in rows] == ["Phước Sơn"]


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_answers_of_three_as_of_one(
    client, opened, official, justice_office, number, django_assert_num_queries
):
    for commune in Commune.objects.in_official_order()[:number]:
        answer_round(round=opened, commune=commune, statement="right", by=official)
    client.force_login(justice_office)
    client.get(f"/doi-chieu/dot/{opened.pk}/")
    with django_assert_num_queries(6):
        client.get(f"/doi-chieu/dot/{opened.pk}/")
    with django_assert_num_queries(4):
        client.get("/doi-chieu/dot/")
