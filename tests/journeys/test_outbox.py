"""The network fails, the browser is closed, people change: what was recorded is sent once, by the right person."""

import json
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from communes.models import Role
from entries.models import Batch, Entry, Source
from tests.conftest import make_user
from tests.factories import make_book

pytestmark = pytest.mark.looks  # the server's side: test_outbox_chaos.py, test_syncing.py


@pytest.fixture
def book(live_server, official, phuoc_son):
    return make_book(phuoc_son, by=official, count=900)


@pytest.fixture
def profile(browser_type, browser_type_launch_args, browser_context_args, live_server, tmp_path):
    """A browser profile on disk: opened, closed and opened again, as after the PC was switched off."""
    opened = []

    def open_profile():
        for context in opened:
            context.close()
        opened[:] = [
            browser_type.launch_persistent_context(
                tmp_path / "profile", **browser_type_launch_args, **browser_context_args, base_url=live_server.url
            )
        ]
        return opened[0]

    yield open_profile
    for context in opened:
        context.close()


def fill(page, count: int, name: str = "N.V.A"):
    expect(page.locator("#id_line-0-count")).to_have_value("")  # the batch before is safe
    if not page.locator("[name=worked_by]").is_visible():
        page.locator("[data-shift-summary] summary").click()
    page.get_by_label("Ca 2 (14–22 giờ)").check()
    page.get_by_label("Máy 1 (cũ, dùng chung)").check()
    page.get_by_label("Người nhập").fill(name)
    page.locator("#id_line-0-book").fill("KS 3/1998")
    page.locator("label.population_db").first.click()
    page.locator("#id_line-0-count").fill(str(count))


def record(page, count: int, name: str = "N.V.A"):
    fill(page, count, name)
    page.get_by_role("button", name="Ghi phiếu", exact=True).click()


def record_offline(page, count: int, name: str = "N.V.A"):
    record(page, count, name)
    expect(page.locator("main > .notice")).to_contain_text("không phải gõ lại")


def ready(page):
    """The books are there."""
    expect(page.locator("form[data-ready]")).to_be_attached()


def recorded() -> list[int]:
    return sorted(Entry.objects.filter(batch__kind="shift").values_list("count", flat=True))


def ready_for_offline(page):
    """The page has been kept on the device, and so has what it needs."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/nhap-lieu/")
    ready(page)
    assert page.evaluate("caches.open('trang').then((kept) => kept.match('/nhap-lieu/')).then(Boolean)")


def test_recorded_without_the_network_reloaded_restarted_and_sent_once(profile, sign_in, official, book, screenshot):
    context = profile()
    page = sign_in(context.pages[0], official)
    ready_for_offline(page)
    context.set_offline(True)
    record_offline(page, 46)
    expect(page.locator("main > .notice")).to_contain_text("sẽ gửi sau; không phải gõ lại")
    expect(page.locator("[data-outbox-bar]")).to_contain_text("1 phiếu chờ gửi trên máy này")
    screenshot(page, "entry-offline", widths=(360, 1440))
    page.reload()
    expect(page.locator("[data-outbox-list] li")).to_have_count(1)
    record_offline(page, 12)
    expect(page.locator("[data-outbox-list] li")).to_have_count(2)
    assert recorded() == []
    context = profile()  # the PC was switched off
    context.set_offline(True)
    page = context.pages[0]
    page.goto("/nhap-lieu/")
    expect(page.locator("[data-outbox-list] li")).to_have_count(2)
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-outbox-list]")).to_be_hidden()
    expect(page.locator("[data-outbox-bar]")).to_contain_text("đã gửi hết")
    assert recorded() == [12, 46]
    assert set(Batch.objects.filter(kind="shift").values_list("source", "recorded_by")) == {
        (Source.OUTBOX, official.pk)
    }


def test_an_own_batch_that_waits_is_mended_or_put_aside(new_page, sign_in, official, book, check_accessibility):
    page = sign_in(new_page(), official)
    ready(page)
    page.context.set_offline(True)
    record_offline(page, 64)
    record_offline(page, 7)
    items = page.locator("[data-outbox-list] li")
    expect(items).to_have_count(2)
    check_accessibility(page)
    items.first.get_by_role("button", name="Sửa").click()
    expect(page.locator("#id_line-0-count")).to_have_value("64")
    page.locator("#id_line-0-count").fill("46")
    page.get_by_role("button", name="Ghi phiếu", exact=True).click()
    expect(items).to_have_count(2)
    seven = items.filter(has_text="■ 7")
    seven.get_by_role("button", name="Bỏ phiếu này").click()
    seven.get_by_role("button", name="Bấm lần nữa để bỏ hẳn").click()
    expect(items).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("[data-outbox-list]")).to_be_hidden()
    assert recorded() == [46]


def test_what_the_server_refuses_later_stays_with_its_reason(new_page, sign_in, official, book):
    page = sign_in(new_page(), official)
    ready(page)
    page.context.set_offline(True)
    record_offline(page, 46)
    type(book).objects.filter(pk=book.pk).update(is_withdrawn=True)
    page.context.set_offline(False)  # it is sent at once
    item = page.locator("[data-outbox-list] li")
    expect(item).to_contain_text("✕ cần sửa")
    expect(item).to_contain_text("Danh mục sổ của xã không còn quyển này")
    assert recorded() == []
    type(book).objects.filter(pk=book.pk).update(is_withdrawn=False)
    item.get_by_role("button", name="Sửa").click()
    page.get_by_role("button", name="Ghi phiếu", exact=True).click()
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    assert recorded() == [46]


def test_a_page_of_somebody_else_with_status_200_is_no_receipt(new_page, sign_in, official, book):
    """A hotel's log-in page, a proxy: only our own JSON with a receipt counts."""
    page = sign_in(new_page(service_workers="block"), official)
    ready(page)
    portal = {"status": 200, "content_type": "text/html", "body": "<h1>Wi-Fi miễn phí: đăng nhập</h1>"}
    empty = {"status": 200, "content_type": "application/json", "body": json.dumps({"results": []})}
    for answer in (portal, empty):
        page.route("**/nhap-lieu/dong-bo/", partial(lambda answer, route: route.fulfill(**answer), answer))
        record(page, 46 if answer is portal else 12)
        expect(page.locator("main > .notice")).to_contain_text("Đã giữ trên máy này" if answer is empty else "được giữ")
        page.unroute("**/nhap-lieu/dong-bo/")
    assert recorded() == []
    page.locator("[data-send]").dispatch_event("click")  # or it was sent by itself meanwhile
    expect(page.locator("[data-outbox-list]")).to_be_hidden()
    assert recorded() == [12, 46]


def test_the_same_id_with_other_content_is_shown_beside_what_is_stored(new_page, sign_in, official, book):
    page = sign_in(new_page(), official)
    ready(page)
    first = page.locator("[name=id]").input_value()
    record(page, 46)
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    page.locator("[name=id]").evaluate("(field, id) => { field.value = id; }", first)
    record(page, 64)
    item = page.locator("[data-outbox-list] li")
    expect(item).to_contain_text("▲ trùng mã, khác nội dung")
    expect(item).to_contain_text("Trên máy chủ: ca 2")
    item.get_by_role("button", name="Ghi bản này thành phiếu mới").click()
    page.get_by_role("button", name="Ghi phiếu", exact=True).click()
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    assert recorded() == [46, 64]


def test_three_people_share_a_pc(new_page, complaints, sign_in, official, phuoc_son, book, check_accessibility):
    complaints.expect(401)  # what was under way when somebody logged out
    second = make_user("xa.phuocson2", Role.COMMUNE, phuoc_son, full_name="T.T.B")
    page = sign_in(new_page(), official)
    ready(page)
    page.context.set_offline(True)
    record_offline(page, 46)
    expect(page.locator("[data-outbox-list] li")).to_have_count(1)
    page.route("**/nhap-lieu/dong-bo/", lambda route: route.abort())  # the network is back, but not good enough
    page.context.set_offline(False)
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator("[data-outbox-bar]")).to_contain_text("N.V.A còn 1 phiếu chưa gửi trên máy này")
    page.unroute("**/nhap-lieu/dong-bo/")
    sign_in(page, second)
    expect(page.locator("[data-outbox-bar]")).to_contain_text("N.V.A còn 1 phiếu chưa gửi")
    expect(page.locator("[data-outbox-list]")).to_be_hidden()
    check_accessibility(page)
    record(page, 12, "T.T.B")
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    assert recorded() == [12]
    page.get_by_role("button", name="Đăng xuất").click()
    sign_in(page, official)
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    assert {(e.count, e.batch.recorded_by.username) for e in Entry.objects.filter(batch__kind="shift")} == {
        (46, official.username),
        (12, "xa.phuocson2"),
    }


def test_a_change_of_shift_while_nobody_can_log_in(new_page, complaints, sign_in, official, phuoc_son, book):
    complaints.expect(401)  # what was under way when somebody logged out
    second = make_user("xa.phuocson2", Role.COMMUNE, phuoc_son, full_name="T.T.B")
    page = sign_in(new_page(), second)
    ready(page)
    page.get_by_role("button", name="Đăng xuất").click()
    sign_in(page, official)
    ready(page)
    page.context.set_offline(True)
    record_offline(page, 46)
    page.get_by_label("Mất mạng, đổi người: phiếu này của").select_option("T.T.B")
    record(page, 12, "T.T.B")
    expect(page.locator("main > .notice")).to_contain_text("Đã giữ phiếu của T.T.B")
    page.context.set_offline(False)
    expect(page.locator("[data-outbox-list]")).to_be_hidden()
    assert recorded() == [46]
    page.get_by_role("button", name="Đăng xuất").click()
    sign_in(page, second)
    item = page.locator("[data-outbox-list] li")
    expect(item).to_contain_text("ghi lúc không đăng nhập được: xem lại")
    assert recorded() == [46]
    item.get_by_role("button", name="Đúng là của tôi, gửi").click()
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    assert Entry.objects.get(count=12).batch.recorded_by == second


def test_the_outbox_is_saved_as_a_file(new_page, sign_in, official, book):
    page = sign_in(new_page(), official)
    ready(page)
    page.context.set_offline(True)
    record_offline(page, 46)
    with page.expect_download() as download:
        page.get_by_role("button", name="Lưu thành tệp").click()
    content = json.loads(Path(download.value.path()).read_text())
    assert (content["format"], content["owner"]["id"], len(content["batches"])) == ("tuyphuoc-hang-cho", official.pk, 1)
    assert content["batches"][0]["entries"] == [{"book": book.pk, "programme": "population_db", "count": 46}]


def test_two_tabs_send_each_batch_once(new_page, sign_in, official, book):
    page = sign_in(new_page(), official)
    ready(page)
    other = page.context.new_page()
    other.goto("/nhap-lieu/")
    ready(other)
    page.context.set_offline(True)
    for tab, count in ((page, 5), (other, 6), (page, 7)):
        record(tab, count)
        expect(tab.locator("main > .notice")).to_contain_text("không phải gõ lại")
    page.context.set_offline(False)
    for tab in (page, other):
        tab.evaluate("dispatchEvent(new Event('online'))")
    for tab in (page, other):
        expect(tab.locator("[data-outbox-list]")).to_be_hidden()
    assert recorded() == [5, 6, 7]


def test_without_a_store_the_form_is_a_plain_form_and_says_so(new_page, sign_in, official, book):
    page = new_page()
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('private', 'SecurityError'); };")
    sign_in(page, official)
    expect(page.locator("[data-unsafe]")).to_be_visible()
    record(page, 46)
    expect(page.locator("p[role=status]").first).to_contain_text("Đã ghi phiếu")
    assert Batch.objects.get(kind="shift").source == Source.FORM


def test_other_pages_without_the_network_say_where_to_go(profile, sign_in, official, book):
    context = profile()
    page = sign_in(context.pages[0], official)
    ready_for_offline(page)
    context.set_offline(True)
    page.goto("/so-cai/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đang mất mạng")
    page.get_by_role("main").get_by_role("link", name="Nhập liệu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu nhập ca này")
