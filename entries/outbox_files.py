"""The file that a browser saves of its outbox, for a machine that has the network."""

import json
from dataclasses import dataclass

MAX_BYTES = 2 * 1024 * 1024  # some 5,000 batches
MOST_IN_FILE = 2_000
FORMAT = "tuyphuoc-hang-cho"  # as written by static/js/outbox-list.js
RIGHT_FILE = "Chọn tệp đã lưu bằng nút “Lưu thành tệp” ở danh sách phiếu chờ (hang-cho-….json)."


class NotAnOutboxFile(ValueError):
    """The content is no saved outbox; says in words what to choose instead."""


@dataclass(frozen=True, slots=True)
class OutboxFile:
    """Whose batches these are, of which commune, and the items as they would be sent."""

    owner: int
    owner_name: str
    commune_code: str
    items: list[dict]


def read_outbox_file(content: bytes) -> OutboxFile:
    """Raises NotAnOutboxFile. The items themselves are judged when they are stored."""
    try:
        stated = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotAnOutboxFile(f"Không đọc được tệp này. {RIGHT_FILE}") from None
    if not isinstance(stated, dict) or stated.get("format") != FORMAT:
        raise NotAnOutboxFile(f"Đây không phải tệp hàng chờ. {RIGHT_FILE}")
    if stated.get("version") != 1:
        raise NotAnOutboxFile("Tệp do bản mới hơn của trang lưu ra. Tải lại trang này rồi gửi lại.")
    owner, items = stated.get("owner"), stated.get("batches")
    is_whole = isinstance(owner, dict) and isinstance(owner.get("id"), int) and isinstance(items, list)
    if not is_whole or not all(isinstance(item, dict) for item in items):
        raise NotAnOutboxFile(f"Tệp hàng chờ bị hỏng hoặc đã bị sửa tay. {RIGHT_FILE}")
    if not items:
        raise NotAnOutboxFile("Tệp không có phiếu nào chờ gửi.")
    if len(items) > MOST_IN_FILE:
        raise NotAnOutboxFile(f"Tệp có quá {MOST_IN_FILE} phiếu; không máy nào để lại nhiều như vậy. {RIGHT_FILE}")
    name = owner.get("name")
    return OutboxFile(
        owner["id"], name[:80] if isinstance(name, str) else "", str(stated.get("commune", ""))[:20], items
    )
