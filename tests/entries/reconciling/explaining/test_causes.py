"""Each cause is named where the figures and rows show it, and not where they do not. Stories made by hand."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communes.models import Programme
from entries.reconciling.explaining.causes import Cause, Story, Tolerance, explain, explain_all
from entries.reconciling.explaining.traces import misread

POPULATION, HISTORICAL = Programme.POPULATION_DB.value, Programme.HISTORICAL.value
TOLERANCE = Tolerance(records=5, share=Decimal("0.001"))
CUT_OFFS = tuple(dt.date(2024, 2, 4) + dt.timedelta(days=7 * n) for n in range(5))  # Sundays, to 03/3/2024
N = {"KS": (1000, 1130, 1245, 1400, 1520), "KH": (300, 341, 380, 419, 463)}
H = {"KS": (200, 262, 341, 400, 473), "KH": (90, 111, 140, 158, 190)}
NONE = {"KS": (0,) * 5, "KH": (0,) * 5}


def plus(figures, **added):
    """The figures with something added to some kinds, cut-off by cut-off."""
    return {
        kind: tuple(n + more for n, more in zip(counts, added.get(kind, (0,) * 5), strict=True))
        for kind, counts in figures.items()
    }


def a_story(ours, *, other=H, ours_historical=NONE, batches=(), name="xã A", daily=None) -> Story:
    return Story(name, CUT_OFFS, ours, ours_historical, N, other, daily=daily or {}, batches=tuple(batches))


def said(story):
    found = explain(story, TOLERANCE)
    return found.best, found.is_certain


def shifts(*, without=(), extra=(), count=26):
    """A batch a working day from 29/01 to 01/3/2024 with slowly changing counts."""
    day, n = dt.date(2024, 1, 29), 0
    while day <= dt.date(2024, 3, 1):
        if day.weekday() < 5:
            n += 1
            if day not in without:
                yield f"p{n}", day, "KS", POPULATION, count + n % 7
        day += dt.timedelta(days=1)
    yield from extra


def test_theirs_that_fell_is_no_missing_day_of_ours():
    """They took 555 away: our ledger lacks nothing, and nothing is certain until they are asked."""
    theirs = {"KS": (*N["KS"][:4], 965), "KH": N["KH"]}
    rows = tuple(shifts(without=(dt.date(2024, 3, 1),)))
    found = explain(Story("xã A", CUT_OFFS, N, NONE, theirs, H, batches=rows), TOLERANCE)
    assert (found.gap, found.best == Cause.DAYS_MISSING, found.is_certain) == (555, False, False)
    assert any("Số của trích xuất giảm so với lần chốt trước (1.819, nay 1.428)" in words for words in found.words)
    assert not any("thiếu −" in words or "thiếu -" in words for words in found.words)


# ------------------------------------------------------------------ agree
def test_equal_figures_agree_and_no_cause_is_named():
    found = explain(a_story(N), TOLERANCE)
    assert (found.best, found.runner_up, found.gap, found.is_certain) == (Cause.AGREE, None, 0, True)
    assert found.words[-1] == "Mọi loại sổ đều nằm trong dung sai (5 trường hợp hoặc 0,1%, lấy số lớn hơn)."


@pytest.mark.parametrize(("more", "agrees"), [(5, True), (-5, True), (6, False), (-6, False)])
def test_the_tolerance_is_counted_per_kind(more, agrees):
    assert (explain(a_story(plus(N, KH=(more,) * 5)), TOLERANCE).best == Cause.AGREE) == agrees


def test_opposite_gaps_of_two_kinds_do_not_agree_and_are_told():
    found = explain(a_story(plus(N, KS=(0, 0, 0, 0, 60), KH=(0, 0, 0, 0, -60))), TOLERANCE)
    assert (found.best, found.gap) != (Cause.AGREE, 0) and found.gap == 0
    assert any("ghi nhầm loại sổ" in words for words in found.words)


def test_a_gap_that_has_closed_agrees_and_says_so():
    found = explain(a_story(plus(N, KS=(80, 80, 80, 80, 0))), TOLERANCE)
    assert (found.best, found.words[-1]) == (Cause.AGREE, "Các lần chốt trước từng lệch; đến lần chốt này đã hết.")


def test_without_an_extract_nothing_is_said():
    found = explain(Story("xã A", (), {}, {}, {}), TOLERANCE)
    assert (found.best, found.is_certain) == (Cause.UNKNOWN, False)
    assert "Chưa có trích xuất" in found.words[0]


# ------------------------------------------------------------------ the two programmes
def test_both_programmes_added():
    found = explain(a_story(plus(N, **H)), TOLERANCE)
    assert (found.best, found.is_certain, found.gap) == (Cause.BOTH_ADDED, True, 663)
    assert found.explained[Cause.BOTH_ADDED] == 1
    assert "1.983 (dân cư) + 663 (lịch sử) = 2.646, sổ cái có 2.646" in " ".join(found.words)


def test_swapped():
    assert said(a_story(H)) == (Cause.SWAPPED, True)
    assert said(a_story(H, ours_historical=N)) == (Cause.SWAPPED, True)


def test_mixed_from_a_week_on():
    since_third = {kind: tuple(max(0, h - row[1]) for h in row) for kind, row in H.items()}
    found = explain(a_story(plus(N, **since_third)), TOLERANCE)
    assert (found.best, found.is_certain) == (Cause.MIXED_SINCE, True)
    assert "từ một ngày trong khoảng" in " ".join(found.words)


def test_mixed_from_the_very_day_when_our_other_programme_stops():
    kept = {kind: (row[0], row[1], row[1], row[1], row[1]) for kind, row in H.items()}
    stops = dt.date(2024, 2, 9)
    daily = {HISTORICAL: {"KS": {dt.date(2024, 1, 29): 300, stops: 80}}, POPULATION: {"KS": {stops: 5}}}
    story = a_story(plus(N, **{k: tuple(h - o for h, o in zip(H[k], kept[k], strict=True)) for k in H}),
                    ours_historical=kept, daily=daily, batches=shifts())  # fmt: skip
    found = explain(story, TOLERANCE)
    assert (found.best, found.is_certain, found.day) == (Cause.MIXED_SINCE, True, dt.date(2024, 2, 10))


def test_a_change_seen_at_the_last_cut_off_only_is_not_certain():
    last = {kind: (0, 0, 0, 0, row[4] - row[3]) for kind, row in H.items()}
    assert explain(a_story(plus(N, **last)), TOLERANCE).is_certain is False


def test_with_one_programme_alone_the_cause_cannot_be_told():
    found = explain(a_story(plus(N, **H), other=None), TOLERANCE)
    assert (found.best, found.is_certain) == (Cause.UNKNOWN, False)
    assert found.not_told_from == (Cause.BOTH_ADDED, Cause.SWAPPED, Cause.MIXED_SINCE)
    assert any(words.startswith("Chỉ có trích xuất một chương trình") for words in found.words)
    assert found.batch_ids == ()


def test_with_one_programme_alone_our_rows_may_still_settle_it():
    wrong = ("wrong", dt.date(2024, 2, 14), "KS", POPULATION, 300)
    story = a_story(plus(N, KS=(0, 0, 270, 270, 270)), other=None, batches=shifts(extra=[wrong]))
    found = explain(story, TOLERANCE)
    assert (found.best, found.batch_ids) == (Cause.TYPING_ERROR, ("wrong",))
    assert any(words.startswith("Chỉ có trích xuất một chương trình") for words in found.words)


# ------------------------------------------------------------------ what our rows show
def test_a_sum_so_far_typed_as_a_days_figure_names_the_line():
    day = dt.date(2024, 2, 21)
    before = sum(count for _, each, _, _, count in shifts() if each < day)
    wrong = ("wrong", day, "KS", POPULATION, before + 31)
    daily = {POPULATION: {"KS": {}}}
    story = a_story(plus(N, KS=(0, 0, 0, before, before)), batches=shifts(without=[day], extra=[wrong]), daily=daily)
    found = explain(story, TOLERANCE)
    assert (found.best, found.is_certain, found.day) == (Cause.CUMULATIVE_AS_DAILY, True, day)
    assert [(mend.batch, mend.held, mend.wanted) for mend in found.mends] == [("wrong", before + 31, 31)]


def test_the_same_step_without_such_a_line_is_not_named_with_certainty():
    story = a_story(plus(N, KS=(0, 0, 0, 500, 500)), batches=shifts())
    assert explain(story, TOLERANCE).is_certain is False


def test_a_batch_sent_twice_names_the_second():
    day = dt.date(2024, 2, 21)
    twice = [(name, day, kind, POPULATION, n) for name in ("a", "b") for kind, n in (("KS", 50), ("KH", 21))]
    found = explain(
        a_story(plus(N, KS=(0, 0, 0, 50, 50), KH=(0, 0, 0, 21, 21)), batches=shifts(extra=twice)), TOLERANCE
    )
    assert (found.best, found.is_certain, found.batch_ids, found.day) == (Cause.SENT_TWICE, True, ("b",), day)
    assert "Ngày 21/02/2024, kết hôn: 21 trường hợp ghi lần thứ hai." in found.words


def test_two_equal_batches_where_the_figures_agree_are_no_cause():
    day = dt.date(2024, 2, 21)
    twice = [(name, day, "KS", POPULATION, 50) for name in ("a", "b")]
    assert explain(a_story(N, batches=shifts(extra=twice)), TOLERANCE).best == Cause.AGREE


def test_days_without_a_row_name_the_days():
    gone = [dt.date(2024, 2, 20), dt.date(2024, 2, 21)]
    story = a_story(plus(N, KS=(0, 0, 0, -58, -58)), batches=shifts(without=gone))
    found = explain(story, TOLERANCE)
    assert (found.best, found.is_certain, found.day, found.until) == (Cause.DAYS_MISSING, True, *gone)
    assert "Sổ cái không có dòng nào trong 02 ngày làm việc" in " ".join(found.words)


def test_an_empty_day_where_the_figures_agree_or_a_holiday_is_no_cause():
    gone = [dt.date(2024, 2, 20)]
    assert explain(a_story(N, batches=shifts(without=gone)), TOLERANCE).best == Cause.AGREE
    story = Story(
        "xã A", CUT_OFFS, plus(N, KS=(0, 0, 0, -29, -29)), NONE, N, H, batches=tuple(shifts(without=gone)),
        holidays=frozenset(gone),
    )  # fmt: skip
    assert (explain(story, TOLERANCE).best, explain(story, TOLERANCE).is_certain) != (Cause.DAYS_MISSING, True)


def test_a_zero_too_many_names_the_line():
    wrong = ("wrong", dt.date(2024, 2, 14), "KS", POPULATION, 300)
    found = explain(a_story(plus(N, KS=(0, 0, 270, 270, 270)), batches=shifts(extra=[wrong])), TOLERANCE)
    assert (found.best, found.is_certain, found.batch_ids) == (Cause.TYPING_ERROR, True, ("wrong",))
    assert "Ngày 14/02/2024, khai sinh: ghi 300, có lẽ là 30." in found.words


@pytest.mark.parametrize(
    ("count", "meant"),
    [(46, {64, 460}), (460, {640, 46, 4600, 406}), (7, {70}), (120, {210, 102, 12, 1200}), (10, {1, 100}), (55, {550})],
)
def test_what_a_count_may_have_been_meant_to_be(count, meant):
    assert misread(count) == meant


def test_a_constant_gap_is_a_baseline():
    found = explain(a_story(plus(N, KS=(400,) * 5, KH=(-120,) * 5), batches=shifts()), TOLERANCE)
    assert (found.best, found.is_certain, found.gap) == (Cause.BASELINE, True, 280)
    assert "Chênh lệch không đổi, +280, ở cả 05 lần chốt" in " ".join(found.words)


def test_one_cut_off_is_too_few_for_a_baseline():
    story = Story("xã A", CUT_OFFS[:1], {"KS": (1400,)}, {}, {"KS": (1000,)}, {"KS": (200,)})
    found = explain(story, TOLERANCE)
    assert found.is_certain is False
    assert any("Mới có 01 lần chốt" in words for words in found.words)


# ------------------------------------------------------------------ two communes
def test_mirrored_gaps_are_one_book_in_two_communes():
    gap = (0, 0, 90, 211, 211)
    more, less = a_story(plus(N, KS=gap)), a_story(plus(N, KS=tuple(-n for n in gap)), name="xã B")
    found = explain_all([more, a_story(N, name="xã C"), less], TOLERANCE)
    assert [(each.best, each.is_certain) for each in found] == [
        (Cause.TWO_COMMUNES, True), (Cause.AGREE, True), (Cause.TWO_COMMUNES, True),
    ]  # fmt: skip
    assert (found[0].other_commune, found[2].other_commune) == ("xã B", "xã A")


def test_gaps_that_only_end_alike_are_no_mirror():
    more = a_story(plus(N, KS=(0, 0, 90, 211, 211)))
    less = a_story(plus(N, KS=(0, -211, -211, -211, -211)), name="xã B")
    assert all(each.best != Cause.TWO_COMMUNES for each in explain_all([more, less], TOLERANCE))


# ------------------------------------------------------------------ unknown, and whatever comes
def test_two_errors_at_once_are_not_forced_into_one_cause():
    found = explain(a_story(plus(N, KS=(400, 300, 900, 850, 20), KH=(-70, 60, -50, 90, 40))), TOLERANCE)
    assert (found.best, found.is_certain) == (Cause.UNKNOWN, False)
    assert found.runner_up is not None
    assert any("nhiều nguyên nhân cùng lúc" in words for words in found.words)


figures = st.lists(st.integers(0, 30_000), min_size=3, max_size=3).map(tuple)


@settings(max_examples=60, deadline=None)
@given(figures, figures, figures, st.one_of(st.none(), figures), st.lists(st.tuples(
    st.sampled_from(["a", "b", "c"]), st.integers(0, 30), st.sampled_from(["KS", "KH", "CMC"]),
    st.sampled_from([POPULATION, HISTORICAL]), st.integers(-50, 5_000)), max_size=12))  # fmt: skip
def test_whatever_comes_something_is_said_and_nothing_is_named_where_figures_agree(ours, kept, theirs, other, rows):
    start = dt.date(2024, 2, 1)
    batches = tuple((name, start + dt.timedelta(days=n), kind, p, count) for name, n, kind, p, count in rows)
    cut_offs = (CUT_OFFS[0], CUT_OFFS[2], CUT_OFFS[4])
    other = None if other is None else {"KS": other}
    found = explain(
        Story("xã A", cut_offs, {"KS": ours}, {"KS": kept}, {"KS": theirs}, other, batches=batches), TOLERANCE
    )
    assert found.gap == ours[-1] - theirs[-1]
    assert (found.best == Cause.AGREE) == TOLERANCE.allows(found.gap, theirs[-1])
    assert found.words and all(0 <= share <= 1 for share in found.explained.values())
    if other is None:
        assert found.best not in (Cause.BOTH_ADDED, Cause.SWAPPED, Cause.MIXED_SINCE)


def test_a_strange_line_whose_excess_is_the_gap_is_pointed_at_but_not_called_certain():
    wrong = ("wrong", dt.date(2024, 2, 14), "KS", POPULATION, 579)
    found = explain(a_story(plus(N, KS=(0, 0, 550, 550, 550)), batches=shifts(extra=[wrong])), TOLERANCE)
    assert (found.best, found.is_certain, found.batch_ids) == (Cause.TYPING_ERROR, False, ("wrong",))
    assert found.headline == "Có thể: gõ sai số"
    assert any("hỏi lại đơn vị" in words for words in found.words)


def test_a_small_gap_is_not_laid_to_a_cause_that_predicts_none():
    """Both programmes are kept rightly; a line of the third week is ten too many."""
    daily = {HISTORICAL: {"KS": {dt.date(2024, 1, 29): 200, dt.date(2024, 3, 1): 273}}}
    story = a_story(plus(N, KH=(0, 0, 10, 10, 10)), ours_historical=H, daily=daily, batches=shifts())
    found = explain(story, TOLERANCE)
    assert found.is_certain is False
    assert found.best != Cause.MIXED_SINCE
