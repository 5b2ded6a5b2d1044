"""Blocks of a document in templates."""

from django import template

from ..editor_sheet import anchor_of
from ..renderers import html

register = template.Library()

register.filter("runs", html.with_links)


@register.simple_tag
def figure(cell, ledger: str):
    return html.figure(cell.text, cell.fact, ledger)


@register.filter
def under(cells, columns):
    """Each cell of a line with the column that it stands in."""
    return zip(cells, columns, strict=True)


register.filter("anchor", anchor_of)
