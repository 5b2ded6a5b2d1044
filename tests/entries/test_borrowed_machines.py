"""A machine works where it stands: in the borrower's commune while it is lent, and not at home."""

import datetime as dt
import re
import uuid

import pytest

from communes.lending import lend
from entries.desk import desk_of
from entries.models import Batch
from entries.posting import Draft, Line, Refused, post, post_many
from entries.verifying import verify
from tests.conftest import MONDAY
from tests.factories import machine, make_book, member
from tests.forms import typed


def day(n: int) -> dt.date:
    return MONDAY + dt.timedelta(days=n)


@pytest.fixture
def lent(official, phuoc_son, phuoc_hoa):
    """Máy 1 of Phước Sơn, in Phước Hòa from Friday to Sunday."""
    one = machine(phuoc_son, 1)
    lend(by=official, workstation=one, borrower=phuoc_hoa, from_on=day(-3), to_on=day(-1), purpose="nước rút")
    return one


def draft(commune, book, on, work_date) -> Draft:
    return Draft(
        commune=commune, work_date=work_date, shift=1, workstation=on, worked_by=member(commune),
        lines=(Line(book, "population_db", 5),),
    )  # fmt: skip


@pytest.fixture
def books(official, neighbour, phuoc_son, phuoc_hoa):
    return {phuoc_son: make_book(phuoc_son, by=official), phuoc_hoa: make_book(phuoc_hoa, by=neighbour)}


@pytest.mark.parametrize(
    ("work_date", "at_home", "with_borrower"),
    [
        (day(-4), None, "Xã chỉ mượn máy này từ 01/3/2024 đến hết 03/3/2024. Chọn máy khác, hoặc sửa ngày làm việc."),
        (day(-3), "Máy 1 đang cho xã Phước Hòa mượn ngày 01/3/2024. Chọn máy khác.", None),
        (day(-1), "Máy 1 đang cho xã Phước Hòa mượn ngày 03/3/2024. Chọn máy khác.", None),
        (day(0), None, "Xã chỉ mượn máy này từ 01/3/2024 đến hết 03/3/2024. Chọn máy khác, hoặc sửa ngày làm việc."),
    ],
)
def test_a_machine_works_where_it_stands(
    official, neighbour, phuoc_son, phuoc_hoa, lent, books, work_date, at_home, with_borrower
):
    for by, commune, told in ((official, phuoc_son, at_home), (neighbour, phuoc_hoa, with_borrower)):
        one = draft(commune, books[commune], lent, work_date)
        if told is None:
            assert post(one, by=by).is_new
            continue
        for way in (lambda one=one, by=by: post(one, by=by), lambda one=one, by=by: post_many([one], by=by, source="")):
            with pytest.raises(Refused) as refused:
                way()
            assert [(problem.where, problem.message) for problem in refused.value.problems] == [("workstation", told)]
    assert Batch.objects.filter(kind="shift").count() == 1


def test_a_machine_out_of_service_does_not_work(official, phuoc_son, books):
    two = machine(phuoc_son, 2)
    two.in_service_from, two.in_service_to = day(-3), day(-1)
    two.save()
    for n, is_taken in ((-4, False), (-3, True), (-1, True), (0, False)):
        one = draft(phuoc_son, books[phuoc_son], two, day(n))
        if is_taken:
            assert post(one, by=official).is_new
        else:
            with pytest.raises(Refused, match=r"Máy 2 (đưa vào dùng từ|thôi dùng sau ngày)"):
                post(one, by=official)


def test_a_batch_on_a_borrowed_machine_is_no_damage(neighbour, phuoc_hoa, lent, books):
    post(draft(phuoc_hoa, books[phuoc_hoa], lent, day(-2)), by=neighbour)
    assert verify() == []


def test_the_entry_page_offers_it_by_its_name_and_takes_it(client, neighbour, phuoc_hoa, lent, books):
    client.force_login(neighbour)
    page = client.get("/nhap-lieu/")
    assert re.findall(r"Máy 1 \(mượn của xã Phước Sơn\)", page.content.decode()) != []
    sent = typed(
        page, work_date="03/3/2024", shift="1", workstation=str(lent.pk), worked_by="T.T.B",
        line_0_book="KS 3/1998", line_0_programme="population_db", line_0_count="7",
    )  # fmt: skip
    assert client.post("/nhap-lieu/", sent).status_code == 302
    assert Batch.objects.get(kind="shift").workstation == lent
    answer = client.post("/nhap-lieu/", sent | {"id": str(uuid.uuid4()), "work_date": "04/3/2024"})
    assert "Xã chỉ mượn máy này từ 01/3/2024 đến hết 03/3/2024." in answer.content.decode()


def test_it_is_on_the_desk_of_the_device(phuoc_hoa, lent):
    assert [one["label"] for one in desk_of(phuoc_hoa, day=MONDAY)["machines"]][-1] == "Máy 1 (mượn của xã Phước Sơn)"
    assert len(desk_of(phuoc_hoa, day=day(30))["machines"]) == 2


def test_what_waited_on_the_device_is_posted_on_it(client, neighbour, phuoc_hoa, lent, books):
    client.force_login(neighbour)

    def send(work_date, workstation=lent.pk):
        line = {"book": books[phuoc_hoa].pk, "programme": "population_db", "count": 5}
        batch = {
            "id": str(uuid.uuid4()), "work_date": work_date.isoformat(), "shift": 1, "workstation": workstation,
            "worked_by": "T.T.B", "entries": [line],
        }  # fmt: skip
        answer = client.post("/nhap-lieu/dong-bo/", {"batches": [batch]}, content_type="application/json")
        return answer.json()["results"][0]["status"]

    assert (send(day(-2)), send(day(0))) == ("stored", "refused")
    assert send(day(0), 1) == "stored"  # a number alone is the commune's own machine
    assert set(Batch.objects.filter(kind="shift").values_list("workstation__commune__name", flat=True)) == {
        "Phước Hòa", "Phước Sơn",
    }  # fmt: skip


def test_the_ledger_is_narrowed_by_any_machine_there_is(client, official, phuoc_son):
    phuoc_son.workstations.create(number=7, kind="borrowed", managed_by="Công an huyện")
    client.force_login(official)
    assert client.get("/so-cai/", {"may": "7"}).status_code == 200
    assert client.get("/so-cai/", {"may": "8"}).status_code == 400
