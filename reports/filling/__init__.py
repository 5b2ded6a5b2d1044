"""The Sở's own workbook, filled with our figures: read once, its columns mapped to facts, given back as it was but for
the figures."""

from .filling import Filled, fill
from .mapping import FIELDS, Mapping, guess
from .reading import TemplateRefused, open_template

__all__ = ["FIELDS", "Filled", "Mapping", "TemplateRefused", "fill", "guess", "open_template"]
