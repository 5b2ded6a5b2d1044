"""Grammar over facts: none, one, several, all; a claim only where a figure stands behind it."""

import dataclasses
import datetime as dt

import pytest

from communes.models import CalendarDay, Directive, Downtime, Workstation
from reports.content.blocks import Bullets, Run, text_of
from reports.content.parts import Shape, blocks_of, live_parts
from reports.facts import Fact, MachineFacts, Unit
from reports.sentences.deadlines import deadlines
from reports.sentences.difficulties import objective, subjective
from reports.sentences.direction import direction
from reports.sentences.machines import machines
from reports.sentences.measures import closing, measures
from reports.sentences.opening import opening
from reports.sentences.progress import progress
from reports.sentences.shortcomings import shortcomings
from reports.sentences.wording import joined, name_or_count, name_units, say
from tests.factories import make_book, record

from .stage import CUT_OFF, all_communes, commune, facts_of, texts
from .test_facts import moment

pytestmark = pytest.mark.looks


@pytest.fixture
def empty(db):
    """Reference data only: communes, machines, papers; not one entry."""
    return facts_of()


# ------------------------------------------------------------------ wording
def test_a_sentence_keeps_its_facts():
    fact = Fact("machines", 2, Unit.MACHINES, "")
    assert say("Có {count} máy.", count=fact) == (Run("Có "), Run("02", fact), Run(" máy."))


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A và B"), (["A", "B", "C"], "A, B và C")]
)
def test_lists_are_joined(words, text):
    assert text_of(joined([(Run(word),) for word in words])) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["Phước An"], "xã Phước An"),
        (["Diêu Trì"], "thị trấn Diêu Trì"),
        (["Phước Sơn", "Phước An"], "các xã Phước Sơn và Phước An"),
        (["Diêu Trì", "Phước Sơn", "Phước An"], "các xã Phước Sơn, Phước An và thị trấn Diêu Trì"),
        (["Tuy Phước", "Diêu Trì", "Phước An"], "xã Phước An và các thị trấn Tuy Phước, Diêu Trì"),
    ],
)
def test_communes_are_named_by_kind(empty, names, text):
    units = [unit for unit in empty.units if unit.name.value in names]
    assert text_of(name_units(units, total=13)) == text


def test_all_communes_and_too_many_are_counted(empty):
    assert text_of(name_units(empty.units, total=13)) == "tất cả 13 xã, thị trấn"
    assert text_of(name_or_count(empty.units[:7], total=13, id="x")) == "07 trong 13 đơn vị"
    assert text_of(name_or_count(empty.units[:1], total=13, id="x")) == "thị trấn Tuy Phước"


# ------------------------------------------------------------------ opening, I.1, I.2
def test_the_opening_names_the_request_that_is_known_on_the_day(db):
    assert text_of(opening(facts_of())).startswith(
        "Căn cứ yêu cầu tại Công văn số 195/STP-HC&BTTP ngày 21/02/2024 của Sở Tư pháp tỉnh Bình Định về việc rà soát"
    )
    assert text_of(opening(facts_of(as_of=dt.date(2024, 2, 20)))).startswith("UBND huyện Tuy Phước báo cáo tình hình")


def test_papers_are_listed_up_to_the_day(empty):
    lead, papers = direction(empty)
    assert text_of(lead).endswith("UBND huyện Tuy Phước đã ban hành 06 văn bản chỉ đạo:")
    assert [text.split(" về")[0] for text in texts(papers)] == [
        "Công văn số 812/UBND-TP ngày 06/6/2023",
        "Công văn số 1689/UBND-TP ngày 20/10/2023",
        "Công văn số 2199/UBND-TP ngày 27/12/2023",
        "Công văn số 59/UBND-NC ngày 15/01/2024",
        "Công văn số 127/UBND-TP ngày 25/01/2024",
        "Công văn số 246/UBND-TP ngày 23/02/2024",
    ]
    listed = next(block for block in blocks_of(live_parts(empty)) if isinstance(block, Bullets))
    assert [text[-1] for text in texts(listed.items)] == [";", ";", ";", ";", ";", "."]


def test_one_paper_and_none(db):
    lead, papers = direction(facts_of(as_of=dt.date(2023, 6, 30)))
    assert "UBND huyện Tuy Phước đã ban hành Công văn số 812/UBND-TP ngày 06/6/2023" in text_of(lead)
    assert papers == {}
    lead, papers = direction(facts_of(as_of=dt.date(2023, 5, 31)))
    assert text_of(lead).endswith("Đến ngày 31/5/2023 chưa ghi nhận văn bản chỉ đạo của UBND huyện Tuy Phước.")
    Directive.objects.all().delete()
    assert text_of(direction(facts_of())[0]) == "Đến ngày 03/3/2024 chưa ghi nhận văn bản chỉ đạo nào."


def test_deadlines_say_what_remains(facts):
    first, second = texts(deadlines(facts))
    assert first.startswith(
        "Theo Quyết định số 1500/QĐ-UBND của UBND tỉnh Bình Định: Quý II/2024 (hết ngày 30/6/2024), còn 82 ngày"
    )
    assert second.startswith("Theo Kế hoạch của Tổ Đề án 06 huyện: Tháng 5/2024 (hết ngày 31/5/2024), còn 62 ngày")


def test_a_deadline_without_work_left_past_or_missing(empty):
    first, second = texts(deadlines(empty))
    assert first.endswith("còn 82 ngày làm việc.") and second.endswith("còn 62 ngày làm việc.")
    late = dataclasses.replace(empty, as_of=dataclasses.replace(empty.as_of, value=dt.date(2024, 6, 1)))
    assert texts(deadlines(late))[1].endswith("thời hạn này đã qua.")
    assert texts(deadlines(dataclasses.replace(empty, deadlines=()))) == ["Chưa có thời hạn hoàn thành được ghi nhận."]


# ------------------------------------------------------------------ I.3 a) machines
def test_fully_equipped_is_said_only_when_every_commune_has_its_checked_machines(empty):
    (text,) = texts(machines(empty))
    assert text.startswith("UBND huyện Tuy Phước đã trang bị đầy đủ máy vi tính") and "26 máy" in text


def test_a_single_unchecked_machine_ends_the_claim(db):
    Workstation.objects.filter(commune__name="Phước Hòa", number=2).update(security_checked_on=None)
    counted, lacking = texts(machines(facts_of()))
    assert counted == (
        "Toàn huyện có 26 máy vi tính nối mạng phục vụ nhập dữ liệu, giao Công an cấp xã quản lý; trong đó 25 máy có"
        " kiểm tra bảo mật còn giá trị."
    )
    assert lacking == (
        "Còn 01 đơn vị chưa đủ 02 máy (01 dùng chung, 01 chuyên dùng) có kiểm tra bảo mật còn giá trị: xã Phước Hòa."
    )


@pytest.mark.parametrize(("until", "is_valid"), [("2024-03-02", False), ("2024-03-03", True)])
def test_a_check_that_has_run_out_ends_the_claim_too(db, until, is_valid):
    machine = Workstation.objects.filter(commune__name="Phước Hòa", number=2)
    machine.update(security_checked_on="2023-06-01", security_valid_until=until)
    assert ("toàn bộ số máy này" in texts(machines(facts_of()))[0]) is is_valid


def test_machines_all_lacking_more_than_two_and_none(empty):
    def with_machines(total, shared, dedicated, checked):
        units = tuple(MachineFacts(c, total, shared, dedicated, checked) for c in all_communes())
        return texts(machines(dataclasses.replace(empty, machines=units)))

    assert with_machines(2, 1, 1, 0)[0].endswith("chưa máy nào có kiểm tra bảo mật còn giá trị.")
    assert with_machines(1, 1, 0, 1)[0].endswith("tất cả đã được kiểm tra bảo mật.")
    assert with_machines(1, 1, 0, 1)[1].endswith("tất cả 13 xã, thị trấn.")
    assert "từ 02 máy trở lên" in with_machines(3, 1, 1, 3)[0]
    assert with_machines(0, 0, 0, 0) == ["Chưa ghi nhận máy vi tính nào được trang bị cho việc nhập dữ liệu."]


# ------------------------------------------------------------------ I.3 b) progress
def test_no_figures_at_all(empty):
    assert texts(progress(empty)) == ["Đến ngày 03/3/2024 chưa có số liệu phải nhập và số liệu đã nhập."]


def test_something_to_enter_and_nothing_entered(justice_office, phuoc_son):
    make_book(phuoc_son, by=justice_office, count=1234)
    assert texts(progress(facts_of())) == [
        "Tính đến ngày 03/3/2024, toàn huyện có 1.234 trường hợp phải nhập và chưa nhập trường hợp nào"
        " (có phụ lục kèm theo).",
        "Trong 07 ngày gần nhất không nhập thêm được trường hợp nào.",
    ]


def test_entered_without_anything_to_enter_has_no_share(justice_office, phuoc_son):
    book = make_book(phuoc_son, by=justice_office, count=0)
    record(book, 5, by=justice_office)
    (text,) = texts(progress(facts_of()))
    assert "đã nhập 05 trường hợp nhưng chưa có số phải nhập" in text


def test_one_done_one_begun_one_untouched(justice_office):
    for name, entered in (("Phước Sơn", 200), ("Phước Hòa", 30), ("Diêu Trì", 0)):
        book = make_book(commune(name), by=justice_office, count=200)
        if entered:
            record(book, entered, by=justice_office)
    assert texts(progress(facts_of("Phước Sơn", "Phước Hòa", "Diêu Trì"))) == [
        "Tính đến ngày 03/3/2024, toàn huyện đã nhập 230/600 trường hợp, đạt 38,3%; còn lại 370 trường hợp"
        " (có phụ lục kèm theo).",
        "Đạt cao nhất là xã Phước Sơn (100,0%); thấp nhất là thị trấn Diêu Trì (0,0%).",
        "Trong 03 đơn vị: 01 đơn vị đã hoàn thành (xã Phước Sơn); 01 đơn vị chưa đạt 50% (xã Phước Hòa);"
        " 01 đơn vị chưa nhập trường hợp nào (thị trấn Diêu Trì).",
        "Riêng 07 ngày gần nhất nhập được 230 trường hợp.",
    ]


def test_all_done_alike_and_beyond(justice_office):
    books = [make_book(each, by=justice_office, count=10) for each in all_communes()]
    for book in books:
        record(book, 10, by=justice_office)
    assert texts(progress(facts_of())) == [
        "Tính đến ngày 03/3/2024, toàn huyện đã nhập 130/130 trường hợp, đạt 100,0%; đã nhập xong toàn bộ"
        " (có phụ lục kèm theo).",
        "Các đơn vị đạt tỷ lệ như nhau (100,0%).",
        "Trong 13 đơn vị: tất cả 13 đơn vị đã hoàn thành.",
    ]
    record(books[0], 2, by=justice_office, shift=2)
    assert "số đã nhập vượt số phải nhập 02 trường hợp, cần rà soát lại" in texts(progress(facts_of()))[0]


# ------------------------------------------------------------------ I.4, I.5
def test_nothing_wrong_is_said_so(empty):
    assert texts(shortcomings(empty)) == ["Số liệu đến ngày 03/3/2024 chưa cho thấy tồn tại, hạn chế cần nêu."]
    assert texts(subjective(empty)) == [
        "Chưa có số liệu về việc ghi phiếu đúng hạn, vì 30 ngày gần nhất chưa lập lịch trực."
    ]


def test_shortcomings_come_from_the_figures(facts):
    said = texts(shortcomings(facts))
    assert said[0].startswith("Tốc độ nhập chưa đáp ứng yêu cầu: 07 ngày gần nhất bình quân")
    assert said[1].startswith(f"{len(facts.slow):02d} đơn vị có tỷ lệ thấp hơn bình quân toàn huyện")
    assert any("01 phiếu tại xã Phước Thành đã phải điều chỉnh" in text for text in said)


def test_a_pace_that_suffices_is_not_called_slow(justice_office, phuoc_son):
    book = make_book(phuoc_son, by=justice_office, count=400)
    record(book, 300, by=justice_office)
    assert not any("Tốc độ" in text for text in texts(shortcomings(facts_of("Phước Sơn"))))


def test_the_pace_is_not_judged_in_a_week_without_a_working_day(justice_office, phuoc_son):
    make_book(phuoc_son, by=justice_office, count=9_000)
    for day in range(26, 30):
        CalendarDay.objects.create(day=dt.date(2024, 2, day), name="nghỉ")
    CalendarDay.objects.create(day=dt.date(2024, 3, 1), name="nghỉ")
    facts = facts_of("Phước Sơn")
    assert facts.pace.value is None
    assert not any("Tốc độ" in text for text in texts(shortcomings(facts)))


def lost(name: str, cause: str, hours: int) -> None:
    Downtime.objects.create(commune=commune(name), cause=cause, started_at=moment(1, 8), ended_at=moment(1, 8 + hours))


def test_a_cause_of_downtime_without_data_is_never_named(facts):
    unknown = "Chưa có số liệu về thời gian gián đoạn do mạng, điện, máy và lỗi dữ liệu trong sổ."
    assert [text for text in texts(objective(facts)) if "gián đoạn" in text] == [unknown]
    lost("Phước Sơn", "power", 2)
    assert "Trong 30 ngày gần nhất, việc nhập dữ liệu bị gián đoạn do điện 240 phút máy tại xã Phước Sơn." in texts(
        objective(facts_of())
    )
    Downtime.objects.create(
        commune=commune("Diêu Trì"), cause="network", started_at=moment(1, 8), ended_at=moment(1, 9)
    )
    text = next(text for text in texts(objective(facts_of())) if "gián đoạn" in text)
    assert text == (
        "Trong 30 ngày gần nhất, việc nhập dữ liệu bị gián đoạn tổng cộng 360 phút máy tại xã Phước Sơn và thị trấn"
        " Diêu Trì, theo nguyên nhân: điện 240 phút và mạng 120 phút."
    )


@pytest.mark.parametrize(
    ("day", "words", "is_said"),
    [
        (dt.date(2024, 1, 14), "kinh phí", False),
        (dt.date(2024, 1, 15), "kinh phí", True),
        (dt.date(2023, 12, 19), "định danh điện tử", False),
        (dt.date(2023, 12, 20), "định danh điện tử", True),
        (dt.date(2024, 1, 14), "Giáp Thìn", False),
        (dt.date(2024, 1, 15), "Giáp Thìn", True),
    ],
)
def test_a_difficulty_is_named_from_the_day_it_was_there(furnished, day, words, is_said):
    assert any(words in text for text in texts(objective(facts_of(as_of=day)))) is is_said


def test_heavy_communes_are_named_where_there_are_any(facts):
    names = "các xã Phước Thành, Phước An, Phước Thuận, Phước Nghĩa và Phước Lộc."
    assert texts(objective(facts))[0].endswith(f"dồn nhiều ở {names}")
    assert not any("Khối lượng" in text for text in texts(objective(facts_of(as_of=dt.date(2023, 5, 1)))))


def test_communes_that_stand_still_are_named(justice_office, phuoc_son):
    book = make_book(phuoc_son, by=justice_office, count=200)
    record(book, 10, by=justice_office, work_date=dt.date(2024, 2, 1))
    assert "07 ngày gần nhất không nhập thêm trường hợp nào (xã Phước Sơn)." in texts(subjective(facts_of()))[0]


# ------------------------------------------------------------------ I.6, closing
def test_measures_name_the_deadline_the_pace_and_the_heavy_communes(facts):
    said = texts(measures(facts))
    assert len(said) == 7
    assert said[0].endswith("hoàn thành đúng hạn quý II/2024.")
    pace = max(deadline.pace.value for deadline in facts.deadlines)
    assert said[4].endswith(f"đạt {pace} trường hợp mỗi ngày làm việc.")
    assert "nhất là các xã Phước Thành," in said[5] and "03 ca/ngày" in said[5]


def test_measures_without_figures_promise_nothing(empty):
    said = texts(measures(dataclasses.replace(empty, deadlines=())))
    assert said[0].endswith("sớm hoàn thành.")
    assert said[4].endswith("theo ngày, tuần, tháng, quý.")
    assert said[5].startswith("Đơn vị còn nhiều dữ liệu chủ động")


def test_the_text_ends_as_the_decree_asks(empty):
    assert text_of(closing(empty)).endswith("./.")


@pytest.mark.parametrize("day", [dt.date(2022, 1, 1), dt.date(2023, 12, 31), CUT_OFF, dt.date(2024, 3, 4)])
def test_no_sentence_is_broken_on_any_day(furnished, day):
    facts = facts_of(as_of=day)
    said = [part.text for part in live_parts(facts) if part.shape != Shape.ITEM]  # an item has no end of its own
    for text in said:
        assert text[0].isupper() or text[0].isdigit(), text
        assert text[-1] in ".:", text
        for wrong in ("  ", "{", "}", "None", " ,", " .", ",,", "..", "()"):
            assert wrong not in text, text
