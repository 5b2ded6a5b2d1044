"""What lets officials go on working in the Word file: lists, bookmarks of facts, the chart's words, the trace."""

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import docx
import pytest
from docx.oxml.ns import qn

from reports.composing import compose, document_of
from reports.content.sources import facts_in
from reports.renderers import FORMATS
from reports.renderers.docx_xml import MOST_NAME, bookmark_of, numbered_bookmarks, run, stated

from .full import EVERYTHING, SITE, full_document, full_report, hinder
from .stage import report_of

pytestmark = pytest.mark.looks


@pytest.fixture
def whole(furnished, justice_office):
    hinder(justice_office)
    return full_document(justice_office)


def opened(document):
    return docx.Document(io.BytesIO(FORMATS["docx"].render(document)))


# ------------------------------------------------------------------ lists
def test_bullets_are_words_own_list_with_a_dash(document):
    word = opened(document)
    (numbering,) = word.part.numbering_part.element.iter(qn("w:abstractNum"))
    level = numbering.find(qn("w:lvl"))
    assert [level.find(qn(f"w:{name}")).get(qn("w:val")) for name in ("numFmt", "lvlText", "suff")] == [
        "bullet", "-", "space",
    ]  # fmt: skip
    style = word.styles["Gạch đầu dòng"].element
    assert style.find(f".//{qn('w:numId')}").get(qn("w:val")) == "1"
    bullets = [p.text for p in word.paragraphs if p.style.name == "Gạch đầu dòng"]
    assert len(bullets) > 10 and not [text for text in bullets if text.startswith("-")]


# ------------------------------------------------------------------ facts
def bookmarks(word) -> list[tuple[str, str]]:
    """Name and text of each bookmark, in the order of the page."""
    found = []
    for start in word.element.body.iter(qn("w:bookmarkStart")):
        text, at = "", start.getnext()
        while at.tag != qn("w:bookmarkEnd"):
            text += "".join(t.text or "" for t in at.iter(qn("w:t")))
            at = at.getnext()
        assert at.get(qn("w:id")) == start.get(qn("w:id"))
        found.append((start.get(qn("w:name")), text))
    return found


def test_every_figure_stands_in_a_bookmark_of_its_fact(whole):
    found, facts = bookmarks(opened(whole)), list(facts_in(whole.sections))
    assert len(found) == len(facts) > 500
    for (name, text), fact in zip(found, facts, strict=True):
        assert name.startswith(bookmark_of(fact.id)[: MOST_NAME - 6])
        assert text in (fact.written, fact.tabled) or fact.unit.value in ("", "điểm phần trăm")
    names = [name for name, _ in found]
    assert len(set(names)) == len(names) and max(map(len, names)) <= MOST_NAME
    assert {name for name in names if not name.replace("_", "").isalnum()} == set()


def test_facts_with_long_names_keep_apart(facts):
    long = [bookmark_of(f"behind.2024-05-31.21970.{word}.of.the.commune") for word in ("seen", "wanted")]
    assert len(set(long)) == 2 and {len(name) for name in long} == {MOST_NAME}
    again = numbered_bookmarks("".join(stated(run("1"), facts.whole.left) for _ in range(3)))
    assert [f'w:name="f_all_left{more}"' in again for more in ("", "__2", "__3", "__4")] == [True, True, True, False]


# ------------------------------------------------------------------ the chart
def test_the_chart_is_a_picture_with_words_and_a_caption(whole):
    word = opened(whole)
    (picture,) = word.inline_shapes
    assert (round(picture.width.mm), round(picture.height.mm)) == (165, 69)
    words = picture._inline.docPr.get("descr")
    assert words.startswith("Biểu đồ đường. Lũy kế từ 15/01/2024 đến 03/3/2024: 4.901 trên 36.946 trường hợp.")
    assert "Thời hạn: Tháng 5/2024 (31/5/2024)." in words
    captions = [p.text for p in word.paragraphs if p.style.name == "Chú thích biểu đồ"]
    assert captions == ["Biểu đồ. Số trường hợp đã nhập lũy kế đến ngày 03/3/2024"]
    stored = [name for name in word.part.package.iter_parts() if name.partname.startswith("/word/media/")]
    assert [part.blob[:4] for part in stored] == [b"\x89PNG"]


def test_the_preview_draws_the_same_chart(whole):
    page = FORMATS["html"].render(whole).decode()
    svg = page[page.index("<svg") : page.index("</svg>") + len("</svg>")]
    tree = ElementTree.fromstring(svg)
    assert tree.get("role") == "img" and tree.get("aria-label").startswith("Biểu đồ đường. Lũy kế")
    assert "style=" not in svg and "<script" not in svg
    assert page.count("<figcaption>") == 1


def test_no_chart_where_nobody_asked(facts):
    assert not opened(report_of(facts)).inline_shapes


def test_no_chart_where_nothing_is_entered(justice_office):
    word = opened(full_document(justice_office))
    assert not word.inline_shapes and len(word.sections) == 4


# ------------------------------------------------------------------ the file
@pytest.mark.parametrize(
    "options",
    [
        EVERYTHING,
        {"appendices": []},
        {"appendices": ["losses"], "on_paper": False},
        {"with_chart": True, "addressee": False},
    ],
)
def test_whatever_is_chosen_the_same_draft_makes_the_same_files(furnished, justice_office, options):
    hinder(justice_office)
    report = full_report(justice_office, **options)
    for made in FORMATS.values():
        first, second = (made.render(document_of(compose(report), detailed=True, site=SITE)) for _ in range(2))
        assert first == second


def test_no_part_of_the_file_is_broken_xml(whole):
    with zipfile.ZipFile(io.BytesIO(FORMATS["docx"].render(whole))) as packed:
        assert packed.testzip() is None
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(packed.read(name))


def test_the_trace_is_small_black_and_last(furnished, justice_office):
    draft = compose(full_report(justice_office, appendices=[]))
    traced = replace(draft, options=replace(draft.options, trace="Mã tra cứu số liệu: ABCD-EFGH"))
    word = opened(document_of(traced))
    last = [p for p in word.paragraphs if p.text][-1]
    assert (last.text, last.style.font.size.pt) == ("Mã tra cứu số liệu: ABCD-EFGH", 10)
    assert str(last.style.font.color.rgb) == "000000"
