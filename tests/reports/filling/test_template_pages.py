"""The Sở's workbook in the browser: sent, mapped, filled as of a day."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from reports.filling.reading import NO_COMMUNES, NO_WORKBOOK
from reports.models import WorkbookTemplate

from ..stage import commune, facts_of
from . import templates


@pytest.fixture
def writer(client, justice_office, furnished):
    client.force_login(justice_office)
    return client


def send(writer, content: bytes, name: str = "Biểu 01 của Sở.xlsx", **more):
    return writer.post("/bao-cao/bieu-mau/", {"file": SimpleUploadedFile(name, content), **more})


def test_a_template_is_sent_mapped_and_filled(writer):
    answer = send(writer, templates.simple())
    template = WorkbookTemplate.objects.get()
    assert (answer.url, template.name) == (f"/bao-cao/bieu-mau/{template.pk}/", "Biểu 01 của Sở")
    page = writer.get(answer.url)
    assert [(one.place, one.key) for one in page.context["columns"]][1:4] == [
        ("Cột C", "to_enter"), ("Cột D", "entered"), ("Cột E", "share"),
    ]  # fmt: skip
    assert "Xã Cát Tân" in page.content.decode()
    filled = writer.get(f"/bao-cao/bieu-mau/{template.pk}/da-dien.xlsx?den-ngay=03/3/2024")
    sheet = load_workbook(io.BytesIO(filled.content)).active
    assert sheet["D5"].value == facts_of("Tuy Phước").whole.entered.value
    assert "20240303.xlsx" in filled.headers["Content-Disposition"]


def test_a_column_takes_something_else(writer):
    send(writer, templates.simple())
    template = WorkbookTemplate.objects.get()
    writer.post(f"/bao-cao/bieu-mau/{template.pk}/", {"cot-3": "to_enter.KS", "cot-4": "", "cot-x": "left"})
    filled = writer.get(f"/bao-cao/bieu-mau/{template.pk}/da-dien.xlsx?den-ngay=2024-03-03")
    sheet = load_workbook(io.BytesIO(filled.content)).active
    births = facts_of("Tuy Phước").units[0].by_kind["to_enter", "KS"]
    assert (sheet["C5"].value, sheet["D5"].value) == (births.value, None)
    assert commune("Tuy Phước") == facts_of("Tuy Phước").units[0].commune


def test_a_field_that_there_is_not_is_refused(writer):
    send(writer, templates.simple())
    template = WorkbookTemplate.objects.get()
    answer = writer.post(f"/bao-cao/bieu-mau/{template.pk}/", {"cot-3": "dân số"}, follow=True)
    assert "Không có số liệu tên dân số" in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "told"), [(b"khong phai", NO_WORKBOOK), (templates.saved(templates.Workbook()), NO_COMMUNES)]
)
def test_what_cannot_be_filled_is_said_at_the_field(writer, content, told):
    answer = send(writer, content)
    assert (answer.status_code, WorkbookTemplate.objects.count()) == (400, 0)
    assert told in answer.content.decode()


def test_the_same_name_twice_is_said(writer):
    send(writer, templates.simple())
    answer = send(writer, templates.across(), name="Biểu 01 của Sở.xlsx")
    assert answer.status_code == 400
    assert "Đã có biểu mẫu mang tên này" in answer.content.decode()


def test_a_day_to_come_is_said(writer):
    send(writer, templates.simple())
    template = WorkbookTemplate.objects.get()
    answer = writer.get(f"/bao-cao/bieu-mau/{template.pk}/da-dien.xlsx?den-ngay=2025-01-01", follow=True)
    assert "chưa đến" in answer.content.decode()
