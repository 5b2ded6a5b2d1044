"""The outbox's side of the server: JSON in and out, never a page, so that a script can tell an answer of ours from
anything else the network says."""

import json

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from communes.access import may
from communes.answering import answers_json, refusal
from communes.calendar import now, today

from ..desk import desk_of
from ..syncing import MOST_BATCHES, Result, store_received


@answers_json
@never_cache
@require_http_methods(["GET", "POST"])
def sync(request):
    """GET: who is logged in, the server's clock and a fresh protection code. POST: stores what waited."""
    if not may(request.user, "entries.record_batch"):
        return refusal("not_allowed", "Tài khoản này không ghi phiếu nhập.", 403)
    if request.method == "GET":
        return JsonResponse(
            {
                "user": request.user.pk,
                "name": request.user.shown_name,
                "commune": request.user.commune.code,
                "csrf": get_token(request),
                "today": today().isoformat(),
                "now": now().isoformat(),
            }
        )
    owner = request.headers.get("X-Outbox-Owner", "")
    if owner and owner != str(request.user.pk):
        return refusal("other_user", "Các phiếu này của người khác. Người đó đăng nhập thì mới gửi được.", 409)
    try:
        batches = json.loads(request.body)["batches"]
        if not isinstance(batches, list):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        return refusal("not_readable", "Không đọc được dữ liệu gửi lên. Tải lại trang rồi gửi lại.", 400)
    if len(batches) > MOST_BATCHES:
        return refusal("too_many", f"Mỗi lần gửi tối đa {MOST_BATCHES} phiếu.", 413)
    results = store_received(batches, by=request.user, commune=request.user.commune)
    return JsonResponse({"results": [as_json(result) for result in results]})


@answers_json
@never_cache
@require_GET
def desk(request):
    """What the entry page keeps on the device, to go on without the network."""
    if not may(request.user, "entries.record_batch"):
        return refusal("not_allowed", "Tài khoản này không ghi phiếu nhập.", 403)
    found = desk_of(request.user.commune, day=today())
    return JsonResponse(found | {"user": request.user.pk, "name": request.user.shown_name})


def as_json(result: Result) -> dict:
    shown = {
        "id": result.id,
        "status": result.status,
        "receipt": result.receipt,
        "errors": [
            {"where": problem.where, "line": problem.line, "message": problem.message} for problem in result.problems
        ],
    }
    if result.batch:
        shown["flags"] = [flag["message"] for flag in result.batch.flags]
        shown["recorded_at"] = result.batch.recorded_at.isoformat()
    if result.status == "conflict" and result.batch:
        shown["stored"] = _content_of(result.batch)
    return shown


def _content_of(batch) -> dict:
    """What the ledger has under the id, in the shape that was sent: the official compares and decides."""
    return {
        "work_date": batch.work_date.isoformat(),
        "shift": batch.shift,
        "workstation": batch.workstation and batch.workstation.number,
        "worked_by": batch.worked_by.name if batch.worked_by else "",
        "note": batch.note,
        "reason": batch.reason,
        "recorded_by": batch.recorded_by.shown_name,
        "entries": [
            {"book": entry.book.label, "programme": entry.programme, "count": entry.count}
            for entry in batch.entries.select_related("book").order_by("id")
        ],
    }
