"""Whatever happened in a district: Word, Excel, the page and the totals say the same, no number in the text comes from
nowhere, and the sentences agree with a checker that knows none, one, several and all.

Thirty histories in every run; `HISTORIES=1000` tells a thousand.
"""

import datetime as dt
import io
import os
import re
from decimal import Decimal

import docx
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communes.formatting import format_count, format_share
from communes.models import PROGRAMME_KINDS, Commune, District, Programme
from entries.correcting import correct_batch
from entries.models import Source
from entries.posting import Draft, Line, post_many
from entries.totals import totals
from reports.content import assemble
from reports.content.options import Options
from reports.content.parts import live_parts, stated_facts
from reports.facts import gather
from reports.renderers import FORMATS
from reports.renderers.html import sheet
from tests.factories import machine, make_book, member

from .test_agreement import in_excel, in_html, in_word

pytestmark = [pytest.mark.django_db, pytest.mark.looks]

DAY = dt.date(2024, 3, 3)
NAMES = ("Phước Sơn", "Diêu Trì", "Phước An", "Tuy Phước")
MANY = int(os.environ.get("HISTORIES", "30"))

# One shift: days before the cut-off (after it, below zero), records, in the other programme by mistake, and what a
# correction left of it. One book: its kind, its records, its shifts; more may be entered than there was to enter.
shifts = st.tuples(st.integers(-1, 40), st.integers(1, 60), st.booleans(), st.none() | st.integers(0, 50))
books = st.tuples(st.sampled_from(PROGRAMME_KINDS), st.integers(0, 120), st.lists(shifts, max_size=3))
histories = st.lists(st.lists(books, max_size=3), min_size=1, max_size=len(NAMES))


def write(history, by) -> list[Commune]:
    """The history of each commune, in the ledger."""
    communes = list(Commune.objects.filter(name__in=NAMES[: len(history)]).in_official_order())
    for commune, of_commune in zip(communes, history, strict=True):
        place, person, drafts, mended = machine(commune), member(commune), [], []
        for number, (kind, count, worked) in enumerate(of_commune, start=1):
            held = make_book(commune, by=by, kind=kind, number=str(number), count=count)
            for shift, (back, records, is_mixed, left) in enumerate(worked, start=1):
                programme = Programme.HISTORICAL if is_mixed else Programme.POPULATION_DB
                draft = Draft(
                    commune=commune, work_date=DAY - dt.timedelta(days=back), shift=shift, workstation=place,
                    worked_by=person, lines=(Line(held, programme, records),),
                )  # fmt: skip
                drafts.append(draft)
                if left is not None and (left != records or is_mixed):
                    mended.append((draft.id, held, left))
        posted = {batch.pk: batch for batch in post_many(drafts, by=by, source=Source.FORM)}
        for id, held, left in mended:
            wanted = (Line(held, Programme.POPULATION_DB, left),) if left else ()
            correct_batch(batch=posted[id], wanted=wanted, reason="Ghi nhầm", by=by)
    return communes


def lines_of(communes: list[Commune]) -> list[list[str]]:
    """The appendix, from the totals alone."""
    sums = totals(communes=communes, programme=Programme.POPULATION_DB, as_of=DAY)

    def line(name: str, figures: list, all_of_it) -> list[str]:
        return [
            name, *(format_count(f.to_enter) for f in figures), format_count(all_of_it.to_enter),
            *(format_count(f.entered) for f in figures), format_count(all_of_it.entered),
            format_share(all_of_it.share), format_count(all_of_it.left),
        ]  # fmt: skip

    lines = [line(c.title, [sums.cell(c, kind) for kind in PROGRAMME_KINDS], sums.commune(c)) for c in communes]
    return [*lines, line("TỔNG CỘNG", [sums.kind(kind) for kind in PROGRAMME_KINDS], sums.all)]


# ------------------------------------------------------------------ numbers in the text
# What is no count: names, papers, days of papers, and what holds in every report.
STANDING = re.compile(
    r"Đề án 06|\d+/[A-ZĐ][\w&-]*|30/2020/NĐ-CP|mức độ 2|ngày \d\d/\d{1,2}/\d{4}|năm \d{4}|\d{1,2}/2024|[Qq]uý II/2024"
    r"|02 máy|01 máy|03 ca/ngày|0[37] ngày|30 ngày|50%|60%|Trong \d\d đơn vị|tất cả \d\d|trong \d đơn vị"
)
NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?")


def numbers_in(text: str) -> set[Decimal]:
    left = STANDING.sub(" ", text)
    return {Decimal(number.replace(".", "").replace(",", ".")) for number in NUMBER.findall(left)}


def values_of(stated) -> set[Decimal]:
    """Every value a fact has, a share in per cent with one decimal."""
    found = set()
    for fact in stated.values():
        if isinstance(fact.value, Decimal):
            found.add(Decimal(re.sub("[%−]", "", fact.tabled).replace(",", ".")))
        elif isinstance(fact.value, int):
            found.add(Decimal(abs(fact.value)))
    return found


# ------------------------------------------------------------------ what the sentences have to say
def called(communes: list[Commune], of: int) -> str:
    """none: nothing · one: xã A · several: các xã A và B · all of several: tất cả 04 xã, thị trấn."""
    if len(communes) == of > 1:
        return f"tất cả {of:02d} xã, thị trấn"
    groups = []
    for kind in ("xã", "thị trấn"):
        names = [commune.name for commune in communes if commune.kind == kind]
        if names:
            groups.append((kind, names))
    between = " và " if len(groups) == 1 else ", "
    said = []
    for kind, names in groups:
        listed = ", ".join(names[:-1]) + between + names[-1] if len(names) > 1 else names[0]
        said.append(f"{'các ' if len(names) > 1 else ''}{kind} {listed}")
    return " và ".join(said)


def check_sentences(parts: dict[str, str], communes: list[Commune]) -> None:
    """Against figures of its own: first, last, done, below half, not begun, below the district."""
    sums = totals(communes=communes, programme=Programme.POPULATION_DB, as_of=DAY)
    figures = [(commune, sums.commune(commune)) for commune in communes]
    of, whole = len(communes), sums.all
    shares = {commune.pk: figure.share for commune, figure in figures if figure.share is not None}
    text = parts.get("progress.whole") or parts["progress.none"]
    if whole.to_enter and whole.entered:
        assert f"{format_count_small(whole.entered)}/{format_count_small(whole.to_enter)}" in text
    if whole.to_enter and whole.entered > 0 and len(shares) > 1:
        best, last = max(shares.values()), min(shares.values())
        if best == last:
            assert parts["progress.extremes"].startswith("Các đơn vị đạt tỷ lệ như nhau")
        else:
            first = called([c for c in communes if shares.get(c.pk) == best], 0)
            lowest = called([c for c in communes if shares.get(c.pk) == last], 0)
            assert parts["progress.extremes"] == (
                f"Đạt cao nhất là {first} ({format_share(best)}); thấp nhất là {lowest} ({format_share(last)})."
            )
    else:
        assert "progress.extremes" not in parts
    if of > 1 and whole.to_enter and whole.entered > 0:
        bands = (
            ("đã hoàn thành", [c for c, f in figures if f.to_enter > 0 and f.left <= 0]),
            ("chưa đạt 50%", [c for c, f in figures if f.share is not None and 0 < f.share < Decimal("0.5")]),
            ("chưa nhập trường hợp nào", [c for c, f in figures if f.to_enter > 0 and f.entered <= 0]),
        )
        said = parts.get("progress.bands", "")
        for words, found in bands:
            if not found:
                assert words not in said
            elif len(found) == of:
                assert f"tất cả {of:02d} đơn vị {words}" in said
            else:
                assert f"{len(found):02d} đơn vị {words} ({called(found, 0)})" in said
    if whole.share is not None:
        slow = [c for c, f in figures if f.share is not None and f.share < whole.share]
        if slow:
            slow.sort(key=lambda c: (shares[c.pk], c.position))
            assert parts["shortcomings.slow"].startswith(
                f"{len(slow):02d} đơn vị có tỷ lệ thấp hơn bình quân toàn huyện"
            )
            assert {c.name for c in communes if c.name in parts["shortcomings.slow"].split(": ", 1)[1]} == {
                c.name for c in slow
            }
        else:
            assert "shortcomings.slow" not in parts
    over = sum(max(0, -figure.left) for _, figure in figures)
    assert ("shortcomings.excess" in parts) == (over > 0)


def format_count_small(count: int) -> str:
    return f"{count:02d}" if 0 < count < 10 else format_count(count)


# ------------------------------------------------------------------ all together
def test_every_history_is_told_the_same_everywhere(justice_office):
    @settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
    @given(histories)
    def told(history):
        with transaction.atomic():
            communes = write(history, justice_office)
            facts = gather(district=District.objects.get(), communes=communes, as_of=DAY)
            live = live_parts(facts)
            document = assemble.report(facts, Options())
            made = {name: FORMATS[name].render(document) for name in ("docx", "xlsx")}
            wanted = lines_of(communes)
            assert in_word(made["docx"]) == wanted
            assert in_excel(made["xlsx"]) == wanted
            assert in_html(str(sheet(document)).encode()) == wanted
            word = docx.Document(io.BytesIO(made["docx"]))
            values = values_of(stated_facts(facts, live))
            for part in live:
                assert numbers_in(part.text) <= values, part.text
                assert any(part.text in paragraph.text for paragraph in word.paragraphs), part.text
            check_sentences({part.key: part.text for part in live}, communes)
            transaction.set_rollback(True)

    told()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đề án 06 theo Công văn số 812/UBND-TP ngày 06/6/2023, mỗi xã 02 máy", set()),
        ("nhập 1.234/5.678 (21,7%)", {Decimal(1234), Decimal(5678), Decimal("21.7")}),
        ("còn 06 xã", {Decimal(6)}),
    ],
)
def test_what_counts_as_a_number(text, found):
    assert numbers_in(text) == found
