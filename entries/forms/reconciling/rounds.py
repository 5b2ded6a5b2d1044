"""Rounds: opening one, and what a commune says in it."""

from django import forms

from communes.reading import DayField
from entries.models import MOST_WORDS, Statement

from .findings import UNREADABLE


class OpenRoundForm(forms.Form):
    """Name, the day of the figures, and until when to answer."""

    name = forms.CharField(
        label="Tên đợt", required=False, max_length=120,
        error_messages={"max_length": "Viết gọn trong 120 ký tự.", **UNREADABLE},
    )  # fmt: skip
    as_of = DayField(label="Số liệu đến hết ngày", error_messages={"required": "Ghi ngày chốt, ví dụ 03/3/2024."})
    answer_by = DayField(label="Trả lời chậm nhất", error_messages={"required": "Ghi hạn trả lời, ví dụ 08/3/2024."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)


class RoundAnswerForm(forms.Form):
    """Right, or what still differs; `seen` is the answer of the commune that stood on the page."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    statement = forms.ChoiceField(
        label="Số liệu của xã", choices=Statement.choices, widget=forms.RadioSelect,
        error_messages={"required": "Chọn đúng hoặc còn lệch.", "invalid_choice": "Chọn đúng hoặc còn lệch."},
    )  # fmt: skip
    note = forms.CharField(
        label="Số nào còn lệch, vì sao", required=False, max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Viết gọn trong {MOST_WORDS} ký tự.", **UNREADABLE},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
