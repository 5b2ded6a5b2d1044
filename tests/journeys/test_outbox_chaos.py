"""200 batches through the worst evening: requests lost, doubled, late or answered by nobody, tabs closed, people
changing, sessions ended. Every batch arrives once, with its content, from its person, and nothing is typed twice."""

import random
from collections import Counter

import pytest
from playwright.sync_api import expect

from communes.models import Role
from entries.models import Entry
from entries.verifying import verify
from tests.conftest import make_user
from tests.factories import make_book

BATCHES, BAD, SEED = 200, 0.3, 20240304
# Fills the form and presses the button as one person does, without waiting for the network.
TYPE = """([count, name, programme]) => {
  const form = document.querySelector("form[data-outbox-form]");
  document.querySelectorAll("main > .notice").forEach((told) => told.remove());
  form.elements.shift.value = "2"; form.elements.workstation.value = form.querySelector("[name=workstation]").value;
  form.elements.worked_by.value = name;
  form.elements["line-0-book"].value = "KS 3/1998";
  form.querySelector(`[name="line-0-programme"][value="${programme}"]`).checked = true;
  form.elements["line-0-count"].value = String(count);
  form.querySelector("[name=record]").click();
}"""


# A network that loses, doubles, delays or swallows about 30% of the requests to the outbox's address.
BAD_NETWORK = """(() => {
  if (location.protocol === "about:") return;
  const good = window.fetch, count = (way) => localStorage.setItem(`seen-${way}`, "1");
  let state = SEED + Number(localStorage.getItem("pages") ?? 0);
  localStorage.setItem("pages", Number(localStorage.getItem("pages") ?? 0) + 1);
  const random = () => { // mulberry32: the same evening in every run, a tab at a time
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  window.fetch = async (address, options) => {
    const isOurs = String(address).includes("dong-bo") && localStorage.getItem("evening") === "bad";
    if (!isOurs || random() > BAD) return good(address, options);
    const way = ["lost", "no answer", "twice", "late", "portal"][Math.floor(random() * 5)];
    count(way);
    if (way === "lost") throw new TypeError("lost");
    if (way === "no answer") { await good(address, options); throw new TypeError("no answer"); }
    if (way === "twice") { await good(address, options); return good(address, options); }
    if (way === "late") { await new Promise((after) => setTimeout(after, 2000)); return good(address, options); }
    return new Response("<form>Wi-Fi</form>", { status: 200, headers: { "Content-Type": "text/html" } });
  };
})()""".replace("SEED", str(SEED)).replace("BAD", str(BAD))


@pytest.fixture
def people(live_server, official, phuoc_son):
    book = make_book(phuoc_son, by=official, count=900_000)
    return book, [official, make_user("xa.phuocson2", Role.COMMUNE, phuoc_son, full_name="T.T.B")]


@pytest.mark.long
def test_two_hundred_batches_through_the_worst_evening(new_page, complaints, sign_in, people):
    complaints.expect(401, 403)
    book, (first, second) = people
    chance = random.Random(SEED)
    page = new_page(service_workers="block")
    context = page.context
    context.add_init_script(BAD_NETWORK)

    def come(user):
        context.clear_cookies(name="sessionid")
        sign_in(page, user)
        expect(page.locator("form[data-ready]")).to_be_attached()

    wanted, user = Counter(), first
    come(user)
    page.evaluate("localStorage.setItem('evening', 'bad')")
    for number in range(1, BATCHES + 1):
        programme = chance.choice(("population_db", "historical"))
        before = page.locator("[name=id]").input_value()
        page.evaluate(TYPE, [number, user.full_name, programme])
        wanted[user.username, number, programme] += 1
        if number % 23 == 0:  # the tab is closed as soon as the batch is safe, its request under way, and opened again
            expect(page.locator("main > .notice").first).to_be_attached()
            page.close()
            page = context.new_page()
            page.goto("/nhap-lieu/")
            expect(page.locator("form[data-ready]")).to_be_attached()
        else:
            expect(page.locator("[name=id]")).not_to_have_value(before)
        if number % 31 == 0:  # the session ends; nobody notices for a while
            context.clear_cookies(name="sessionid")
        if number % 37 == 0:  # the shift changes
            user = second if user == first else first
            come(user)
        elif number % 31 == 5:
            come(user)
    page.evaluate("localStorage.setItem('evening', 'good')")
    for someone in (first, second):  # in the end the network is good, and each has logged in once more
        come(someone)
        expect(page.locator("[data-outbox-bar]")).to_contain_text("đã gửi hết", timeout=30_000)
        expect(page.locator("[data-outbox-list]")).to_be_hidden()
    stored = Entry.objects.filter(batch__kind="shift").values_list("batch__recorded_by__username", "count", "programme")
    assert Counter(stored) == wanted
    assert set(Entry.objects.filter(batch__kind="shift").values_list("book", "batch__worked_by__name")) == {
        (book.pk, "N.V.A"),
        (book.pk, "T.T.B"),
    }
    seen = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('seen-')).sort()")
    assert seen == ["seen-late", "seen-lost", "seen-no answer", "seen-portal", "seen-twice"]
    assert verify() == []
