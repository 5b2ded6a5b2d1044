"""The server is killed hard again and again while four devices send what waited: nothing lost, nothing doubled."""

import contextlib
import http.client
import http.cookiejar
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from tests.entries.importing.sites import PreparedSites

SUBMISSIONS, KILLS, DEVICES = 5_000, 20, 4
NAME, PASSWORD = "xa.phuocson", "tuyphuoc-2024"
ACCOUNT = f"""
from communes.models import Book, Commune, User
commune = Commune.objects.get(code="21970")
User.objects.create_user(
    "{NAME}", password="{PASSWORD}", role="commune", commune=commune, district=commune.district
)
print("BOOKS", *Book.objects.filter(commune=commune).real().order_by("pk").values_list("pk", flat=True)[:20])
"""


def in_chunks(items: list, size: int) -> list[list]:
    return [items[start : start + size] for start in range(0, len(items), size)]


class Server:
    """gunicorn as in production, on one port; each start is a new group of processes."""

    def __init__(self, site):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = site.environment | {"DEBUG": "1"}  # pages without collected static files
        self.process = None
        self.start()

    def start(self) -> None:
        command = [
            sys.executable, "-m", "gunicorn", "tuyphuoc.wsgi:application", f"--bind=127.0.0.1:{self.port}",
            "--worker-class=gthread", "--workers=2", "--threads=4", "--no-control-socket",
        ]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.address("/suc-khoe/"), timeout=5).close()
                return
            time.sleep(0.05)
        raise AssertionError("the server did not answer within 30 s")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)  # the workers as well, in the middle of whatever they do
        self.process.wait()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


class Device:
    """Sends chunks and repeats each blindly until our own answer has come."""

    def __init__(self, server: Server):
        self.server, self.attempts = server, 0
        jar = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = self.browser.open(server.address("/dang-nhap/")).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "username": NAME, "password": PASSWORD}
        self.browser.open(server.address("/dang-nhap/"), urllib.parse.urlencode(form).encode()).close()
        self.token = json.load(self.browser.open(server.address("/nhap-lieu/dong-bo/")))["csrf"]

    def send(self, chunk: list) -> list[dict]:
        request = urllib.request.Request(
            self.server.address("/nhap-lieu/dong-bo/"),
            json.dumps({"batches": chunk}).encode(),
            {"Content-Type": "application/json", "X-CSRFToken": self.token},
        )
        for _ in range(2_000):
            self.attempts += 1
            try:
                with self.browser.open(request, timeout=20) as answer:
                    return json.load(answer)["results"]
            except (OSError, ValueError, http.client.HTTPException):
                time.sleep(0.02)
        raise AssertionError("no answer after 2,000 attempts")


@pytest.fixture
def site(tmp_path, transactional_db):
    prepared = PreparedSites(tmp_path)
    yield prepared.first
    prepared.remove()


@pytest.mark.long
def test_twenty_kills_during_five_thousand_submissions_lose_and_double_nothing(site):
    chance = random.Random(2024)
    books = list(map(int, re.search(r"BOOKS ([\d ]+)", site.run("shell", "-c", ACCOUNT))[1].split()))
    items = [
        {
            "id": str(uuid.UUID(int=chance.getrandbits(128))), "work_date": "2024-03-04", "shift": n % 3 + 1,
            "workstation": n % 2 + 1, "worked_by": f"Người {n % 6}",
            "entries": [{"book": books[n % len(books)], "programme": "historical", "count": n % 40 + 1}],
        }
        for n in range(SUBMISSIONS)
    ]  # fmt: skip
    chunks = [chunk for part in in_chunks(items, 100) for chunk in (part[:1], part[1:10], part[10:40], part[40:])]
    server = Server(site)
    receipts, statuses, acknowledged = {}, [], threading.Event()

    def send(device: Device, mine: list) -> None:
        for chunk in mine:
            for result in device.send(chunk):
                receipts[result["id"]] = result["receipt"]
                statuses.append(result["status"])
            acknowledged.set()

    def kill_on_the_way() -> None:
        for kill in range(1, KILLS + 1):
            while len(receipts) < SUBMISSIONS * kill / (KILLS + 2):
                acknowledged.wait(5)
                acknowledged.clear()
            time.sleep(chance.random() / 20)  # somewhere in the middle of a request
            server.kill()
            server.start()

    try:
        devices = [Device(server) for _ in range(DEVICES)]
        with ThreadPoolExecutor(DEVICES + 1) as pool:
            killing = pool.submit(kill_on_the_way)
            # Every device sends its own chunks and, in another order, its neighbour's: the same ids from two sides.
            sending = [
                pool.submit(send, device, chunks[n::DEVICES] + chunks[(n + 1) % DEVICES :: DEVICES][::-1])
                for n, device in enumerate(devices)
            ]
            for each in [*sending, killing]:
                each.result()
        assert sum(device.attempts for device in devices) > 2 * len(chunks) + KILLS / 2  # the kills were felt
        assert set(statuses) == {"stored", "already_stored"}
        assert site.counts()[:2] == (SUBMISSIONS, SUBMISSIONS)
        assert len(set(receipts.values())) == SUBMISSIONS
        server.kill()
        server.start()
        again = [result for chunk in in_chunks(items, 250) for result in devices[0].send(chunk)]
        assert {result["status"] for result in again} == {"already_stored"}  # the same content: else a conflict
        assert {result["id"]: result["receipt"] for result in again} == receipts
        other = [item | {"note": "khác"} for item in items[:1_000]]
        assert {r["status"] for chunk in in_chunks(other, 250) for r in devices[0].send(chunk)} == {"conflict"}
    finally:
        server.kill()
    site.run("verify_ledger")
