"""What each book of a finding should hold: one figure a book and programme, empty where it stays."""

import json
from collections.abc import Mapping

from django import forms

from communes.models import Book, Programme
from communes.reading import WholeNumberField
from entries.models import MAX_COUNT
from entries.reconciling.findings.by_book import Change

from .findings import FindingActForm

RELOAD = "Tải lại trang rồi ghi lại."


class FindingBooksForm(FindingActForm):
    """The fields of a book are named <place of the programme>_<id>, short because there are hundreds of them; `was`
    tells what the page showed when it was typed: [[book, of the first programme, of the second], …]."""

    was = forms.CharField(widget=forms.HiddenInput, error_messages={"required": RELOAD})
    field_order = ["seen", "was"]

    def __init__(
        self,
        *args,
        books: list[Book],
        programmes: tuple[Programme, ...],
        begins_with: Mapping[tuple[int, str], int],
        **kwargs,
    ):
        """`begins_with`: {(book, programme): records} that stand in the fields at first."""
        super().__init__(*args, **kwargs)
        self.books, self.programmes = books, programmes
        self.begins_with = any((book.pk, programme) in begins_with for book in books for programme in programmes)
        for book in books:
            for place, programme in enumerate(programmes):
                name = f"{place}_{book.pk}"
                self.fields[name] = WholeNumberField(
                    label=f"{book.label}, {programme.short}", required=False, min_value=0, max_value=MAX_COUNT,
                    initial=begins_with.get((book.pk, programme.value)),
                )  # fmt: skip
                self.fields[name].widget.attrs = {"inputmode": "numeric", "aria-label": self.fields[name].label}

    @property
    def shown(self) -> str:
        """What the page shows of each book, for the field `was`."""
        counts = [[book.pk, *(held(book, programme) for programme in self.programmes)] for book in self.books]
        return json.dumps(counts, separators=(",", ":"))

    def rows(self):
        """Each book with, for each programme: the programme, what it holds, the field."""
        for book in self.books:
            cells = [(one, held(book, one), self[f"{place}_{book.pk}"]) for place, one in enumerate(self.programmes)]
            yield book, cells

    def clean_was(self) -> dict[int, list[int]]:
        try:
            return {int(book): [int(count) for count in counts] for book, *counts in json.loads(self.data["was"])}
        except (ValueError, TypeError):
            raise forms.ValidationError(RELOAD) from None

    def changes(self) -> list[Change]:
        """What was typed, beside what the page showed at the time."""
        was, changes = self.cleaned_data["was"], []
        for book in self.books:
            for place, programme in enumerate(self.programmes):
                wanted = self.cleaned_data.get(f"{place}_{book.pk}")
                if wanted is not None and len(was.get(book.pk, ())) > place:
                    changes.append(Change(book.pk, programme.value, was[book.pk][place], wanted))
        return changes


def held(book: Book, programme: Programme) -> int:
    """What the book holds, as `by_book.books_of` found it."""
    return getattr(book, f"held_{programme.value}")
