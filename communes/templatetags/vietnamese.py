"""Template filters and tags for figures and dates as officials write them."""

import datetime as dt
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode

from .. import formatting

register = template.Library()

register.filter("count", formatting.format_count)
register.filter("signed", formatting.format_signed)
register.filter("share", formatting.format_share)
register.filter("day", formatting.format_date)
register.filter("small_count", formatting.format_small)
register.filter("weekday", formatting.format_weekday)
register.filter("points", formatting.format_points)
register.filter("lower_first", formatting.lower_first)


@register.filter
def local_day(moment: dt.datetime) -> dt.date:
    """The day of a moment in Vietnam."""
    return timezone.localdate(moment)


@register.filter
def item(collection, key):
    """A form's field, or a mapping's value, whose name is no identifier: `den-ngay`."""
    return collection[key]


@register.filter
def day_typed(value) -> str:
    """A date as people read it; anything else as it was typed."""
    return formatting.format_date(value) if isinstance(value, dt.date) else value


@register.filter
def bar_width(share) -> str:
    """Width of a share's bar on a scale of 0 to 100, for SVG: a full stop, whatever the language."""
    return "0" if share is None else f"{min(max(float(share), 0), 1) * 100:.1f}"


@register.simple_tag
def share_bar(share, mean=None, programme: str = "population_db") -> str:
    """A share as a bar, with a mark at the mean; the figure itself always stands beside it."""
    mark = "" if mean is None else format_html('<rect class="mean" x="{}" width="0.8" height="6"/>', bar_width(mean))
    return format_html(
        '<svg class="share-bar {}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="ground" width="100" height="6"/><rect class="done" width="{}" height="6"/>{}</svg>',
        programme, bar_width(share), mark,
    )  # fmt: skip


@register.filter
def rounded(number) -> str:
    """A mean as people say it: 22, but 0,4 below ten where the whole number would mislead; "–" where there is none."""
    if number is None:
        return formatting.NO_SHARE
    if 0 < number < 9.95 and round(number, 1) != round(number):
        return f"{number:.1f}".replace(".", ",")
    return formatting.format_count(round(number))


@register.filter
def chance(share) -> str:
    """A chance as a whole percent; what is only nearly sure is never called sure: "dưới 1%", "trên 99%"."""
    if share is None:
        return formatting.NO_SHARE
    percent = share * 100
    if 0 <= percent < 1:
        return "dưới 1%"
    return "trên 99%" if 99 < percent <= 100 else f"{round(percent)}%"


@register.filter
def day_or_never(day) -> str:
    return formatting.format_date(day) if day else "sau hơn 2 năm"


@register.filter
def item_or_empty(collection, key):
    """A mapping's value, or an empty text where it has none."""
    return collection.get(key) or ""


@register.filter
def query_of(pairs: dict) -> str:
    """Stored choices as the query of an address."""
    return urlencode(pairs)


@register.filter
def due_at(deadlines, place: int) -> str:
    return formatting.format_date(deadlines[place].due_on)


@register.filter
def iso_day(text: str | None) -> str:
    """A stored day, 2024-03-03, as people read it; "–" where there is none."""
    return formatting.format_date(dt.date.fromisoformat(text)) if text else formatting.NO_SHARE


@register.filter
def at(row, place: int):
    """The element at a place of a list."""
    return row[place]


@register.filter
def moment_typed(moment) -> str:
    """A moment as people type it: 17:00 05/3/2024."""
    if not isinstance(moment, dt.datetime):
        return moment or ""
    local = timezone.localtime(moment)
    return f"{local:%H:%M} {formatting.format_date(local.date())}"


@register.simple_tag(takes_context=True)
def query_with(context, **changed) -> str:
    """This page's address with other values; an empty one is left out. Underscores in names become hyphens."""
    changed = {key.replace("_", "-"): value for key, value in changed.items()}
    kept = [(name, value) for name, value in context["request"].GET.items() if name not in changed]
    return f"?{urlencode([*kept, *((name, value) for name, value in changed.items() if value)])}"


@register.simple_tag
def link_to(name: str, *args, **query) -> str:
    """The address of a page with a query; empty values are left out. Underscores in names become hyphens."""
    pairs = {key.replace("_", "-"): value for key, value in query.items() if value not in (None, "")}
    return _address(name, *args) + (f"?{urlencode(pairs)}" if pairs else "")


@lru_cache(maxsize=256)
def _address(name: str, *args) -> str:
    """Addresses never change while the program runs; a table has dozens of them."""
    return reverse(name, args=args)
