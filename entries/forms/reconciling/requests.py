"""Requests to adjust: which are listed, the letter that went out, another figure, what came of it."""

from django import forms

from communes.reading import DayField, WholeNumberField
from entries.models import MAX_COUNT, MOST_WORDS, ExtractSource, RequestOutcome

from .findings import UNREADABLE

UNSENT, WAITING, ANSWERED = "chua-gui", "cho-tra-loi", "da-tra-loi"
STATES = [(UNSENT, "chưa gửi"), (WAITING, "đã gửi, chờ trả lời"), (ANSWERED, "đã có trả lời"), ("tat-ca", "tất cả")]


class RequestFilterForm(forms.Form):
    """Nothing chosen lists what has not gone out yet."""

    def __init__(self, query):
        super().__init__(query)
        told = {"invalid_choice": "Chọn trong danh sách."}
        self.fields["tinh-trang"] = forms.ChoiceField(
            label="Tình trạng", choices=STATES, required=False, error_messages=told
        )
        self.fields["noi-nhan"] = forms.ChoiceField(
            label="Nơi nhận", choices=[("", "Mọi nơi nhận"), *ExtractSource.choices], required=False,
            error_messages=told,
        )  # fmt: skip

    @property
    def state(self) -> str:
        return self.cleaned_data.get("tinh-trang") or UNSENT if self.is_valid() else UNSENT

    def narrow(self, requests):
        waiting = RequestOutcome.WAITING
        if self.state == UNSENT:
            requests = requests.filter(letter_number="")
        elif self.state == WAITING:
            requests = requests.exclude(letter_number="").filter(outcome=waiting)
        elif self.state == ANSWERED:
            requests = requests.exclude(outcome=waiting)
        receiver = self.cleaned_data.get("noi-nhan")
        return requests.filter(receiver=receiver) if receiver else requests


def chosen_requests(values: list[str]) -> dict[int, int | None]:
    """What was ticked: the request, and the revision that was on the page, "12.3"; without one None. What makes no
    sense is passed over."""
    chosen = {}
    for value in values:
        key, _, revision = value.partition(".")
        if key.isdecimal() and len(key) < 10:
            chosen[int(key)] = int(revision) if revision.isdecimal() and len(revision) < 10 else None
    return chosen


class LetterSentForm(forms.Form):
    """Number and day of the letter that went out."""

    letter_number = forms.CharField(
        label="Số công văn đã gửi", required=False, max_length=60,
        error_messages={"max_length": "Số công văn dài quá 60 ký tự. Viết ngắn lại.", **UNREADABLE},
    )  # fmt: skip
    letter_on = DayField(label="Ngày công văn", error_messages={"required": "Ghi ngày công văn, ví dụ 03/3/2024."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)


class RequestForm(forms.Form):
    """Another figure asked for, before the letter goes out."""

    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Tải lại trang rồi gõ lại."})
    wanted = WholeNumberField(
        label="Đề nghị điều chỉnh thành", min_value=0, max_value=MAX_COUNT,
        error_messages={"required": "Ghi số đề nghị, ví dụ 46."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Lý do", required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Viết gọn trong {MOST_WORDS} ký tự.", **UNREADABLE},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)


class OutcomeForm(forms.Form):
    """What the receiver answered."""

    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Tải lại trang rồi gõ lại."})
    outcome = forms.ChoiceField(label="Kết quả", choices=RequestOutcome.choices)
    answered_on = DayField(label="Ngày trả lời", required=False)
    note = forms.CharField(
        label="Nơi nhận nói gì", required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Viết gọn trong {MOST_WORDS} ký tự.", **UNREADABLE},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
