"""The guard: false numbers, false claims and missing parts are found; what is true raises no doubt."""

import dataclasses

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reports.checking import DoubtKind, check_draft
from reports.checking.numbers import equal, tokens_in, value_of
from reports.content.blocks import Run
from reports.content.marked_text import GONE, runs_of
from reports.content.options import Options
from reports.content.parts import Part, Shape, live_parts, stated_facts
from tests.factories import averaged, make_book, record

from ..stage import CUT_OFF, all_communes, commune, facts_of, furnish

ORPHAN, CONTRADICTION, MISSING = DoubtKind.ORPHAN, DoubtKind.CONTRADICTION, DoubtKind.MISSING


@pytest.fixture
def told(furnished):
    """Facts of a furnished district, their sentences, and every fact by id."""
    facts = facts_of()
    live = live_parts(facts)
    return facts, live, stated_facts(facts, live)


def doubts(told, text: str) -> list:
    """What the guard says of one paragraph that a person wrote."""
    facts, live, stated = told
    mine = Part("progress.them-1", "progress", Shape.PARAGRAPH, runs_of(text, stated), is_live=False)
    parts = (*live[:-1], mine, live[-1])
    return list(check_draft(facts=facts, parts=parts, stated=stated, options=Options(), usual=live))


def quoted(told, text: str) -> list[tuple]:
    return [(doubt.kind, doubt.quoted) for doubt in doubts(told, text)]


# ------------------------------------------------------------------ numbers
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.234 trường hợp", [("count", 1234)]),
        ("1 234 và 1234", [("count", 1234), ("count", 1234)]),
        ("44,5% và 44,5 %", [("share", "44.5"), ("share", "44.5")]),
        ("tăng 6,2 điểm", [("number", "6.2")]),
        ("ngày 03/3/2024, 3/3/2024, 03/03/2024", ["2024-03-03"] * 3),
        ("ngày 03 tháng 3 năm 2024", ["2024-03-03"]),
        ("mười ba xã, hai máy", [("count", 13), ("count", 2)]),
        ("năm đơn vị trong năm qua", [("count", 5)]),
        (
            "Đề án 06, Nghị định 30/2020/NĐ-CP, định danh mức độ 2",
            [],
        ),
        ("máy 2, ca 3, phụ lục 1", []),
        ("58.466/149.631", [("count", 58466), ("count", 149631)]),
    ],
)
def test_numbers_are_read_as_people_write_them(text, values):
    found = [token.value for token in tokens_in(text)]
    assert [
        v[1].isoformat() if v[0] == "day" else (v[0], v[1] if v[0] == "count" else str(v[1])) for v in found
    ] == values


@pytest.mark.parametrize(
    "text",
    [
        "Đã nhập ⟦all.entered⟧/⟦all.to_enter⟧ trường hợp.",
        "Tính đến ngày 03/3/2024 còn 13 xã, thị trấn.",
        "Trong 07 ngày gần nhất, mỗi xã có 02 máy và bố trí 03 ca/ngày.",
        "Theo Công văn số 812/UBND-TP ngày 06/6/2023 và Kế hoạch hết ngày 31/5/2024.",
        "Đề án 06 năm 2024 theo Nghị định 30/2020/NĐ-CP.",
    ],
)
def test_what_is_true_raises_no_doubt(told, text):
    assert doubts(told, text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Đã nhập 987.654 trường hợp.", "987.654"),
        ("Đạt 99,7% kế hoạch.", "99,7%"),
        ("Tính đến ngày 04/3/2025.", "04/3/2025"),
        ("Còn 11 xã chưa báo cáo.", "11"),
        ("Ngày 31/02/2024 đã xong.", "31/02/2024"),
        ("Có mười hai xã chậm trễ hồ sơ.", "mười hai"),
    ],
)
def test_a_number_that_no_fact_states_is_an_orphan(told, text, number):
    assert quoted(told, text) == [(ORPHAN, number)]


def test_the_nearest_figure_is_offered(told):
    entered = told[2]["all.entered"]
    doubt = doubts(told, f"Đã nhập {entered.value + 1} trường hợp.")[0]
    assert doubt.near[0].value == entered.value
    assert f"Gần nhất là {entered.tabled}" in doubt.words


def test_a_true_number_of_another_unit_is_doubted(told):
    assert quoted(told, "Huyện có 26 phút gián đoạn.") == [(ORPHAN, "26")]
    assert quoted(told, "Huyện có 26 máy.") == []


def test_a_true_number_of_another_commune_is_doubted(told):
    unit = next(unit for unit in told[0].units if unit.commune.name == "Phước An")
    text = f"phải nhập {unit.to_enter.tabled} trường hợp"
    assert quoted(told, f"Xã Phước An {text}.") == []
    doubt = doubts(told, f"Xã Phước Nghĩa {text}.")
    assert [(one.kind, one.quoted) for one in doubt] == [(ORPHAN, unit.to_enter.tabled)]
    assert "là số của xã Phước An, không phải của xã Phước Nghĩa" in doubt[0].words


def test_a_paper_with_another_date_is_a_contradiction(told):
    found = doubts(told, "Theo Công văn số 812/UBND-TP ngày 06/7/2023.")
    assert (CONTRADICTION, "06/7/2023") in [(one.kind, one.quoted) for one in found]


def test_a_figure_that_is_gone_is_pointed_at(told):
    assert quoted(told, f"Còn {GONE} trường hợp.") == [(DoubtKind.UNKNOWN_FACT, GONE)]


# ------------------------------------------------------------------ claims
@pytest.fixture
def uneven(justice_office):
    """Phước An finished, Phước Lộc first of the rest, Phước Sơn slow, Phước Hòa not begun; the province at 53,9 %."""
    for name, count, entered in (
        ("Phước An", 100, 100), ("Phước Lộc", 200, 150), ("Phước Sơn", 900, 30), ("Phước Hòa", 300, 0),
    ):  # fmt: skip
        book = make_book(commune(name), by=justice_office, count=count)
        if entered:
            record(book, entered, by=justice_office, work_date=CUT_OFF)
    averaged("53.9", by=justice_office)
    facts = facts_of("Phước An", "Phước Lộc", "Phước Sơn", "Phước Hòa")
    live = live_parts(facts)
    return facts, live, stated_facts(facts, live)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Xã Phước Sơn nhập chậm.", "Xã Phước Lộc nhập chậm."),
        ("Xã Phước Lộc không còn chậm.", "Xã Phước Sơn không còn chậm."),
        ("Xã Phước An đã hoàn thành.", "Xã Phước Lộc đã hoàn thành."),
        ("Xã Phước Lộc chưa hoàn thành.", "Xã Phước An chưa hoàn thành."),
        ("Xã Phước Hoà chưa nhập trường hợp nào.", "Xã Phước Sơn chưa nhập trường hợp nào."),
        ("Phước An dẫn đầu toàn huyện.", "Phước Lộc dẫn đầu toàn huyện."),
        ("Thấp nhất là xã Phước Hòa.", "Thấp nhất là xã Phước Sơn."),
        ("Các xã Phước Sơn, Phước Hòa còn chậm.", "Các xã Phước Sơn, Phước Lộc còn chậm."),
        ("02 đơn vị nhập chậm: Phước Sơn, Phước Hòa.", "03 đơn vị nhập chậm: Phước Sơn, Phước Hòa."),
        ("Có 01 xã đã hoàn thành.", "Có 02 xã đã hoàn thành."),
        ("Không có xã nào nhập vượt.", "Không có xã nào chưa nhập trường hợp nào."),
        ("Tất cả các xã đã trang bị đủ máy.", "Tất cả các xã đã hoàn thành."),
    ],
)
def test_a_claim_is_held_against_the_facts(uneven, true, false):
    assert [one for one in doubts(uneven, true) if one.kind == CONTRADICTION] == []
    assert [one.kind for one in doubts(uneven, false) if one.kind == CONTRADICTION] == [CONTRADICTION]


def test_the_truth_is_told(uneven):
    doubt = next(one for one in doubts(uneven, "Xã Phước Lộc nhập chậm.") if one.kind == CONTRADICTION)
    assert doubt.words == (
        "Số liệu không cho thấy xã Phước Lộc chậm, dưới bình quân huyện. Đúng là: xã Phước Hòa, xã Phước Sơn."
    )


# ------------------------------------------------------------------ what is missing
def checked(told, parts, **options) -> list[str]:
    facts, live, stated = told
    found = check_draft(facts=facts, parts=parts, stated=stated, options=Options(**options), usual=live)
    assert {one.kind for one in found} <= {MISSING}
    return [one.words for one in found]


def test_a_whole_report_misses_nothing(told):
    assert checked(told, told[1]) == []


def test_what_is_missing_is_listed(told):
    live = told[1]
    assert checked(told, [part for part in live if part.section != "deadlines"]) == [
        "Mục “2. Thời gian hoàn thành” không còn đoạn nào."
    ]
    without = [part for part in live if "phụ lục" not in part.text]
    assert checked(told, without) == ["Có phụ lục kèm theo nhưng không câu nào nhắc đến phụ lục."]
    assert checked(told, without, appendices=()) == []
    assert checked(told, live, addressee=False) == ["Báo cáo gửi cấp trên phải có dòng Kính gửi."]
    last = dataclasses.replace(live[-1], runs=(Run("Trên đây là báo cáo."),))
    assert checked(told, [*live[:-1], last]) == ["Cuối báo cáo thiếu dấu ./."]


# ------------------------------------------------------------------ whatever number is planted
@pytest.mark.django_db
def test_a_planted_number_is_found_wherever_it_stands(justice_office):
    furnish(justice_office)
    facts = facts_of()
    live = live_parts(facts)
    stated = stated_facts(facts, live)
    known = [value for fact in stated.values() if (value := value_of(fact))]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(live), st.integers(14, 10**6), st.data())
    def planted(part, number, data):
        assume(not any(equal(("count", number), value) for value in known))
        words = part.text.split(" ")
        at = data.draw(st.integers(0, len(words)))
        text = " ".join([*words[:at], f"(thêm {number} trường hợp)", *words[at:]])
        mine = dataclasses.replace(part, runs=(Run(text),), is_live=False)
        found = check_draft(facts=facts, parts=(mine,), stated=stated, options=Options(), usual=live)
        assert str(number) in [one.quoted for one in found if one.kind == ORPHAN]

    planted()


def test_our_own_sentences_rewritten_word_by_word_raise_no_doubt(told):
    """Copied as plain words, without a single live figure, every sentence is still true."""
    facts, live, stated = told
    plain = [dataclasses.replace(part, runs=(Run(part.text),), is_live=False) for part in live]
    assert check_draft(facts=facts, parts=plain, stated=stated, options=Options(), usual=live) == ()
    assert len(all_communes()) == 13
