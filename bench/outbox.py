"""The commune's desk: sending what waited, and what a first visit to the entry page weighs."""

import json
import time
import uuid

from .browser import Browser, static_files

QUEUED, CHUNK = 500, 50  # as static/js/outbox.js sends them


def sending(port: int) -> tuple[float, float]:
    """Seconds for 500 batches that waited, and for sending all of them again."""
    official = Browser(port, "xa.phuocthanh")
    desk = json.loads(official.get("/nhap-lieu/ban.json").body)
    items = [
        {
            "id": str(uuid.uuid4()), "work_date": "2024-02-29", "shift": n % 3 + 1,
            "workstation": desk["machines"][n % 2]["id"], "worked_by": "N.V.A",
            "entries": [{"book": desk["books"][n % 40]["id"], "programme": "population_db", "count": n % 30 + 1}],
        }
        for n in range(QUEUED)
    ]  # fmt: skip
    return _send(official, items, "stored"), _send(official, items, "already_stored")


def _send(official: Browser, items: list[dict], expected: str) -> float:
    token = json.loads(official.get("/nhap-lieu/dong-bo/").body)["csrf"]
    began = time.perf_counter()
    for start in range(0, QUEUED, CHUNK):
        answer = official.post_json("/nhap-lieu/dong-bo/", {"batches": items[start : start + CHUNK]}, token)
        if {one["status"] for one in json.loads(answer.body)["results"]} != {expected}:
            raise SystemExit(f"Not every batch came back as {expected}.")
    return time.perf_counter() - began


def first_visit(port: int) -> int:
    """Bytes over the wire of the entry page with everything it loads, and of what it keeps for going on offline."""
    official = Browser(port, "xa.phuocthanh")
    accepted = {"Accept-Encoding": "br, gzip"}
    page = official.get("/nhap-lieu/").body.decode()
    paths = {"/nhap-lieu/", "/nhap-lieu/ban.json", "/sw.js", "/manifest.webmanifest", *static_files(page)}
    return sum(len(official.get(path, **accepted).body) for path in paths)
