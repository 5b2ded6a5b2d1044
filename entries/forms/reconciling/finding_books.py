"""What each book of a finding should hold: one figure a book and programme, empty where it stays."""

import json
from collections.abc import Mapping

from django import forms

from communes.formatting import format_count
from communes.models import Book, Programme
from communes.reading import WholeNumberField
from communes.refusals import faults_of
from entries.models import MAX_COUNT, Finding
from entries.reconciling.findings.by_book import Change, beyond_the_book

from .findings import FindingActForm

ABOVE = "Sổ chỉ có {} trường hợp. Dò lại; vẫn đúng như vậy thì gửi lần nữa."
BELOW = "Sổ đã nhập {} trường hợp. Dò lại; vẫn đúng như vậy thì gửi lần nữa."
RELOAD = "Tải lại trang rồi ghi lại."


class FindingBooksForm(FindingActForm):
    """The fields of a book are named <place of the programme>_<id>, short because there are hundreds of them; `was`
    tells what the page showed when it was typed: [[book, of the first programme, of the second], …]."""

    was = forms.CharField(widget=forms.HiddenInput, error_messages={"required": RELOAD})
    # What was typed beyond a book and seen to be so: the same sent once more is meant.
    sure_of = forms.CharField(required=False, widget=forms.HiddenInput)
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

    def named_faults(self) -> list[dict]:
        """As of `faults_of`; a message at a book's field names the book, of which there may be ninety."""
        labels = {self[name].auto_id: f"{field.label}: " for name, field in self.fields.items() if name[0].isdigit()}
        return [fault | {"message": labels.get(fault["target"], "") + fault["message"]} for fault in faults_of(self)]

    def warn_beyond(self, finding: Finding) -> bool:
        """Places a warning at each figure that does not go with its book, unless the same were sent before."""
        found = {}
        for book in self.books:
            for place, programme in enumerate(self.programmes):
                wanted = self.cleaned_data.get(name := f"{place}_{book.pk}")
                if wanted is None or wanted == held(book, programme):
                    continue
                if (beyond := beyond_the_book(finding, book, programme, wanted)) is not None:
                    found[name] = (wanted, (BELOW if wanted < beyond else ABOVE).format(format_count(beyond)))
        key = ",".join(f"{name}={wanted}" for name, (wanted, _) in found.items())
        if not found or key == self.cleaned_data["sure_of"]:
            return False
        self.data = self.data.copy()
        self.data["sure_of"] = key
        for name, (_, words) in found.items():
            self.add_error(name, words)
        return True

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
