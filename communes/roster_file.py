"""The roster as a table that goes out to Excel and comes back; what changes goes through rostering.py."""

import datetime as dt

from django.core.exceptions import ValidationError
from import_export.widgets import Widget

from .bringing_in import Fault, Plan, Refused
from .calendar import today
from .columns import Column, LabelWidget, text_of
from .models import Assignment, Shift, StaffMember, Workstation
from .resources import DAY, MasterDataResource
from .roster import monday_of
from .rostering import RosterRefused, name_of, problems_of, save_slots
from .rotation import Slot
from .text import fold

WEEKS_BACK = 2  # older shifts are over; the pages show them
COMMUNE, MACHINE, PERSON = "Xã, thị trấn", "Máy", "Người"


class MachineWidget(Widget):
    """A machine of the district: "Máy 1" is the row's commune's own, "Máy 2 – Phước An" one that may be borrowed."""

    def __init__(self, communes):
        super().__init__()
        districts = {commune.district_id for commune in communes}
        self.machines = {}
        for machine in Workstation.objects.filter(commune__district__in=districts).select_related("commune"):
            self.machines[fold(self.render(machine))] = machine

    def clean(self, value, row=None, **kwargs):
        text = text_of(value)
        number = text.removeprefix("Máy").strip()
        own = f"Máy {number} – {_name_in(row)}"
        found = self.machines.get(fold(text)) or self.machines.get(fold(own))
        if found is None:
            raise ValidationError(f"Không có máy “{text}”. Ghi ví dụ: Máy 1." if text else "Ghi máy, ví dụ Máy 1.")
        return found

    def render(self, value, obj=None, **kwargs):
        return f"{value.name} – {value.commune.name}" if value else ""


class MemberWidget(Widget):
    """A member of the team of the row's commune; blank for nobody."""

    def __init__(self, communes):
        super().__init__()
        members = StaffMember.objects.filter(commune__in=communes).select_related("commune")
        self.members = {(fold(member.commune.name), member.folded_name): member for member in members}

    def clean(self, value, row=None, **kwargs):
        text = text_of(value)
        found = self.members.get((fold(_name_in(row)), fold(text)))
        if text and found is None:
            raise ValidationError(f"Tổ của xã không có “{text}”. Thêm người ở trang Thành viên Tổ trước.")
        return found

    def render(self, value, obj=None, **kwargs):
        return value.name if value else ""


def _name_in(row) -> str:
    """The name of the row's commune, without "xã" or "thị trấn" before it."""
    text = text_of(row[COMMUNE])
    return next((text[len(kind) :].strip() for kind in ("xã", "thị trấn") if text.lower().startswith(kind)), text)


class RosterResource(MasterDataResource):
    slug, title, model = "ca-truc", "Ca trực", Assignment
    hint = (
        "Từ hai tuần trước trở đi; mỗi lần nhập của một xã. Đổi người: sửa cột Người; bỏ trống là bỏ người; thêm ca:"
        " thêm dòng, bỏ trống cột Mã."
    )

    def own_columns(self):
        return [
            Column("Ngày", "work_date", DAY, is_fixed=True, width=12),
            Column("Ca", "shift", LabelWidget(Shift.choices), is_fixed=True, width=18),
            Column(MACHINE, "workstation", MachineWidget(self.communes), is_fixed=True, width=20),
            Column(PERSON, "member", MemberWidget(self.communes), width=24),
        ]

    def rows(self):
        first = monday_of(today()) - dt.timedelta(weeks=WEEKS_BACK)
        rows = Assignment.objects.filter(commune__in=self.communes, work_date__gte=first)
        return rows.select_related("commune", "workstation__commune", "member").order_by(
            "commune__position", "work_date", "shift", "workstation__commune__position", "workstation__number"
        )

    def problems(self, obj, original):
        if obj.work_date is None:
            yield "Ngày", "Ghi ngày làm việc, ví dụ 03/3/2024."
        if original is None and obj.member_id is None:
            yield PERSON, "Ghi tên người trực."

    def problems_together(self, changes):
        """The rules of the roster, for the one commune that the file changes. As many queries for many rows."""
        if not changes:
            return []
        if len({change.obj.commune_id for change in changes}) > 1:
            return [Fault("Mỗi lần chỉ nhập ca trực của một xã. Tách tệp theo xã rồi gửi từng tệp.")]
        if taken := self._taken_twice(changes):
            return taken
        rows = {_slot(change.obj): change.row for change in changes}
        problems = problems_of(commune=changes[0].obj.commune, **_said(changes))
        return [Fault(problem.message, rows.get(problem.slot), PERSON) for problem in problems]

    def _taken_twice(self, changes) -> list[Fault]:
        """New rows for a shift that somebody has already, in the database or in another row; both are named."""
        days = {change.obj.work_date for change in changes}
        there = {
            _slot(row): row.member
            for row in Assignment.objects.filter(
                commune=changes[0].obj.commune_id, work_date__gte=min(days), work_date__lte=max(days)
            ).select_related("member")
        }
        there |= {_slot(change.obj): _person(change.obj) for change in changes if not change.is_new}
        faults = []
        for change in changes:
            if not change.is_new:
                continue
            slot, wanted = _slot(change.obj), _person(change.obj)
            if there.get(slot):
                told = f"{name_of(slot)}, {change.obj.workstation.name}: đã có {there[slot].name} trực, không phân thêm"
                faults.append(Fault(f"{told} {wanted.name} được. Sửa tên ở dòng của ca đó.", change.row, PERSON))
            there[slot] = wanted
        return faults

    def store(self, plan, *, by, reason):
        commune = plan.changes[0].obj.commune
        try:
            save_slots(by=by, commune=commune, reason=reason, **_said(plan.changes))
        except RosterRefused as refused:
            raise Refused(Plan(faults=tuple(Fault(problem.message) for problem in refused.problems))) from refused


def _slot(row: Assignment) -> Slot:
    return Slot(row.work_date, row.shift, row.workstation_id)


def _person(row: Assignment) -> StaffMember | None:
    return row.member if row.member_id else None


def _said(changes) -> dict:
    """What the file wants, and what it had before its eyes; a new row for an emptied slot takes the slot over."""
    wanted = {_slot(change.obj): change.obj.member_id for change in changes if not change.is_new}
    wanted |= {_slot(change.obj): change.obj.member_id for change in changes if change.is_new}
    seen = {_slot(change.obj): change.original.member_id for change in changes if not change.is_new}
    return {"wanted": wanted, "seen": seen}
