"""Findings: which to list, and what is said or done about one."""

from django import forms

from communes.models import Commune
from entries.finding_kinds import FINDING_KINDS
from entries.models import MOST_WORDS, FindingState

OPEN = "con-mo"
UNREADABLE = {"null_characters_not_allowed": "Có ký tự không đọc được. Gõ lại ô này."}


class FindingFilterForm(forms.Form):
    """Nothing chosen lists what is open."""

    def __init__(self, query, *, communes, of_one: bool = False):
        """`of_one`: a commune's own list has no commune to choose."""
        super().__init__(query)
        states = [(OPEN, "còn phải xử lý"), ("tat-ca", "tất cả"), *FindingState.choices]
        self.fields["tinh-trang"] = forms.ChoiceField(label="Tình trạng", choices=states, required=False)
        self.fields["nguyen-nhan"] = forms.ChoiceField(
            label="Nguyên nhân", choices=[("", "Mọi nguyên nhân"), *FINDING_KINDS.items()], required=False
        )
        self.fields["xa"] = forms.ModelChoiceField(
            label="Xã, thị trấn", queryset=Commune.objects.filter(pk__in=communes).in_official_order(),
            to_field_name="code", required=False, empty_label="Mọi xã, thị trấn",
        )  # fmt: skip
        if of_one:
            del self.fields["xa"]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "Chọn trong danh sách."

    def narrow(self, findings):
        state = self.cleaned_data["tinh-trang"] or OPEN
        if state == OPEN:
            findings = findings.open()
        elif state in FindingState.values:
            findings = findings.filter(state=state)
        if kind := self.cleaned_data["nguyen-nhan"]:
            findings = findings.filter(kind=kind)
        if commune := self.cleaned_data.get("xa"):
            findings = findings.filter(commune=commune)
        return findings


class FindingActForm(forms.Form):
    """Words about a finding, the number of the paper behind them, and the state of things when the form was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Tải lại trang rồi gõ lại."})
    text = forms.CharField(
        label="Lời hỏi hoặc lý do", required=False, max_length=MOST_WORDS,
        error_messages={"max_length": f"Viết gọn trong {MOST_WORDS} ký tự.", **UNREADABLE},
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    document_number = forms.CharField(
        label="Số văn bản (không bắt buộc)", required=False, max_length=60,
        error_messages={"max_length": "Số văn bản dài quá 60 ký tự. Viết ngắn lại.", **UNREADABLE},
    )  # fmt: skip

    def __init__(self, *args, settles: bool = True, **kwargs):
        """`settles`: the district asks and settles; else the commune answers and proposes."""
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.settles = settles
        if not settles:
            self.fields["text"].label = "Trả lời của xã"
