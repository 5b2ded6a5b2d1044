"""Batches that waited in a browser's outbox: each is stored once, whatever was lost, repeated or delayed on the way."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction

from communes.calendar import today
from communes.finding import books_named
from communes.formatting import format_date
from communes.lending import Places
from communes.models import Book, Commune, Programme, Shift, StaffMember, User, Workstation
from communes.text import fold, normalise

from .append_only import wait_for_turn
from .models import MAX_COUNT, Batch, BatchKind, Source
from .plausibility import History
from .posting import Draft, Line, Problem, post_many, problems_of
from .recording import staff_member_named

MOST_BATCHES = 500  # of one request
MOST_LINES = 200  # of one batch
AT_ONCE = 50  # batches of one transaction: few enough that nobody else waits long
GONE = "Danh mục sổ của xã không còn quyển này. Chọn lại quyển sổ, hoặc hỏi Phòng Tư pháp."
LENGTHS = {"note": 500, "reason": 300, "worked_by": 80}


@dataclass(slots=True)
class Received:
    """One item of the outbox on its way to a draft; `problems` say what is wrong with it, all at once."""

    item: dict
    id: uuid.UUID | None = None
    draft: Draft | None = None
    person: str = ""
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, message: str, where: str, line: int | None = None) -> None:
        self.problems.append(Problem(message, where, line))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one item. `status`: stored, already_stored, conflict (the id is taken by other content; nothing was
    stored) or refused. `batch` is what the ledger has under the id, None where that is another commune's."""

    id: str
    status: str
    batch: Batch | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def receipt(self) -> str:
        return self.batch.receipt if self.batch else ""


def store_received(items: list, *, by: User, commune: Commune) -> list[Result]:
    """Stores every item that can be stored, and says of each what came of it, in the order they came.

    Items do not depend on each other: a refused one stops no other. Sending all of them again is harmless.
    """
    received = _read(items, commune)
    _refuse_withdrawn(received)
    good = [one for one in received if not one.problems]
    _enrol(good, commune)
    outcome = {}
    for start in range(0, len(good), AT_ONCE):
        chunk = good[start : start + AT_ONCE]
        outcome |= zip(map(id, chunk), _store(chunk, by), strict=True)
    return [
        outcome.get(id(one)) or Result(str(one.item.get("id", ""))[:64], "refused", problems=tuple(one.problems))
        for one in received
    ]


def _refuse_withdrawn(received: list[Received]) -> None:
    """Books that have left the register take nothing new; what was stored before stays stored."""
    ids = [one.id for one in received if one.draft and any(line.book.is_withdrawn for line in one.draft.lines)]
    stored = set(Batch.objects.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    for one in received:
        if one.id in stored or not one.draft:
            continue
        for number, line in enumerate(one.draft.lines):
            if line.book.is_withdrawn:
                one.refuse(GONE, "book", number)


@transaction.atomic
def _store(chunk: list[Received], by: User) -> list[Result]:
    """Nothing is posted by anybody between looking for the ids and writing them, so an id is never in the way."""
    wait_for_turn(connection)
    held = Batch.objects.select_related("recorded_by", "workstation", "worked_by").in_bulk([one.id for one in chunk])
    history = History(one.draft for one in chunk if one.id not in held)
    new = {}
    for one in chunk:
        if one.id not in held and one.id not in new:
            new[one.id] = dataclasses.replace(one.draft, flags=history.flags_for(one.draft))
            history.add(one.draft)
    held |= {batch.pk: batch for batch in post_many(list(new.values()), by=by, source=Source.OUTBOX)}
    return [_told(one, held[one.id], is_new=new.pop(one.id, None) is not None) for one in chunk]


def _told(one: Received, batch: Batch, *, is_new: bool) -> Result:
    if is_new or batch.content_hash == one.draft.content_hash():
        return Result(str(one.id), "stored" if is_new else "already_stored", batch)
    is_own = batch.commune_id == one.draft.commune.pk  # another commune's batch is not shown
    return Result(str(one.id), "conflict", batch if is_own else None)


# ------------------------------------------------------------------ reading
class _Desk:
    """What items name: the commune's machines and books, each read once."""

    def __init__(self, commune: Commune, items: Iterable[dict]):
        machines = list(Workstation.objects.used_in(commune, dt.date.min, today()))
        self.machines = {machine.number: machine for machine in machines if machine.commune_id == commune.pk} | {
            machine.pk: machine for machine in machines
        }  # fmt: skip
        self.places = Places(machines)
        wanted = {
            line.get("book")
            for item in items
            for line in _list(item.get("entries"))
            if isinstance(line, dict) and _whole(line.get("book")) is not None
        }
        self.books = Book.objects.filter(commune=commune, is_unallotted=False).in_bulk([_whole(pk) for pk in wanted])
        self.commune, self._named = commune, {}

    def book(self, stated) -> Book | None:
        """By primary key, or by name as people write it: "Khai sinh 03/1998"."""
        if (pk := _whole(stated)) is not None:
            return self.books.get(pk)
        name = normalise(str(stated or ""))[:120]
        if name not in self._named:
            found = books_named(self.commune, name) if name else []
            self._named[name] = found[0] if len(found) == 1 else None
        return self._named[name]


def _read(items: list, commune: Commune) -> list[Received]:
    received = [Received(item if isinstance(item, dict) else {}) for item in items]
    desk = _Desk(commune, [one.item for one in received])
    for one in received:
        _read_one(one, desk)
    return received


def _read_one(one: Received, desk: _Desk) -> None:
    item = one.item
    try:
        one.id = uuid.UUID(str(item.get("id")))
    except ValueError:
        one.refuse("Phiếu không có mã. Ghi lại phiếu này trên trang Nhập liệu.", "id")
    texts = {name: _text(one, name, most) for name, most in LENGTHS.items()}
    day = _day(one, item.get("work_date"))
    if (stated := item.get("commune")) and stated != desk.commune.code:
        one.refuse(
            f"Phiếu này ghi cho xã khác; tài khoản nay thuộc {desk.commune.full_name}. Lưu hàng chờ thành tệp và gửi"
            " Phòng Tư pháp.",
            "commune",
        )
    shift = _whole(item.get("shift"))
    if shift not in Shift.values:
        one.refuse("Chọn ca 1, ca 2 hoặc ca 3.", "shift")
    machine = desk.machines.get(_whole(item.get("workstation")))
    if machine is None:
        one.refuse("Chọn một máy của xã.", "workstation")
    one.person = texts["worked_by"]
    if not one.person:
        one.refuse("Ghi tên người nhập.", "worked_by")
    lines = _lines(one, _list(item.get("entries")), desk)
    if not lines and not texts["reason"] and not one.problems:
        one.refuse("Ghi ít nhất một quyển sổ, hoặc ghi rõ lý do ca không nhập được.", "reason")
    if one.problems:
        return
    one.draft = Draft(
        id=one.id,
        commune=desk.commune,
        work_date=day,
        kind=BatchKind.SHIFT,
        shift=shift,
        workstation=machine,
        worked_by=StaffMember(commune=desk.commune, name=one.person, folded_name=fold(one.person)),
        lines=lines,
        reason="" if lines else texts["reason"],
        note=texts["note"],
    )
    one.problems += problems_of(one.draft, desk.places)


def _lines(one: Received, entries: list, desk: _Desk) -> tuple[Line, ...]:
    if len(entries) > MOST_LINES:
        one.refuse(f"Phiếu có quá {MOST_LINES} dòng. Chia thành nhiều phiếu.", "entries")
        return ()
    lines = []
    for number, entry in enumerate(entries):
        entry = entry if isinstance(entry, dict) else {}
        book = desk.book(entry.get("book"))
        if book is None:
            one.refuse(GONE, "book", number)
        if entry.get("programme") not in Programme.values:
            one.refuse("Chọn chương trình: Dân cư hoặc Lịch sử.", "programme", number)
        count = _whole(entry.get("count"))
        if count is None or not 0 < count <= MAX_COUNT:
            one.refuse("Số trường hợp phải là số nguyên lớn hơn 0.", "count", number)
        stated = {}
        for key, name in (("first", "first_number"), ("last", "last_number"), ("total", "stated_total")):
            value = entry.get(key)
            stated[name] = None if value in (None, "") else _whole(value)
            if value not in (None, "") and (stated[name] is None or not 0 <= stated[name] <= MAX_COUNT):
                one.refuse("Chỉ ghi số nguyên.", name, number)
        if book and count:
            lines.append(Line(book, entry.get("programme"), count, **stated))
    return tuple(lines)


def _day(one: Received, stated) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(str(stated))
    except ValueError:
        one.refuse("Ngày làm việc không đọc được. Ghi lại ngày.", "work_date")
        return None
    if day > today():
        one.refuse(
            f"Ngày làm việc {format_date(day)} ở tương lai; hôm nay theo máy chủ là {format_date(today())}. Kiểm tra"
            " đồng hồ của máy này, sửa ngày rồi gửi lại.",
            "work_date",
        )
        return None
    return day


def _text(one: Received, name: str, most: int) -> str:
    text = normalise(str(one.item.get(name) or "")).replace("\x00", "")
    if len(text) > most:
        one.refuse(f"Nội dung dài quá {most} ký tự. Viết ngắn lại.", name)
    return text[:most]


def _whole(value) -> int | None:
    """A whole number, also as text; nothing else: True, 1.5 and 10^400 are none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 2**62 else None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return None


def _list(value) -> list:
    return value if isinstance(value, list) else []


def _enrol(good: list[Received], commune: Commune) -> None:
    """People who are not in the team yet; before the batches, so that two requests never wait for each other."""
    people = {member.folded_name: member for member in StaffMember.objects.filter(commune=commune)}
    for name in sorted({one.person for one in good}):
        if fold(name) not in people:
            people[fold(name)] = staff_member_named(commune=commune, name=name)
    for one in good:
        one.draft = dataclasses.replace(one.draft, worked_by=people[fold(one.person)])
