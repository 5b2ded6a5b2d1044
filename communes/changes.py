"""Who changed what of a machine, a person, a book…, when and why: the history of an object in words."""

import datetime as dt
from dataclasses import dataclass
from itertools import zip_longest

from django.db import models
from django.db.models.fields.related import ForeignKey
from django.utils import timezone

from .formatting import format_date

KINDS = {"+": "Thêm mới", "~": "Sửa", "-": "Xóa"}
NOTHING = "(trống)"
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One saving of the object; `fields` is empty where it was made or removed."""

    at: dt.datetime
    by: str
    what: str
    reason: str
    fields: tuple[FieldChange, ...]


def changes_of(obj: models.Model) -> list[Change]:
    """The newest first, at most 50; none for what was stored in bulk and never changed since. One query, and one for
    each kind of object that a changed field points to."""
    rows = list(obj.history.select_related("history_user").order_by("-history_date", "-history_id")[: MOST_SHOWN + 1])
    pairs = list(zip_longest(rows, rows[1:]))[:MOST_SHOWN]
    fields = [field for field in type(obj).history.model.tracked_fields if not field.primary_key]
    differing = {
        id(new): [field for field in fields if getattr(new, field.attname) != getattr(old, field.attname)]
        for new, old in pairs
        if old and new.history_type == "~"
    }
    names = _names(pairs, differing)
    changes = []
    for new, old in pairs:
        told = tuple(
            FieldChange(str(field.verbose_name), _words(field, old, names), _words(field, new, names))
            for field in differing.get(id(new), ())
        )
        if told or new.history_type != "~" or new.history_change_reason:
            by = new.history_user.shown_name if new.history_user else "hệ thống"
            changes.append(Change(new.history_date, by, KINDS[new.history_type], new.history_change_reason or "", told))
    return changes


def _names(pairs, differing) -> dict:
    """What changed foreign keys point to, by model and primary key."""
    wanted = {}
    for new, old in pairs:
        for field in differing.get(id(new), ()):
            if isinstance(field, ForeignKey):
                keys = {getattr(new, field.attname), getattr(old, field.attname)} - {None}
                wanted.setdefault(field.remote_field.model, set()).update(keys)
    return {model: model._base_manager.in_bulk(keys) for model, keys in wanted.items()}


def _words(field, row, names) -> str:
    value = getattr(row, field.attname)
    if value is None or value == "":
        return NOTHING
    if isinstance(field, ForeignKey):
        return str(names[field.remote_field.model].get(value, f"mã {value}"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value)
        return f"{local:%H:%M} {format_date(local.date())}"
    if isinstance(value, dt.date):
        return format_date(value)
    return str(value)
