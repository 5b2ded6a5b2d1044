"""Sending an outbox that was saved as a file on a machine without the network."""

import datetime as dt

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from communes.access import needs, require
from communes.formatting import format_date
from communes.models import Programme, Shift

from ..faults import faults_of
from ..forms.outbox import OutboxFileForm
from ..syncing import Result, store_received
from .syncing import as_json

IN_ONE_GO = 100
SHOWN = 100  # rows of results: the page stays below 60 KB
WORDS = {
    "stored": ("good", "✓ đã ghi"),
    "already_stored": ("good", "✓ đã có từ trước"),
    "refused": ("bad", "✕ chưa ghi"),
    "conflict": ("warn", "▲ trùng mã, khác nội dung"),
}


@needs("entries.upload_outbox")
@require_http_methods(["GET", "POST"])
def outbox_file(request):
    form = OutboxFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()), by=request.user)
    shown = {"form": form}
    if form.is_bound and form.is_valid():
        found, commune = form.cleaned_data["file"]
        require(request.user, "entries.upload_outbox", commune)
        shown |= {"found": found, "sent_for": commune} | _send(found, commune, request.user)
    return render(
        request, "entries/outbox_file.html", shown | {"faults": faults_of(form)}, status=400 if form.errors else 200
    )


def _send(found, commune, by) -> dict:
    items = [item | {"commune": commune.code} for item in found.items]
    results = []
    for start in range(0, len(items), IN_ONE_GO):
        results += store_received(items[start : start + IN_ONE_GO], by=by, commune=commune)
    rows = [_row(item, result) for item, result in zip(found.items, results, strict=True)]
    left = sum(1 for row in rows if not row["is_settled"])
    rows.sort(key=lambda row: row["is_settled"])  # what needs a hand first
    return {"rows": rows[:SHOWN], "sent": len(rows), "stored": len(rows) - left, "left": left}


def _row(item: dict, result: Result) -> dict:
    """One item for people: what it says, what came of it, and what stands in its way."""
    tone, words = WORDS[result.status]
    answer = as_json(result)
    try:
        day = format_date(dt.date.fromisoformat(str(item.get("work_date"))))
    except ValueError:
        day = "không rõ ngày"
    shown = item.get("shown")
    return {
        "day": day,
        "shift": f"ca {item['shift']}" if item.get("shift") in Shift.values else "",
        "person": str(item.get("worked_by") or "")[:80],
        "content": _words(item.get("entries"), shown) or str(item.get("reason") or "")[:300],
        "tone": tone,
        "words": words,
        "is_settled": result.status in ("stored", "already_stored"),
        "batch": result.batch,
        "messages": [error["message"] for error in answer["errors"]],
        "stored": _content(answer["stored"]) if "stored" in answer else "",
    }


def _content(stored: dict) -> str:
    return _words(stored["entries"]) or stored["reason"]


def _words(lines, shown=()) -> str:
    """KS 3/1998 ■ 46; KT 1/2001 ◇ 12. `shown` are the books as the page named them."""
    marks = {programme.value: programme.mark for programme in Programme}
    lines = [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    shown = shown if isinstance(shown, list) and len(shown) == len(lines) else [line.get("book") for line in lines]
    return "; ".join(
        f"{str(book)[:60]} {marks.get(str(line.get('programme')), '')} {str(line.get('count'))[:12]}"
        for book, line in zip(shown, lines, strict=True)
    )
