"""A Word file that comes back: what was changed in it is listed, what is no report is refused in words."""

import io
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.checking.paper import MACROS, MAX_BYTES, NO_WORD_FILE, TOO_LARGE, PaperRefused, read_paper
from tests.factories import drafted, issued

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def gone_out(justice_office, furnished):
    return issued(drafted(by=justice_office), by=justice_office, despite="thử")


@pytest.fixture
def content(gone_out) -> bytes:
    return bytes(gone_out.files.get(name__endswith=".docx").content)


@pytest.fixture
def sent(client, justice_office, gone_out):
    client.force_login(justice_office)

    def send(content: bytes, name: str = "bao-cao.docx"):
        file = SimpleUploadedFile(name, content)
        return client.post(f"/bao-cao/{gone_out.pk}/kiem-tra-word/", {"paper": file})

    return send


def edited(content: bytes, change) -> bytes:
    """The file as somebody saves it after changing something in it."""
    word = docx.Document(io.BytesIO(content))
    change(word)
    saved = io.BytesIO()
    word.save(saved)
    return saved.getvalue()


def package(**parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, text in parts.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), text)
    return packed.getvalue()


def the(word, start: str):
    return next(paragraph for paragraph in word.paragraphs if paragraph.text.startswith(start))


def test_the_file_as_it_went_out_agrees(sent, content):
    found = sent(content).context["found"]
    assert (found.agrees, found.tracked, found.comments) == (True, 0, 0)
    assert sent(edited(content, lambda word: None)).context["found"].agrees  # saved again by another program


def test_a_figure_that_was_changed_is_named_with_both_values(sent, content, gone_out):
    entered = next(fact for fact in gone_out.frozen_facts if fact["id"] == "all.entered")

    def change(word):
        run = next(run for run in the(word, "Tính đến ngày").runs if run.text == entered["written"])
        run.text = "9.999"

    found = sent(edited(content, change)).context["found"]
    assert [(one.meaning, one.was, one.now) for one in found.figures] == [
        ("Đã nhập, mọi loại sổ, toàn huyện", entered["written"], "9.999")
    ]
    assert found.orphans == ("9.999",)


def test_sentences_added_changed_and_taken_out(sent, content):
    def change(word):
        the(word, "Đạt cao nhất").insert_paragraph_before("Riêng 4.321 trường hợp đang chờ.")
        paragraph = the(word, "Đề xuất khen thưởng")
        paragraph._p.getparent().remove(paragraph._p)

    found = sent(edited(content, change)).context["found"]
    assert [[(piece.words[:12], piece.change) for piece in one.pieces] for one in found.sentences] == [
        [("Riêng 4.321 ", "ins")],
        [("Đề xuất khen", "del")],
    ]
    assert found.sentences[0].orphans == ("4.321",)


def test_a_cell_of_the_appendix_that_was_changed(sent, content):
    def change(word):
        word.tables[-1].rows[3].cells[2].paragraphs[0].runs[0].text = "1"

    found = sent(edited(content, change)).context["found"]
    assert [(one.row, one.now) for one in found.cells] == [("1 Thị trấn Tuy Phước", "1")]


def test_tracked_changes_are_told_and_read_as_accepted():
    body = (
        f'<w:document {W}><w:body><w:p><w:r><w:t xml:space="preserve">Đạt </w:t></w:r>'
        "<w:del><w:r><w:delText>35</w:delText></w:r></w:del><w:ins><w:r><w:t>39</w:t></w:r></w:ins></w:p></w:body></w:document>"
    )
    paper = read_paper(package(word__document_xml=body))
    assert (paper.paragraphs, paper.tracked) == (("Đạt 39",), 2)


def test_remarks_in_the_margin_are_counted():
    body = f"<w:document {W}><w:body><w:p/></w:body></w:document>"
    remarks = f'<w:comments {W}><w:comment w:id="1"/><w:comment w:id="2"/></w:comments>'
    assert read_paper(package(word__document_xml=body, word__comments_xml=remarks)).comments == 2


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", NO_WORD_FILE),
        (b"%PDF-1.7", NO_WORD_FILE),
        (package(khac_xml="<x/>"), NO_WORD_FILE),
        (package(word__document_xml="<w:document"), NO_WORD_FILE),
        (package(word__document_xml=BOMB), NO_WORD_FILE),
        (package(word__document_xml=f"<w:document {W}/>"), NO_WORD_FILE),
        (package(word__document_xml=f"<w:document {W}/>", word__vbaProject_bin="x"), MACROS),
        (b"x" * (MAX_BYTES + 1), TOO_LARGE),
    ],
)
def test_what_is_no_report_is_refused_in_words(content, told):
    with pytest.raises(PaperRefused) as refused:
        read_paper(content)
    assert str(refused.value) == told


def test_the_page_says_it_at_the_field(sent):
    answer = sent(b"khong phai word")
    assert answer.status_code == 400
    assert NO_WORD_FILE in answer.content.decode()


def test_words_of_another_program_are_only_words(sent, content):
    def change(word):
        the(word, "Đạt cao nhất").insert_paragraph_before("<script>alert(1)</script> {{ x }} =cmd|'/C calc'!A0")

    page = sent(edited(content, change)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_draft_is_checked_against_what_it_says_now(client, justice_office, furnished):
    report = drafted(by=justice_office)
    client.force_login(justice_office)
    content = client.get(f"/bao-cao/{report.pk}/bao-cao.docx").content
    answer = client.post(f"/bao-cao/{report.pk}/kiem-tra-word/", {"paper": SimpleUploadedFile("a.docx", content)})
    assert answer.context["found"].agrees
