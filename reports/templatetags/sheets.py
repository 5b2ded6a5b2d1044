"""Blocks of a document in templates."""

from django import template

from ..editor_sheet import anchor_of
from ..renderers import html

register = template.Library()

register.filter("runs", html.with_links)


register.filter("rows", html.rows)
register.filter("closing_row", html.closing_row)
register.filter("anchor", anchor_of)
