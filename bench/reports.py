"""The report as people work on it: the draft's page, and its files with everything that can be chosen."""

import statistics
import sys
from dataclasses import dataclass

from .browser import Browser, form_fields

EMPTY = "/tai-khoan/"
AS_OF = "03/3/2024"
CHOSEN = (("appendices", "progress"), ("appendices", "books"), ("appendices", "losses"), ("with_chart", "on"))


@dataclass(frozen=True, slots=True)
class Taken:
    """Medians in seconds."""

    empty: float
    draft: float
    word: float
    excel: float


def taken(port: int, n: int) -> Taken:
    """Of n requests of each kind, in turn: the draft as it begins, its files with three appendices and the chart."""
    office = Browser(port, "tuphap")
    address = _draft(office)
    empty, draft = _medians(office, (EMPTY, address), n)
    _choose_everything(office, f"{address}lua-chon/")
    word, excel = _medians(office, (f"{address}bao-cao.docx", f"{address}bao-cao.xlsx"), n)
    return Taken(empty, draft, word, excel)


def _medians(office: Browser, paths: tuple[str, ...], n: int) -> list[float]:
    seconds = {path: [] for path in paths}
    for round_number in range(-2, n):
        for path in paths:
            answer = office.get(path)
            if answer.status != 200:
                sys.exit(f"{path}: HTTP {answer.status}")
            if round_number >= 0:  # the rounds before are for warming up
                seconds[path].append(answer.seconds)
    return [statistics.median(found) for found in seconds.values()]


def _draft(office: Browser) -> str:
    """A new draft; its address."""
    fields = form_fields(office.get("/bao-cao/").body.decode(), action="/bao-cao/moi/")
    return office.post("/bao-cao/moi/", fields | {"den-ngay": AS_OF}).location


def _choose_everything(office: Browser, choices: str) -> None:
    fields = form_fields(office.get(choices).body.decode(), action=choices)
    kept = [(name, value) for name, value in fields.items() if name not in dict(CHOSEN)]
    answer = office.post(choices, [*kept, *CHOSEN])
    if answer.status != 302:
        sys.exit(f"{choices}: the choices were not kept, HTTP {answer.status}")
