"""A real Chromium in front of the live server. A console error or a failed response fails the test that caused it."""

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

# Playwright's sync API runs an event loop in this thread, and Django would refuse the ORM there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong

WIDTHS = (360, 768, 1440)
HEIGHT = 900
PASSWORD = "tuyphuoc-2024"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The Chromium of this machine; where there is none on the PATH, Playwright's own."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    chosen = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **chosen, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
        "viewport": {"width": WIDTHS[-1], "height": HEIGHT},
        "reduced_motion": "reduce",
    }


class Complaints:
    """What a browser context complained of. A test that wants a refusal says so: `complaints.expect(409)`."""

    def __init__(self):
        self.console, self.responses, self.expected = [], [], set()

    def expect(self, *statuses: int) -> None:
        self.expected.update(statuses)

    def watch(self, context) -> None:
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.console.append(f"uncaught: {error.error}"))
        context.on("response", self._on_response)

    def _on_console(self, message) -> None:
        # A failed response is also told on the console; it is judged by its status, below.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.console.append(f"{message.text} ({message.location.get('url')})")

    def _on_response(self, response) -> None:
        if response.status >= 400:
            self.responses.append((response.status, response.url))

    @property
    def unexpected(self) -> list:
        return self.console + [response for response in self.responses if response[0] not in self.expected]


@pytest.fixture
def complaints(live_server):
    """Judges every page of the test at its end."""
    found = Complaints()
    yield found
    assert found.unexpected == []


@pytest.fixture
def new_page(new_context, complaints, live_server):
    """Opens one more browser, as another person at another PC; paths are relative to the server."""

    def open_page(**context_args):
        context = new_context(base_url=live_server.url, **context_args)
        complaints.watch(context)
        return context.new_page()

    return open_page


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def sign_in():
    """Logs in through the form, as people do."""

    def through_the_form(page, user, password: str = PASSWORD):
        page.goto("/dang-nhap/")
        page.fill("input[name=username]", user.username)
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        expect(page.locator("input[name=password]")).to_have_count(0)
        return page

    return through_the_form


@pytest.fixture(scope="session")
def check_accessibility(pytestconfig):
    """axe finds nothing on the page, and the page is wide enough for what it holds. On a second database server the
    same pages are not judged twice."""
    if pytestconfig.getoption("--database-only"):
        return lambda page: None
    axe = Axe()

    def check(page) -> None:
        results = axe.run(page)
        assert results.violations_count == 0, results.generate_report()
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{page.url} scrolls sideways by {overflow}px at {page.viewport_size['width']}px"

    return check


@pytest.fixture(scope="session")
def screenshot(pytestconfig):
    """Pictures of a page under var/screens, NAME-WIDTH.png, for people to look at; once, not for each database, and
    never where nobody looks (--no-pictures)."""
    if pytestconfig.getoption("--database-only") or pytestconfig.getoption("--no-pictures"):
        return lambda *args, **kwargs: None
    folder = Path(settings.BASE_DIR, "var", "screens")
    folder.mkdir(parents=True, exist_ok=True)

    def take(page, name: str, widths: tuple[int, ...] = WIDTHS, whole: bool = True) -> None:
        before = page.viewport_size
        for width in widths:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=whole)
        page.set_viewport_size(before)

    return take
