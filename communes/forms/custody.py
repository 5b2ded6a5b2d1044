"""A handover of books, and taking books back."""

from django import forms

from ..models import Book, HandedBook, Handover
from ..reading import DayField

TEXTS = {"max_length": "Viết gọn trong %(limit_value)d ký tự."}


class HandoverForm(forms.ModelForm):
    """The rules are in handing_books.py."""

    handed_on = DayField(label="Ngày giao", error_messages={"required": "Ghi ngày giao."})
    expected_on = DayField(label="Hẹn trả ngày (không bắt buộc)", required=False)
    books = forms.TypedMultipleChoiceField(
        label="Các quyển sổ",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Có quyển sổ không thuộc xã này. Chọn lại."},
    )

    class Meta:
        model = Handover
        fields = [
            "from_holder", "from_person", "from_title", "to_holder", "to_person", "to_title", "handed_on",
            "expected_on", "purpose", "note",
        ]  # fmt: skip
        widgets = {"from_holder": forms.RadioSelect, "to_holder": forms.RadioSelect}
        labels = {"note": "Ghi chú (không bắt buộc)", "from_title": "Chức vụ", "to_title": "Chức vụ"}
        error_messages = {
            "from_holder": {"required": "Chọn bên giao."},
            "to_holder": {"required": "Chọn bên nhận."},
            "from_person": {"required": "Ghi tên người giao.", **TEXTS},
            "to_person": {"required": "Ghi tên người nhận.", **TEXTS},
            "purpose": {"required": "Ghi mục đích giao sổ.", **TEXTS},
            "note": TEXTS,
        }

    def __init__(self, *args, shelf: list[Book], **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.shelf = {book.pk: book for book in shelf}
        self.fields["books"].choices = [(book.pk, book.label) for book in shelf]
        for name in ("from_holder", "to_holder"):
            self.fields[name].choices = [choice for choice in self.fields[name].choices if choice[0]]
        for name, field in self.fields.items():
            if name not in ("books", "from_holder", "to_holder"):
                field.widget.attrs["autocomplete"] = "off"
        for name in ("handed_on", "expected_on"):
            self.fields[name].widget.attrs["class"] = "short"

    def _post_clean(self):
        """Only the values are put into the handover; whether they can be is handing_books.py's."""
        for name in self._meta.fields:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])

    @property
    def chosen(self) -> list[Book]:
        return [self.shelf[pk] for pk in self.cleaned_data["books"]]


class ReturnForm(forms.Form):
    on = DayField(label="Ngày trả", error_messages={"required": "Ghi ngày trả."})
    condition = forms.CharField(
        label="Tình trạng khi trả",
        required=False,
        max_length=120,
        help_text="Bỏ trống: như khi giao.",
        error_messages=TEXTS,
    )
    books = forms.TypedMultipleChoiceField(
        label="Các quyển trả", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Có quyển vừa được nhận lại. Chọn lại."},
    )  # fmt: skip

    def __init__(self, *args, out: list[HandedBook], **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.out = {row.pk: row for row in out}
        self.fields["books"].choices = [(row.pk, row.book.label) for row in out]
        self.fields["on"].widget.attrs |= {"class": "short", "autocomplete": "off"}
        self.fields["condition"].widget.attrs["autocomplete"] = "off"

    @property
    def chosen(self) -> list[HandedBook]:
        return [self.out[pk] for pk in self.cleaned_data["books"]]
