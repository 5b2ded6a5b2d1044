"""Templates that are kept: sent once, mapped, filled as often as wanted."""

import hashlib
import re

from django.db import IntegrityError, transaction
from openpyxl.cell.cell import MergedCell

from communes.calendar import now
from communes.models import Commune, District, User
from communes.refusals import Problem, Refused
from communes.text import normalise

from ..models import WorkbookTemplate
from .filling import takes_day
from .guessing import guess
from .mapping import FIELDS, MOST_ROWS, Mapping
from .reading import TemplateRefused, check_template, open_template

MOST_NAME = 120
_PLACE = re.compile(r"[A-Z]{1,2}([1-9][0-9]{0,3})")
TAKEN = "Đã có biểu mẫu mang tên này. Đặt tên khác, hoặc bỏ biểu mẫu cũ."


def keep_template(
    *, district: District, communes: list[Commune], name: str, file_name: str, content: bytes, by: User
) -> WorkbookTemplate:
    """Reads a workbook, guesses what its columns take and keeps both. Raises Refused."""
    name = normalise(name) or normalise(file_name.rsplit(".", 1)[0])
    if len(name) > MOST_NAME:
        raise Refused([Problem(f"Đặt tên trong {MOST_NAME} ký tự.", "name")])
    try:
        mapping = guess(check_template(content), communes)
    except TemplateRefused as refused:
        raise Refused([Problem(str(refused), "file")]) from None
    try:
        with transaction.atomic():
            return WorkbookTemplate.objects.create(
                district=district,
                name=name,
                file_name=file_name[-255:],
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                mapping=mapping.as_json(),
                kept_by=by,
                kept_at=now(),
            )
    except IntegrityError:
        raise Refused([Problem(TAKEN, "name")]) from None


def keep_mapping(*, template: WorkbookTemplate, fields: dict[int, str], day: str, by: User) -> WorkbookTemplate:
    """What each column takes from now on, and which cell has the date (none: no date is written). Raises Refused for
    a field that there is not, or a cell that cannot take the date."""
    if unknown := set(fields.values()) - set(FIELDS):
        raise Refused([Problem(f"Không có số liệu tên {sorted(unknown)[0]}. Chọn trong danh sách.")])
    mapping = Mapping.from_json(template.mapping)
    mapping.fields = {column: key for column, key in fields.items() if key}
    mapping.day = _day_cell(template, mapping, normalise(day).upper())
    template.mapping, template.kept_by, template.kept_at = mapping.as_json(), by, now()
    template.save(update_fields=["mapping", "kept_by", "kept_at"])
    return template


def _day_cell(template: WorkbookTemplate, mapping: Mapping, place: str) -> str:
    if place in ("", mapping.day):
        return place
    sheet = open_template(bytes(template.content))[mapping.sheet]
    if not _PLACE.fullmatch(place) or int(_PLACE.fullmatch(place)[1]) > MOST_ROWS:
        raise Refused([Problem("Ghi ô có ngày bằng chữ cột và số dòng, ví dụ A2. Bỏ trống nếu không điền ngày.")])
    cell = sheet[place]
    if isinstance(cell, MergedCell):
        raise Refused([Problem(f"Ô {place} nằm trong một ô gộp. Ghi ô đầu tiên, góc trên bên trái của ô gộp đó.")])
    if cell.data_type == "f":
        raise Refused([Problem(f"Ô {place} là công thức nên được để nguyên. Chọn ô khác.")])
    if not takes_day(cell):
        raise Refused(
            [Problem(f"Ô {place} đang có chữ, không có “đến ngày”. Chọn ô trống, ô ngày hoặc ô có “đến ngày …”.")]
        )
    return place
