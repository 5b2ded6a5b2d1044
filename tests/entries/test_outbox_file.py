"""An outbox saved on a machine without the network is sent from another: by its owner or the district, once."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communes.models import Role
from entries.models import Batch, Entry, Source
from tests.conftest import make_user
from tests.factories import make_book

PAGE = "/nhap-lieu/hang-cho/"


@pytest.fixture
def book(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=900)


def item(book, **changed) -> dict:
    """As static/js/outbox-list.js writes it."""
    return {
        "id": str(uuid.uuid4()), "work_date": "2024-03-03", "shift": 2, "workstation": 1, "worked_by": "N.V.A",
        "note": "", "entries": [{"book": book.pk, "programme": "population_db", "count": 46}], "shown": ["KS 3/1998"],
    } | changed  # fmt: skip


def saved(owner, *items, **changed) -> dict:
    return {
        "format": "tuyphuoc-hang-cho", "version": 1, "owner": {"id": owner.pk, "name": owner.shown_name},
        "commune": owner.commune.code, "batches": list(items),
    } | changed  # fmt: skip


def send(client, content, name="hang-cho-21970-2024-03-04.json"):
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content, "application/json")})


def stored() -> list[int]:
    return sorted(Entry.objects.filter(batch__kind="shift").values_list("count", flat=True))


def test_the_owner_sends_it_from_another_machine_and_sending_again_is_harmless(client, official, book):
    client.force_login(official)
    content = saved(official, item(book), item(book, shift=3))
    first, again = (send(client, content).content.decode() for _ in range(2))
    assert "2 trong 2 phiếu của" in first and first.count("✓ đã ghi") == 2
    assert again.count("✓ đã có từ trước") == 2
    assert stored() == [46, 46]
    batch = Batch.objects.filter(kind="shift").first()
    assert batch.source == Source.OUTBOX
    assert f'<a href="/so-cai/phieu/{batch.pk}/">{batch.receipt}</a>' in again


def test_what_the_machine_sends_later_is_already_stored(client, official, book):
    client.force_login(official)
    one = item(book)
    send(client, saved(official, one))
    answer = client.post("/nhap-lieu/dong-bo/", json.dumps({"batches": [one]}), content_type="application/json")
    assert [result["status"] for result in answer.json()["results"]] == ["already_stored"]


def test_the_district_sends_it_for_a_commune(client, official, justice_office, book, phuoc_son):
    client.force_login(justice_office)
    html = send(client, saved(official, item(book))).content.decode()
    assert f"1 trong 1 phiếu của {official.shown_name} ({phuoc_son.title})" in html
    batch = Batch.objects.get(kind="shift")
    assert (batch.commune, batch.recorded_by, batch.worked_by.name) == (phuoc_son, justice_office, "N.V.A")


def test_refused_ones_say_why_come_first_and_stop_no_other(client, official, book):
    client.force_login(official)
    taken = item(book)
    other = taken | {"entries": [{"book": book.pk, "programme": "population_db", "count": 47}]}
    send(client, saved(official, taken))
    html = send(client, saved(official, item(book), item(book, work_date="2024-03-06"), other)).content.decode()
    assert "1 trong 3 phiếu" in html and "2 phiếu cần xem lại" in html
    assert html.index("Kiểm tra") < html.index("✓ đã ghi")
    assert "▲ trùng mã, khác nội dung" in html and f"Trên máy chủ: {book.label} ■ 46" in html
    assert stored() == [46, 46]


def test_another_persons_file_is_refused_with_the_way_out(client, official, book, phuoc_son):
    colleague = make_user("dong.nghiep", Role.COMMUNE, commune=phuoc_son)
    client.force_login(colleague)
    page = send(client, saved(official, item(book)))
    assert page.status_code == 400
    assert f"Tệp này của {official.shown_name}: người đó đăng nhập để gửi" in page.content.decode()
    assert stored() == []


def test_another_communes_file_does_not_exist_for_an_official(client, official, neighbour, book):
    client.force_login(neighbour)
    page = send(client, saved(official, item(book)))
    assert (page.status_code, stored()) == (400, [])
    assert "Tệp này của xã khác." in page.content.decode()
    forged = send(client, saved(neighbour, item(book)))  # under the own commune: the book is not there
    assert "Danh mục sổ của xã không còn quyển này." in forged.content.decode()
    assert stored() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n", "Không đọc được tệp này."),
        (b"[" * 100_000, "Không đọc được tệp này."),
        (b"[]", "Đây không phải tệp hàng chờ."),
        ({"format": "khac"}, "Đây không phải tệp hàng chờ."),
        ({"format": "tuyphuoc-hang-cho", "version": 2}, "Tệp do bản mới hơn của trang lưu ra."),
        ({"format": "tuyphuoc-hang-cho", "version": 1, "owner": {"id": "x"}, "batches": []}, "bị hỏng"),
        ({"format": "tuyphuoc-hang-cho", "version": 1, "owner": {"id": 1}, "batches": [1]}, "bị hỏng"),
        ({"format": "tuyphuoc-hang-cho", "version": 1, "owner": {"id": 1}, "batches": []}, "không có phiếu nào"),
        ({"format": "tuyphuoc-hang-cho", "version": 1, "owner": {"id": 1}, "batches": [{}] * 2_001}, "quá 2000 phiếu"),
        (b" " * (2 * 1024 * 1024 + 1), "lớn quá 2 MB"),
        (b"", "Tệp rỗng."),
    ],
)
def test_what_is_no_saved_outbox_is_refused_in_words_at_the_field(client, official, content, words):
    client.force_login(official)
    page = send(client, content)
    assert page.status_code == 400
    assert words in page.content.decode().split('id="id_file_error">')[1].split("</p>")[0]


def test_nonsense_inside_stops_nothing_and_is_not_believed(client, official, book):
    client.force_login(official)
    odd = item(book, shift="4", entries=[{"book": [], "programme": {}, "count": "<b>"}], shown="x", worked_by={"a": 1})
    html = send(client, saved(official, odd, {}, item(book))).content.decode()
    assert "1 trong 3 phiếu" in html and "<b>" not in html.split("Kết quả")[1]
    assert stored() == [46]


def test_no_file_is_asked_for(client, official):
    client.force_login(official)
    page = client.post(PAGE, {})
    assert page.status_code == 400 and "Chọn tệp hàng chờ." in page.content.decode()


def test_many_results_stay_a_light_page(client, official, book):
    client.force_login(official)
    html = send(client, saved(official, *(item(book, note=str(n)) for n in range(300)))).content.decode()
    assert "Đang hiện 100 trong 300 phiếu" in html
    assert len(html.encode()) < 60_000
    assert len(stored()) == 300
