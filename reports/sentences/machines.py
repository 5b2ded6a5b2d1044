"""I.3 a) Trang bị máy vi tính: "đầy đủ" is said only when every commune has its checked machines."""

from ..content.blocks import Runs
from ..facts import Fact, ReportFacts, Unit
from .wording import how_many, name_units, said, say, units_of


def machines(facts: ReportFacts) -> dict[str, Runs]:
    total = sum(unit.total for unit in facts.machines)
    if not total:
        return said(none=say("Chưa ghi nhận máy vi tính nào được trang bị cho việc nhập dữ liệu."))
    count = how_many(total, Unit.MACHINES, "máy vi tính toàn huyện", "machines.total")
    lacking = [unit for unit in facts.machines if not unit.is_equipped]
    if not lacking:
        return said(complete=_complete(facts, count))
    return said(counted=_counted(facts, count), lacking=_lacking(facts, [unit.commune for unit in lacking]))


def _complete(facts: ReportFacts, count: Fact) -> Runs:
    agency = facts.district.agency_short
    if all((unit.total, unit.shared, unit.dedicated) == (2, 1, 1) for unit in facts.machines):
        return say(
            "{agency} đã trang bị đầy đủ máy vi tính nối mạng phục vụ nhập dữ liệu, tổng cộng {count} máy, giao Công an"
            " cấp xã quản lý. Mỗi xã, thị trấn có 02 máy: 01 máy cũ của ngành dùng chung với công việc chuyên môn và"
            " 01 máy mới chỉ dùng để nhập dữ liệu hộ tịch. Công an huyện đã kiểm tra bảo mật toàn bộ số máy này.",
            agency=agency, count=count,
        )  # fmt: skip
    return say(
        "{agency} đã trang bị đầy đủ máy vi tính nối mạng phục vụ nhập dữ liệu, tổng cộng {count} máy, giao Công an cấp"
        " xã quản lý; đơn vị nào cũng có từ 02 máy trở lên, gồm máy dùng chung và máy chuyên dùng. Công an huyện đã"
        " kiểm tra bảo mật toàn bộ số máy này.",
        agency=agency, count=count,
    )  # fmt: skip


def _counted(facts: ReportFacts, count: Fact) -> Runs:
    checked = how_many(
        sum(unit.checked for unit in facts.machines), Unit.MACHINES, "máy đã kiểm tra bảo mật", "machines.checked"
    )
    if checked.value == count.value:
        security = "tất cả đã được kiểm tra bảo mật"
    elif checked.value:
        security = say("trong đó {checked} máy có kiểm tra bảo mật còn giá trị", checked=checked)
    else:
        security = "chưa máy nào có kiểm tra bảo mật còn giá trị"
    return say(
        "Toàn huyện có {count} máy vi tính nối mạng phục vụ nhập dữ liệu, giao Công an cấp xã quản lý; {security}.",
        count=count, security=security,
    )  # fmt: skip


def _lacking(facts: ReportFacts, communes) -> Runs:
    number = how_many(len(communes), Unit.COMMUNES, "đơn vị chưa đủ 02 máy đã kiểm tra bảo mật", "machines.lacking")
    names = name_units(units_of(facts, communes), total=len(facts.units))
    return say(
        "Còn {number} đơn vị chưa đủ 02 máy (01 dùng chung, 01 chuyên dùng) có kiểm tra bảo mật còn giá trị: {names}.",
        number=number, names=names,
    )  # fmt: skip
