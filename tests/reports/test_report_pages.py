"""The pages of a draft: a part's form, two people, the session that ended, choices, the file of the moment."""

import io

import docx
import openpyxl
import pytest

from communes.formatting import format_count
from reports.composing import compose
from reports.drafting import keep_part
from reports.models import Report, Signer, StandingText
from tests.factories import drafted, issued

WHOLE = "progress.whole"


@pytest.fixture
def report(justice_office, furnished):
    return drafted(by=justice_office)


@pytest.fixture
def writer(client, justice_office):
    client.force_login(justice_office)
    return client


def part_of(report: Report, key: str = WHOLE) -> str:
    return f"/bao-cao/{report.pk}/doan/?doan={key}"


def test_a_draft_begins_with_one_click(writer, furnished):
    answer = writer.post("/bao-cao/moi/", {"den-ngay": "03/3/2024"})
    report = Report.objects.get()
    assert answer.url == f"/bao-cao/{report.pk}/"
    assert format_count(compose(report).facts.whole.entered.value) in writer.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("day", "told"), [("05/3/2024", "chưa đến"), ("", "Ghi ngày chốt số liệu"), ("31/02/2024", "31/02/2024")]
)
def test_a_day_that_cannot_be_is_said(writer, furnished, day, told):
    answer = writer.post("/bao-cao/moi/", {"den-ngay": day}, follow=True)
    assert Report.objects.count() == 0
    assert told in answer.content.decode()


def test_the_form_holds_the_figures_as_marks(writer, report):
    form = writer.get(part_of(report)).context["form"]
    assert form.initial["text"] == (
        "Tính đến ngày ⟦as_of⟧, toàn huyện đã nhập ⟦all.entered⟧/⟦all.to_enter⟧ trường hợp, đạt ⟦all.share⟧; còn lại"
        " ⟦all.left⟧ trường hợp (có phụ lục kèm theo)."
    )


def test_a_part_is_kept_and_the_sheet_shows_it(writer, report):
    answer = writer.post(part_of(report), {"text": "Đã nhập ⟦all.entered⟧ trường hợp.", "seen": "0", "viec": "luu"})
    assert answer.url == f"/bao-cao/{report.pk}/#doan-progress-whole"
    page = writer.get(f"/bao-cao/{report.pk}/").content.decode()
    assert "Đã viết lại" in page


def test_kept_by_itself_the_answer_is_the_part_alone(writer, report):
    typed = {"text": "Đã nhập 987.654 trường hợp.", "seen": "0", "viec": "luu"}
    answer = writer.post(part_of(report), typed, headers={"X-Requested-With": "fetch"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in html
    assert '<mark class="doubt"' in html
    assert "chỗ cần xem" in html


def test_markup_is_shown_as_it_was_typed(writer, report):
    writer.post(part_of(report), {"text": "<script>alert(1)</script>", "seen": "0", "viec": "luu"})
    page = writer.get(f"/bao-cao/{report.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_who_comes_second_sees_both(writer, report, administrator):
    keep_part(draft=compose(report), key=WHOLE, text="Bản thứ nhất.", seen=0, by=administrator)
    answer = writer.post(part_of(report), {"text": "Bản thứ hai.", "seen": "0", "viec": "luu"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("Bản thứ nhất." in page, answer.context["form"].initial) == (True, {"text": "Bản thứ hai.", "seen": 1})
    writer.post(part_of(report), {"text": "Bản thứ hai.", "seen": "1", "viec": "luu"})  # knowingly
    assert report.parts.get().text == "Bản thứ hai."


def test_what_was_typed_waits_behind_the_log_in(client, report, justice_office):
    asked = client.post(
        part_of(report), {"text": "Chữ đã gõ.", "seen": "0", "viec": "luu", "typed_by": justice_office.pk}
    )
    assert asked.status_code == 401
    kept = asked.context["kept"]
    password = "tuyphuoc-2024"
    justice_office.set_password(password)
    justice_office.save()
    entered = client.post(
        "/dang-nhap/", {"username": justice_office.username, "password": password, "kept": kept}, follow=True
    )
    assert entered.context["form"]["text"].value() == "Chữ đã gõ."


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "chưa có chữ nào"), ("⟦khong.co⟧", "Không có số liệu nào mang tên"), ("x" * 40_001, "Viết gọn")],
)
def test_what_cannot_be_kept_stays_in_the_form(writer, report, text, told):
    answer = writer.post(part_of(report), {"text": text, "seen": "0", "viec": "luu"})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert answer.context["form"]["text"].value() == text


def test_a_paragraph_is_kept_for_the_next_report(writer, report):
    typed = {"text": "Sổ ướt, rách sau lũ.", "seen": "0", "viec": "giu", "title": "Lũ"}
    assert writer.post(part_of(report, "objective.volume"), typed).status_code == 302
    assert StandingText.objects.get().text == "Sổ ướt, rách sau lũ."
    assert "Sổ ướt, rách sau lũ." in writer.get(f"/bao-cao/{report.pk}/them/?muc=objective").content.decode()


def test_a_sentence_of_ones_own_sent_twice_is_there_once(writer, report):
    form = writer.get(f"/bao-cao/{report.pk}/them/?muc=subjective").context["form"]
    typed = {"section": "subjective", "text": "Một số cán bộ mới nhận việc.", "id": str(form["id"].value())}
    for _ in range(2):
        writer.post(f"/bao-cao/{report.pk}/them/", typed)
    assert report.parts.count() == 1


def test_the_files_say_what_the_draft_says(writer, report):
    writer.post(part_of(report), {"text": "Đã nhập ⟦all.entered⟧ trường hợp.", "seen": "0", "viec": "luu"})
    entered = compose(report).facts.whole.entered
    word = docx.Document(io.BytesIO(writer.get(f"/bao-cao/{report.pk}/bao-cao.docx").content))
    assert f"Đã nhập {entered.tabled} trường hợp." in [paragraph.text for paragraph in word.paragraphs]
    book = openpyxl.load_workbook(io.BytesIO(writer.get(f"/bao-cao/{report.pk}/bao-cao.xlsx").content), data_only=True)
    assert entered.value in {cell.value for row in book["Phụ lục"].iter_rows() for cell in row}


def test_letterhead_and_signer_are_chosen_for_one_report(writer, report, justice_office):
    signer = Signer.objects.create(
        district=justice_office.district, lines="TM. ỦY BAN NHÂN DÂN|KT. CHỦ TỊCH|PHÓ CHỦ TỊCH", name="Nguyễn Văn B"
    )
    answer = writer.post(
        f"/bao-cao/{report.pk}/lua-chon/",
        {
            "subject": "Kết quả nhập dữ liệu hộ tịch\ntuần 9",
            "addressee": "on",
            "addressees": "Sở Tư pháp\nCông an tỉnh",
            "recipients": "Như trên\nLưu: VT",
            "signer": signer.pk,
            "appendices": ["progress"],
            "on_paper": "on",
            "seen": "0",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    page = writer.get(f"/bao-cao/{report.pk}/").content.decode()
    for words in ("tuần 9", "- Sở Tư pháp;", "- Công an tỉnh.", "KT. CHỦ TỊCH", "Nguyễn Văn B", "- Lưu: VT."):
        assert words in page
    assert "CT, PCT UBND huyện" not in page


def test_an_issued_report_has_no_form_left(writer, report, justice_office):
    issued(report, by=justice_office, despite="thử")
    for path in ("doan/?doan=progress.whole", "them/", "lua-chon/", "phat-hanh/"):
        assert writer.get(f"/bao-cao/{report.pk}/{path}").status_code == 404
    assert "data-edit" not in writer.get(f"/bao-cao/{report.pk}/").content.decode()


def test_another_district_has_no_such_report(client, report, justice_office):
    justice_office.district = None
    justice_office.save()
    client.force_login(justice_office)
    assert client.get(f"/bao-cao/{report.pk}/").status_code == 404
