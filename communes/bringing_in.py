"""Master data that comes back in a file: checked in memory as a whole, shown, and stored all or nothing.

Checking first and writing once keeps the database's write lock for moments; import-export's own dry run would hold it
for seconds. The columns, and what goes out, are import-export's (resources.py)."""

import copy
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from .models import User
from .privacy import NO_PERSONAL_NUMBERS, personal_number_in
from .text import fold

MOST_ROWS = 10_000
KEY = "Mã"
MEANWHILE = (
    "Có người vừa sửa cùng dữ liệu này, hoặc hai dòng trong tệp đổi số cho nhau. Chưa ghi gì; xuất tệp mới rồi làm lại."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the file cannot be taken, in words; without a row it is about the file as a whole."""

    message: str
    row: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row that says something new. `original` is None where the row makes a new object."""

    row: int
    obj: models.Model
    original: models.Model | None
    differences: tuple[Difference, ...]
    commune: str  # its title

    @property
    def is_new(self) -> bool:
        return self.original is None


@dataclass(frozen=True, slots=True)
class Plan:
    """What storing the file would do."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def new(self) -> list[Change]:
        return [change for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Change]:
        return [change for change in self.changes if not change.is_new]

    @property
    def can_be_stored(self) -> bool:
        return bool(self.changes) and not self.faults

    @property
    def fingerprint(self) -> str:
        """Equal when the same rows would do the same to the same data."""
        told = [(change.row, change.obj.pk, change.differences) for change in self.changes]
        return hashlib.sha256(repr(told).encode()).hexdigest()


class FileFault(Exception):
    """The file as a whole is refused, in words."""


class Refused(Exception):
    """Nothing was stored; `plan` is what the file would do now, or why it cannot."""

    def __init__(self, plan: Plan):
        self.plan = plan
        super().__init__("; ".join(fault.message for fault in plan.faults))


def check(resource, rows: list[list]) -> Plan:
    """What the sheet's rows would do to the data that `resource` reaches. As many queries for many rows as for one."""
    try:
        places, first = _headings(resource, rows)
    except FileFault as fault:
        return Plan(faults=(Fault(str(fault)),))
    existing = {obj.pk: obj for obj in resource.rows()}
    changes, faults, unchanged, seen = [], [], 0, {}
    for number, cells in enumerate(rows[first:], start=first + 1):
        row = {heading: cells[place] if place < len(cells) else "" for heading, place in places.items()}
        if all(cell == "" for cell in row.values()):
            continue
        try:
            original = _original(resource, row, existing, seen, number)
        except ValidationError as error:
            faults.append(Fault(error.messages[0], number, KEY))
            continue
        obj = copy.copy(original) if original else resource.new()
        found = [Fault(message, number, column) for column, message in _fill(resource, obj, original, row)]
        faults += found
        if found:
            continue
        resource.prepare(obj)
        differences = tuple(_differences(resource, obj, original))
        if original and not differences:
            unchanged += 1
            continue
        changes.append(Change(number, obj, original, differences, resource.columns[1].shown(obj)))
        faults += [Fault(message, number, column) for column, message in resource.problems(obj, original)]
    faults += _twins(resource, changes, existing)
    faults += [] if faults else resource.problems_together(changes)
    return Plan(tuple(changes), unchanged, tuple(sorted(faults, key=lambda fault: fault.row or 0)))


@transaction.atomic
def store(*, by: User, resource, rows: list[list], seen: str, reason: str) -> Plan:
    """Stores what the file says, provided that it is still what somebody saw (`seen`: the plan's fingerprint).
    Raises Refused with the plan as it is now, and nothing is stored."""
    resource.wait_for_turn()
    plan = check(resource, rows)
    if plan.fingerprint != seen or not plan.can_be_stored:
        raise Refused(plan)
    try:
        with transaction.atomic():
            resource.store(plan, by=by, reason=reason[:100])
    except IntegrityError:
        raise Refused(Plan(faults=(Fault(MEANWHILE),))) from None
    return plan


def _headings(resource, rows) -> tuple[dict[str, int], int]:
    """Where each column stands, and the first row below the headings."""
    wanted = {fold(column.heading): column for column in resource.columns}
    for number, cells in enumerate(rows[:10]):
        there = [fold(cell) if isinstance(cell, str) else "" for cell in cells]
        if fold(KEY) not in there or len(wanted.keys() & set(there)) < 2:
            continue
        counted = Counter(word for word in there if word in wanted)
        if twice := [wanted[word].heading for word, count in counted.items() if count > 1]:
            raise FileFault(f"Cột “{twice[0]}” có hai lần. Xóa bớt một cột rồi gửi lại.")
        missing = [c.heading for word, c in wanted.items() if word not in there and not c.is_shown_only]
        if missing:
            raise FileFault(
                f"Thiếu cột {', '.join(f'“{word}”' for word in missing)}. Xuất tệp mới rồi sửa trên tệp đó."
            )
        if len(rows) - number - 1 > MOST_ROWS:
            raise FileFault(f"Tệp quá {MOST_ROWS} dòng. Chia thành nhiều tệp rồi gửi từng tệp.")
        return {wanted[word].heading: place for place, word in enumerate(there) if word in wanted}, number + 1
    raise FileFault(
        f"Không thấy dòng tiêu đề của bảng “{resource.title}” (cột “{KEY}”, “{resource.columns[1].heading}”…)."
        " Xuất tệp này ra, sửa trên tệp đó rồi gửi lại."
    )


def _original(resource, row, existing, seen, number):
    """The object that the row is about; None for a new one."""
    key = resource.key.widget.clean(row[KEY])
    if key is None:
        return None
    if key in seen:
        raise ValidationError(f"Mã {key} đã có ở dòng {seen[key]}. Dòng mới thì bỏ trống cột Mã.")
    seen[key] = number
    if key not in existing:
        raise ValidationError(f"Không có mã {key} trong phạm vi của bạn. Dòng mới thì bỏ trống cột Mã.")
    return existing[key]


def _fill(resource, obj, original, row) -> Iterator[tuple[str, str]]:
    """Writes the row's cells into the object; yields (column, what is wrong)."""
    for column in resource.columns[1:]:
        if column.is_shown_only:
            continue
        cell = row[column.heading]
        try:
            value = column.widget.clean(cell, row=row)
            _no_long_text(resource, column, value)
        except ValidationError as error:
            yield column.heading, error.messages[0]
            continue
        if original and column.is_fixed:
            if value != column.get_value(original):
                yield column.heading, f"Không đổi được cột này bằng tệp; giữ nguyên “{column.shown(original)}”."
            continue
        if isinstance(value, str) and (number := personal_number_in(value)):
            yield column.heading, NO_PERSONAL_NUMBERS.format(number)
            continue
        setattr(obj, column.attribute, value)


def _no_long_text(resource, column, value) -> None:
    most = getattr(resource.model._meta.get_field(column.attribute), "max_length", None)
    if most and isinstance(value, str) and len(value) > most:
        raise ValidationError(f"Viết gọn trong {most} ký tự; đang có {len(value)}.")


def _differences(resource, obj, original) -> Iterator[Difference]:
    for column in resource.columns[1:]:
        if column.is_shown_only or (original and column.export(obj) == column.export(original)):
            continue
        yield Difference(column.heading, column.shown(original) if original else "", column.shown(obj))


def _twins(resource, changes, existing) -> list[Fault]:
    """Rows that would be the same thing as another row, or as what is there already."""
    after = existing | {change.obj.pk: change.obj for change in changes if not change.is_new}
    objects = [*after.values(), *(change.obj for change in changes if change.is_new)]
    counted = Counter(key for obj in objects for key, _ in resource.keys(obj))
    return [
        Fault(message, change.row)
        for change in changes
        for key, message in resource.keys(change.obj)
        if counted[key] > 1
    ]
