"""A number to enter that others count differently."""

from django import forms

from communes.models import PROGRAMME_KINDS, Commune
from communes.reading import WholeNumberField
from entries.models import MAX_COUNT, MOST_WORDS, ExtractSource

from .findings import UNREADABLE

NOT_LISTED = dict.fromkeys(("required", "invalid_choice"), "Chọn trong danh sách.")


class DisputeForm(forms.Form):
    """Whose number, of what, and what each rests on. `communes` are those the user may speak for."""

    commune = forms.ModelChoiceField(
        label="Xã, thị trấn", queryset=None, to_field_name="code", empty_label=None, error_messages=NOT_LISTED
    )
    book_kind = forms.ChoiceField(
        label="Loại sổ", choices=[(kind.value, kind.label) for kind in PROGRAMME_KINDS], error_messages=NOT_LISTED
    )
    source = forms.ChoiceField(label="Nơi có số khác", choices=ExtractSource.choices, error_messages=NOT_LISTED)
    theirs = WholeNumberField(
        label="Số phải nhập của nơi ấy", min_value=0, max_value=MAX_COUNT,
        error_messages={"required": "Ghi số phải nhập của nơi ấy, ví dụ 1.484."},
    )  # fmt: skip
    text = forms.CharField(
        label="Căn cứ của từng số", required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ví dụ: đếm lại sổ gốc ngày nào, ai đếm; số kia giao theo văn bản nào.",
        error_messages={"max_length": f"Viết gọn trong {MOST_WORDS} ký tự.", **UNREADABLE},
    )  # fmt: skip
    document_number = forms.CharField(
        label="Số văn bản (không bắt buộc)", required=False, max_length=60,
        error_messages={"max_length": "Số văn bản dài quá 60 ký tự. Viết ngắn lại.", **UNREADABLE},
    )  # fmt: skip

    def __init__(self, *args, communes, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.fields["commune"].queryset = Commune.objects.filter(pk__in=communes).in_official_order()
        self.fields["theirs"].widget.attrs |= {"inputmode": "numeric", "class": "short", "autocomplete": "off"}
