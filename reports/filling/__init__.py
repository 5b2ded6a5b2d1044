"""The Sở's own workbook, filled with our figures: read once, its columns mapped to facts, given back as it was but for
the figures."""

from .filling import Filled, fill
from .guessing import guess
from .mapping import FIELDS, Mapping
from .reading import TemplateRefused, check_template, open_template

__all__ = ["FIELDS", "Filled", "Mapping", "TemplateRefused", "check_template", "fill", "guess", "open_template"]
