"""The pages of plans: who sees and does what, nothing typed is lost, refusals at their place in words."""

import datetime as dt

import pytest

from communes.models import CalendarDay, Campaign, Plan, PlanLevel, PlanState
from communes.planning import accept_plan, send_plan
from tests.factories import bound, make_book, planned, record
from tests.forms import fields_of

PLAN = {
    "xa": "21970", "programme": "population_db", "period": "week", "from_on": "05/3/2024", "to_on": "17/3/2024",
    "deadline": "khac", "document": "",
}  # fmt: skip


@pytest.fixture
def books(official, phuoc_son):
    return make_book(phuoc_son, by=official, count=900)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_commune_draws_its_plan_up_from_the_proposal(client, official, books):
    client.force_login(official)
    page = client.get("/ke-hoach/moi/", PLAN)
    assert "Còn phải nhập <b>900</b>" in words(page)
    fields = fields_of(page) | {"target-2024-03-05": "450"}
    assert fields["target-2024-03-11"] == "500"
    answer = client.post("/ke-hoach/moi/", fields)
    plan = Plan.objects.get()
    assert answer.url == f"/ke-hoach/{plan.pk}/"
    assert list(plan.targets.values_list("count", flat=True)) == [450, 500]
    assert (plan.level, plan.state) == (PlanLevel.COMMUNE, PlanState.DRAFT)


def test_a_thousand_million_is_refused_at_its_box_and_the_rest_stays(client, official, books):
    client.force_login(official)
    fields = fields_of(client.get("/ke-hoach/moi/", PLAN))
    answer = client.post("/ke-hoach/moi/", fields | {"target-2024-03-05": "1000000000", "target-2024-03-11": "7"})
    assert answer.status_code == 400
    assert answer.context["targets"].errors == {"target-2024-03-05": ["Chỉ tiêu là số nguyên từ 0 đến 1.000.000, ví dụ 1.200."]}  # fmt: skip  # noqa: E501
    again = fields_of(answer)
    assert (again["target-2024-03-05"], again["target-2024-03-11"]) == ("1000000000", "7")
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ({"to_on": "01/3/2024"}, "Ngày cuối không thể trước ngày đầu (05/3/2024)."),
        ({"to_on": "06/3/2026"}, "Kế hoạch dài nhất 2 năm."),
        ({"to_on": ""}, "Ghi ngày cuối, hoặc chọn một thời hạn."),
        ({"programme": ""}, "Chọn chương trình."),
        ({"period": "day", "to_on": "31/5/2024"}, "Chia theo ngày thì nhiều nhất 31 ngày"),
        ({"from_on": "31/2/2024"}, "Không có ngày 31/2/2024."),
        ({"from_on": "31/12/9999", "to_on": "31/12/9999"}, "Chọn ngày đầu từ 01/01/2020 đến 31/12/2050."),
    ],
)
def test_what_cannot_be_planned_is_told(client, official, books, extra, told):
    client.force_login(official)
    answer = client.get("/ke-hoach/moi/", PLAN | extra)
    assert answer.status_code == 400
    assert told in words(answer)


def test_the_chosen_deadline_is_the_end_where_no_day_is_typed(client, official, books):
    client.force_login(official)
    form = client.get("/ke-hoach/moi/").context["form"]
    deadline = next(key for key, one in form.deadlines.items() if one.due_on == dt.date(2024, 5, 31))
    page = client.get("/ke-hoach/moi/", PLAN | {"to_on": "", "deadline": deadline})
    assert page.context["proposal"].lines[-1].span.last == dt.date(2024, 5, 31)


def test_a_commune_with_nothing_to_enter_is_told_so(client, official):
    client.force_login(official)
    assert "Không còn gì phải nhập" in words(client.get("/ke-hoach/moi/", PLAN))


def test_a_plan_that_is_there_is_named_with_its_link(client, official, phuoc_son, books):
    plan = planned(phuoc_son, by=official)
    client.force_login(official)
    answer = client.get("/ke-hoach/moi/", PLAN | {"from_on": "04/3/2024"})
    assert answer.status_code == 400
    assert "Đã có kế hoạch tuần cấp xã bắt đầu 04/3/2024" in words(answer)
    assert f'href="/ke-hoach/{plan.pk}/"' in words(answer)


def test_the_district_puts_its_own_plan_in_force_at_once(client, justice_office, books):
    client.force_login(justice_office)
    page = client.get("/ke-hoach/moi/", PLAN | {"level": "province", "document": "Quyết định số 1500/QĐ-UBND"})
    client.post("/ke-hoach/moi/", fields_of(page) | {"issue": "1"})
    plan = Plan.objects.get()
    assert (plan.level, plan.state, plan.document) == ("province", PlanState.ACCEPTED, "Quyết định số 1500/QĐ-UBND")


def test_a_form_opened_by_another_account_is_not_stored(client, official, neighbour, books):
    client.force_login(official)
    fields = fields_of(client.get("/ke-hoach/moi/", PLAN)) | {"typed_by": str(neighbour.pk)}
    answer = client.post("/ke-hoach/moi/", fields)
    assert "Biểu mẫu này do tài khoản khác mở." in words(answer)
    assert not Plan.objects.exists()


def test_what_was_typed_before_the_session_ended_comes_back(client, justice_office, books):
    client.force_login(justice_office)
    fields = fields_of(client.get("/ke-hoach/moi/", PLAN | {"level": "district"})) | {"target-2024-03-05": "123"}
    client.logout()
    answer = client.post("/ke-hoach/moi/", fields)
    assert answer.status_code == 401
    again = {"username": "tuphap", "password": "tuyphuoc-2024", "kept": answer.context["kept"]}
    page = client.post("/dang-nhap/", again, follow=True)
    shown = fields_of(page)
    assert (shown["target-2024-03-05"], shown["target-2024-03-11"]) == ("123", "500")


# ------------------------------------------------------------------ the list and one plan
def test_the_list_tells_each_its_own_and_leads_to_the_ledger(client, official, neighbour, phuoc_son, books):
    record(books, 46, by=official, work_date=dt.date(2024, 3, 4))
    planned(phuoc_son, by=official)
    client.force_login(official)
    page = client.get("/ke-hoach/")
    (one,) = page.context["groups"]["making"]
    assert (one.actual, one.due, one.gap) == (46, 20, 26)
    address = (
        "/so-cai/?xa=21970&amp;chuong-trinh=population_db&amp;tu-ngay=2024-03-04&amp;den-ngay=2024-03-04"
        "&amp;chi-tieu=entered"
    )
    assert address in words(page)
    shown = client.get(address.replace("&amp;", "&"))
    assert [item["sum"] for item in shown.context["sums"]] == [46]
    client.force_login(neighbour)
    assert "Chưa có kế hoạch nào" in words(client.get("/ke-hoach/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_plans_as_for_one(
    client, official, phuoc_son, count, django_assert_max_num_queries
):
    for number in range(count):
        first = dt.date(2024, 3, 4) + dt.timedelta(days=7 * number)
        planned(phuoc_son, by=official, from_on=first, to_on=first + dt.timedelta(days=13))
    client.force_login(official)
    client.get("/ke-hoach/")
    with django_assert_max_num_queries(11):
        client.get("/ke-hoach/")


def test_a_plan_goes_to_the_district_and_back(client, official, justice_office, phuoc_son):
    plan = planned(phuoc_son, by=official)
    client.force_login(official)
    client.post(f"/ke-hoach/{plan.pk}/gui/")
    client.force_login(justice_office)
    empty = client.post(f"/ke-hoach/{plan.pk}/tra-lai/", {"decision": ""})
    assert (empty.status_code, "Ghi lý do trả lại" in words(empty)) == (400, True)
    client.post(f"/ke-hoach/{plan.pk}/tra-lai/", {"decision": "Tăng tuần 11"})
    client.force_login(official)
    page = client.get(f"/ke-hoach/{plan.pk}/")
    assert "Tăng tuần 11" in words(page)
    client.post(f"/ke-hoach/{plan.pk}/", fields_of(page) | {"target-2024-03-11": "1.500"})
    client.post(f"/ke-hoach/{plan.pk}/gui/")
    client.force_login(justice_office)
    assert client.post(f"/ke-hoach/{plan.pk}/chap-nhan/", {"decision": ""}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.targets.last().count) == (PlanState.ACCEPTED, 1_500)
    second = client.post(f"/ke-hoach/{plan.pk}/chap-nhan/", {"decision": ""})
    assert (second.status_code, "L.T.B đã chấp nhận kế hoạch này rồi." in words(second)) == (400, True)


def test_after_acceptance_only_reasons_are_written(client, official, justice_office, phuoc_son):
    plan = planned(phuoc_son, by=official)
    send_plan(by=official, plan=plan)
    accept_plan(by=justice_office, plan=plan)
    client.force_login(official)
    page = client.get(f"/ke-hoach/{plan.pk}/")
    assert [name for name in fields_of(page) if "-2024" in name] == ["reason-2024-03-04"]
    refused = client.post(f"/ke-hoach/{plan.pk}/", {"target-2024-03-04": "1", "target-2024-03-11": "1"})
    assert (refused.status_code, "không sửa chỉ tiêu được nữa" in words(refused)) == (400, True)
    client.post(f"/ke-hoach/{plan.pk}/ly-do/", fields_of(page) | {"reason-2024-03-04": "Mất mạng 3 ngày"})
    assert plan.targets.first().gap_reason == "Mất mạng 3 ngày"


# ------------------------------------------------------------------ the calendar
def test_the_district_keeps_the_calendar_and_a_commune_reads_it(client, official, justice_office):
    client.force_login(justice_office)
    typed = {"day": "15/3/2024", "name": "Nghỉ bù", "is_working": "0"}
    assert client.post("/ke-hoach/lich/", typed).status_code == 302
    again = client.post("/ke-hoach/lich/", typed)
    assert (again.status_code, "đã có trong lịch: Nghỉ bù." in words(again)) == (400, True)
    kept = CalendarDay.objects.get(name="Nghỉ bù")
    client.post(f"/ke-hoach/lich/{kept.pk}/", typed | {"day": "18/3/2024"})
    assert CalendarDay.objects.get(name="Nghỉ bù").day == dt.date(2024, 3, 18)
    client.force_login(official)
    page = client.get("/ke-hoach/lich/?nam=2024")
    assert [month.working_days for month in page.context["sheet"]][:5] == [22, 16, 20, 19, 23]
    assert "Thêm vào lịch" not in words(page)
    client.force_login(justice_office)
    client.post(f"/ke-hoach/lich/{kept.pk}/bo/")
    assert not CalendarDay.objects.filter(name="Nghỉ bù").exists()


@pytest.mark.parametrize("asked", ["", "abcd", "0001", "9999", "٢٠٢٤"])
def test_any_year_that_is_asked_for_gives_a_page(client, official, asked):
    client.force_login(official)
    assert client.get("/ke-hoach/lich/", {"nam": asked}).status_code == 200


def test_a_campaign_is_added_changed_and_taken_out(client, justice_office):
    client.force_login(justice_office)
    typed = {"name": "Cao điểm", "from_on": "11/3/2024", "to_on": "15/3/2024", "free_share": "101", "commune": ""}
    refused = client.post("/ke-hoach/dot/them/", typed)
    assert (refused.status_code, "Gõ số nguyên từ 0 đến 100." in words(refused)) == (400, True)
    client.post("/ke-hoach/dot/them/", typed | {"free_share": "40%"})
    kept = Campaign.objects.get()
    assert kept.free_share == 40
    client.post(f"/ke-hoach/dot/{kept.pk}/", typed | {"free_share": "0"})
    assert Campaign.objects.get().free_share == 0
    client.post(f"/ke-hoach/dot/{kept.pk}/bo/")
    assert not Campaign.objects.exists()


def test_a_commune_reads_the_campaigns_that_bind_it(client, official, justice_office, phuoc_son, phuoc_hoa):
    bound(by=justice_office)
    bound(by=justice_office, name="Chỉ Phước Sơn", commune=phuoc_son)
    bound(by=justice_office, name="Chỉ Phước Hòa", commune=phuoc_hoa)
    client.force_login(official)
    named = [one.name for one in client.get("/ke-hoach/dot/").context["current"]]
    assert sorted(named) == ["Chỉ Phước Sơn", "Định danh mức 2"]
