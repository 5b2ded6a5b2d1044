"""How much of the opening figures belongs to which book."""

import uuid

from django import forms

from communes.models import Book, Programme
from communes.reading import WholeNumberField

from ..allotting import Unallotted
from ..models import MAX_COUNT


class AllotForm(forms.Form):
    """Two figures a book, each may stay empty. The fields of a book are e_<id> (entered) and t_<id> (to enter)."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    counted_elsewhere = WholeNumberField(
        label="Số phải nhập bớt đi vì đã kiểm kê theo quyển",
        required=False,
        min_value=0,
        max_value=MAX_COUNT,
    )
    document_number = forms.CharField(label="Số văn bản, nếu có", max_length=60, required=False)

    def __init__(self, *args, rest: Unallotted, books: list[Book], **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.books, self.rest = books, rest
        self.has_to_enter = bool(rest.to_enter) and rest.programme == Programme.POPULATION_DB
        for book in books:
            self._add(f"e_{book.pk}", f"Đã nhập, {book.label}")
            if self.has_to_enter:
                self._add(f"t_{book.pk}", f"Phải nhập, {book.label}")
        if not self.has_to_enter:
            del self.fields["counted_elsewhere"]

    def _add(self, name: str, label: str) -> None:
        self.fields[name] = WholeNumberField(label=label, required=False, min_value=0, max_value=MAX_COUNT)
        self.fields[name].widget.attrs |= {
            "class": "number", "inputmode": "numeric", "autocomplete": "off", "aria-label": label,
            "data-adds": name[0],
        }  # fmt: skip

    def rows(self):
        """Each book with its two fields."""
        for book in self.books:
            yield book, self[f"e_{book.pk}"], self[f"t_{book.pk}"] if self.has_to_enter else None

    def counts(self, letter: str) -> dict[Book, int]:
        """What was typed for each book: letter e entered, t to enter."""
        return {book: count for book in self.books if (count := self.cleaned_data.get(f"{letter}_{book.pk}"))}

    def clean(self):
        data = super().clean()
        has_any = any(data.get(name) for name in self.fields if name[:2] in ("e_", "t_")) or data.get(
            "counted_elsewhere"
        )
        if not self.errors and not has_any:
            self.add_error(None, "Chưa phân số nào. Ghi số vào ít nhất một quyển.")
        return data
