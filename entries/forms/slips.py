"""Which slips to print."""

from django import forms

from communes.reading import DayField, WholeNumberField
from communes.text import normalise

from ..slips import MOST_SLIPS
from .slots import SlotForm

PAPERS = (("a4", "A4 ngang, hai phiếu một tờ"), ("a5", "A5, mỗi phiếu một tờ"))
ONE_TO_MOST = f"Gõ số phiếu từ 1 đến {MOST_SLIPS}."


class SlipsForm(SlotForm):
    """How many slips, on which paper."""

    kho = forms.ChoiceField(
        label="Khổ giấy",
        choices=PAPERS,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Chọn khổ giấy."),
    )
    ngay = DayField(label="Ngày làm việc", required=False, help_text="Bỏ trống để điền tay.")
    nguoi = forms.CharField(
        label="Người nhập",
        required=False,
        max_length=80,
        help_text="Bỏ trống để điền tay.",
        error_messages={"max_length": "Tên dài quá %(limit_value)d ký tự. Viết ngắn lại."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["so-phieu"] = WholeNumberField(
            label="Số phiếu",
            max_value=999,
            help_text=f"Từ 1 đến {MOST_SLIPS}.",
            error_messages={"required": ONE_TO_MOST},
        )
        self.fields["so-phieu"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off", "class": "short"}

    def clean(self):
        data = super().clean()
        if data.get("so-phieu", 1) > MOST_SLIPS:
            self.add_error("so-phieu", ONE_TO_MOST)
        return data

    def clean_nguoi(self):
        return normalise(self.cleaned_data["nguoi"])
