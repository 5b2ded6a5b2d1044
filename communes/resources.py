"""Machines, people and books as tables that go out to Excel and come back: which columns, which rules."""

from collections.abc import Iterator

from import_export import resources
from import_export.widgets import Widget
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from .bringing_in import KEY, Fault, Plan
from .calendar import today
from .columns import Column, CommuneWidget, DayWidget, LabelWidget, TextWidget, WholeWidget, YesNoWidget
from .formatting import format_date
from .models import (
    Assignment,
    Book,
    BookKind,
    Commune,
    Force,
    Holder,
    Loan,
    StaffMember,
    User,
    Workstation,
    WorkstationKind,
)
from .team import StillAssigned
from .text import fold

TEXT, DAY = TextWidget(), DayWidget()
MOST_KEY = 2**31 - 1


class MasterDataResource(resources.Resource):
    """One kind of master data of some communes. `export` is import-export's; what comes back goes through
    bringing_in.py, which asks here what may be."""

    slug = title = model = None
    hint = ""

    def __init__(self, communes: list[Commune]):
        super().__init__()
        self.communes = communes
        self.key = Column(KEY, "pk", WholeWidget(1, MOST_KEY), width=7)
        self.columns = [self.key, self.commune_column(), *self.own_columns()]
        self.fields = {column.heading: column for column in self.columns}

    def commune_column(self) -> Column:
        return Column("Xã, thị trấn", "commune", CommuneWidget(self.communes), is_fixed=True, width=20)

    def own_columns(self) -> list[Column]:
        raise NotImplementedError

    def rows(self):
        """The objects in scope, in the order of the file."""
        raise NotImplementedError

    def get_export_order(self):
        return [column.heading for column in self.columns]

    def new(self):
        return self.model()

    def prepare(self, obj) -> None:
        """Fills what follows from the cells."""

    def problems(self, obj, original) -> Iterator[tuple[str, str]]:
        """(heading, what is wrong) of one row."""
        yield from ()

    def problems_together(self, changes) -> list[Fault]:
        """What is wrong with the rows together, or against other tables."""
        return []

    def keys(self, obj) -> Iterator[tuple[tuple, str]]:
        """What must be there once only, and what to say when it is there twice."""
        yield from ()

    def wait_for_turn(self) -> None:
        """Writers of one commune's master data wait for each other."""
        list(Commune.objects.select_for_update().filter(pk__in=[c.pk for c in self.communes]).order_by("pk"))

    def store(self, plan: Plan, *, by: User, reason: str) -> None:
        told = {"default_user": by, "default_change_reason": reason}
        if plan.new:
            bulk_create_with_history([change.obj for change in plan.new], self.model, **told)
        if plan.changed:
            names = [field.name for field in self.model._meta.concrete_fields if not field.primary_key]
            bulk_update_with_history([change.obj for change in plan.changed], self.model, names, 200, **told)


class MachineResource(MasterDataResource):
    slug, title, model = "may-tinh", "Máy vi tính", Workstation
    hint = "Loại máy, đơn vị quản lý, kiểm tra bảo mật, thời gian dùng. Máy mới: thêm dòng, bỏ trống cột Mã."

    def own_columns(self):
        return [
            Column("Số máy", "number", WholeWidget(1, 99), width=8),
            Column("Loại máy", "kind", LabelWidget(WorkstationKind.choices), width=18),
            Column("Đơn vị quản lý", "managed_by", TEXT, width=18),
            Column("Ngày kiểm tra bảo mật", "security_checked_on", DAY),
            Column("Đơn vị kiểm tra bảo mật", "security_checked_by", TEXT, width=20),
            Column("Kiểm tra có giá trị đến", "security_valid_until", DAY),
            Column("Dùng từ ngày", "in_service_from", DAY),
            Column("Thôi dùng sau ngày", "in_service_to", DAY),
            Column("Phần ngày rảnh (%)", "free_share", WholeWidget(1, 100), width=10),
            Column("Ghi chú", "note", TEXT, width=30),
        ]

    def rows(self):
        rows = Workstation.objects.filter(commune__in=self.communes).select_related("commune")
        return rows.order_by("commune__position", "number")

    def problems(self, obj, original):
        if obj.number is None:
            yield "Số máy", "Ghi số máy, ví dụ 1."
        if obj.free_share is None:
            yield "Phần ngày rảnh (%)", "Ghi số từ 1 đến 100; máy chuyên dùng: 100."
        if not obj.managed_by:
            yield "Đơn vị quản lý", "Ghi đơn vị quản lý máy, ví dụ Công an xã."
        checked, until = obj.security_checked_on, obj.security_valid_until
        if until and (not checked or until < checked):
            yield "Kiểm tra có giá trị đến", "Ngày hết giá trị phải sau ngày kiểm tra bảo mật."
        if checked and checked > today():
            yield "Ngày kiểm tra bảo mật", "Ngày kiểm tra ở tương lai."
        if obj.in_service_from and obj.in_service_to and obj.in_service_to < obj.in_service_from:
            yield "Thôi dùng sau ngày", "Ngày thôi dùng không thể trước ngày đưa vào dùng."

    def problems_together(self, changes):
        """A machine that goes out of service leaves no shift and no loan behind."""
        ending = {c.obj.pk: c for c in changes if not c.is_new and c.obj.in_service_to}
        faults = {}
        for row in Assignment.objects.filter(workstation__in=ending).order_by("work_date", "shift"):
            if row.work_date > ending[row.workstation_id].obj.in_service_to:
                told = (
                    f"Máy còn được phân ca {row.shift} ngày {format_date(row.work_date)}. Bỏ các ca sau ngày này trước."
                )
                faults.setdefault(row.workstation_id, told)
        for loan in Loan.objects.filter(workstation__in=ending).select_related("borrower"):
            if loan.to_on is None or loan.to_on > ending[loan.workstation_id].obj.in_service_to:
                told = f"Máy đang cho {loan.borrower.full_name} mượn quá ngày này. Ghi ngày trả trước."
                faults.setdefault(loan.workstation_id, told)
        return [Fault(told, ending[pk].row, "Thôi dùng sau ngày") for pk, told in faults.items()]

    def keys(self, obj):
        yield (obj.commune_id, obj.number), f"Xã đã có máy số {obj.number}."


class PersonResource(MasterDataResource):
    slug, title, model = "thanh-vien", "Thành viên Tổ", StaffMember
    hint = "Lực lượng, thời gian tham gia, ca đêm. Người mới: thêm dòng, bỏ trống cột Mã."

    def own_columns(self):
        return [
            Column("Họ tên", "name", TEXT, width=24),
            Column("Lực lượng", "force", LabelWidget(Force.choices), width=18),
            Column("Từ ngày", "active_from", DAY),
            Column("Đến ngày", "active_to", DAY),
            Column("Nhiều nhất ca một tuần", "max_shifts_a_week", WholeWidget(1, 21), width=10),
            Column("Trực ca đêm", "works_nights", YesNoWidget(), width=10),
        ]

    def rows(self):
        rows = StaffMember.objects.filter(commune__in=self.communes).select_related("commune")
        return rows.order_by("commune__position", "name", "pk")

    def prepare(self, obj):
        obj.folded_name = fold(obj.name)

    def problems(self, obj, original):
        if not obj.name:
            yield "Họ tên", "Ghi tên thành viên."
        if obj.max_shifts_a_week is None:
            yield "Nhiều nhất ca một tuần", "Ghi số ca, ví dụ 6."
        if obj.active_from and obj.active_to and obj.active_to < obj.active_from:
            yield "Đến ngày", "Ngày thôi tham gia không thể trước ngày bắt đầu."

    def problems_together(self, changes):
        """Nobody leaves who has shifts to come (as team.keep_member has it)."""
        changed = {change.obj.pk: change for change in changes if not change.is_new}
        rows = Assignment.objects.filter(member__in=changed).select_related("member").order_by("work_date", "shift")
        outside = {}
        for row in rows:
            person = changed[row.member_id].obj
            if (person.active_to and row.work_date > person.active_to) or (
                person.active_from and row.work_date < person.active_from
            ):
                outside.setdefault(person.pk, []).append(row)
        return [Fault(str(StillAssigned(rows)), changed[pk].row, "Đến ngày") for pk, rows in outside.items()]

    def keys(self, obj):
        yield (obj.commune_id, obj.folded_name), f"Xã có hai thành viên tên {obj.name}. Thêm chữ để phân biệt."


class BookResource(MasterDataResource):
    slug, title, model = "so-ho-tich", "Sổ hộ tịch", Book
    hint = "Số, năm, nơi lưu, tình trạng, ngày nhận. Sổ mới và số trường hợp: dùng Nhập từ tệp, loại Danh mục sổ."

    def own_columns(self):
        return [
            Column("Loại sổ", "kind", LabelWidget(BookKind.choices), is_fixed=True, width=22),
            Column("Quyển số", "number", TEXT, width=10),
            Column("Năm mở", "opened", WholeWidget(1900, 2100), width=9),
            Column("Năm khóa", "closed", WholeWidget(1900, 2100), width=9),
            Column("Số trang", "pages", WholeWidget(1, 10_000), width=9),
            Column("Nơi lưu", "held", TEXT, width=22),
            Column("Tình trạng", "condition", TEXT, width=22),
            Column("Tổ nhận sổ ngày", "received_on", DAY),
            Column("Tạm giữ vì", "held_reason", TEXT, width=22),
            Column("Ghi chú", "note", TEXT, width=30),
            _shown_only("Đang ở", "place", LabelWidget(Holder.choices)),
        ]

    def rows(self):
        rows = Book.objects.filter(commune__in=self.communes).real().select_related("commune")
        return rows.order_by("commune__position", "kind_position", "opened", "number", "pk")

    def prepare(self, obj):
        if obj.number.isdecimal():
            obj.number = obj.number.lstrip("0") or "0"
        obj.prepare()

    def problems(self, obj, original):
        if original is None:
            yield KEY, "Sổ mới thì nhập bằng Nhập từ tệp, loại Danh mục sổ, có số trường hợp."
        if obj.opened and obj.opened > today().year:
            yield "Năm mở", f"Năm mở sổ ở tương lai. Năm nay là {today().year}."
        if obj.opened and obj.closed and obj.closed < obj.opened:
            yield "Năm khóa", "Năm khóa sổ không thể trước năm mở sổ."
        if obj.received_on and obj.received_on > today():
            yield "Tổ nhận sổ ngày", "Ngày nhận sổ ở tương lai."

    def keys(self, obj):
        if obj.number and obj.opened:
            yield (obj.commune_id, obj.kind, obj.number, obj.opened), f"Xã có hai quyển {obj.label}."


def _shown_only(heading: str, attribute: str, widget: Widget) -> Column:
    return Column(heading, attribute, widget, is_shown_only=True)
