"""Templates that are kept: sent once, mapped, filled as often as wanted."""

import hashlib

from django.db import IntegrityError, transaction

from communes.calendar import now
from communes.models import Commune, District, User
from communes.refusals import Problem, Refused
from communes.text import normalise

from ..models import WorkbookTemplate
from .mapping import FIELDS, Mapping, guess
from .reading import TemplateRefused, open_template

MOST_NAME = 120
TAKEN = "Đã có biểu mẫu mang tên này. Đặt tên khác, hoặc bỏ biểu mẫu cũ."


def keep_template(
    *, district: District, communes: list[Commune], name: str, file_name: str, content: bytes, by: User
) -> WorkbookTemplate:
    """Reads a workbook, guesses what its columns take and keeps both. Raises Refused."""
    name = normalise(name) or normalise(file_name.rsplit(".", 1)[0])
    if len(name) > MOST_NAME:
        raise Refused([Problem(f"Đặt tên trong {MOST_NAME} ký tự.", "name")])
    try:
        mapping = guess(open_template(content), communes)
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


def keep_mapping(*, template: WorkbookTemplate, fields: dict[int, str], by: User) -> WorkbookTemplate:
    """What each column takes from now on. Raises Refused for a field that there is not."""
    if unknown := set(fields.values()) - set(FIELDS):
        raise Refused([Problem(f"Không có số liệu tên {sorted(unknown)[0]}. Chọn trong danh sách.")])
    mapping = Mapping.from_json(template.mapping)
    mapping.fields = {column: key for column, key in fields.items() if key}
    template.mapping, template.kept_by, template.kept_at = mapping.as_json(), by, now()
    template.save(update_fields=["mapping", "kept_by", "kept_at"])
    return template
