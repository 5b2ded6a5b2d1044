"""What the district and a commune write to each other about a batch, and how the list of such batches is narrowed."""

import uuid

from django import forms

from communes.models import Commune

from ..reviewing import FLAG_WORDS, ReviewState

ALL, OPEN = "tat-ca", ""


class RemarkForm(forms.Form):
    """One sentence. How long it may be and what may not be in it is decided in asking.py."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Một, hai câu. Không ghi thông tin cá nhân của công dân.",
        error_messages={"null_characters_not_allowed": "Có ký tự không đọc được. Gõ lại câu này."},
    )

    def __init__(self, *args, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class ReviewFilterForm(forms.Form):
    """`xa`, `loai` (kind of flag) and `tinh-trang` of the list; left out they mean all communes, any, not yet seen."""

    def __init__(self, query, *, communes: list[Commune]):
        super().__init__(query)
        self.communes = {commune.code: commune for commune in communes}
        every = [("", "Tất cả")]
        if len(communes) > 1:
            self.fields["xa"] = forms.ChoiceField(
                label="Xã, thị trấn", required=False, choices=every + [(c.code, c.title) for c in communes]
            )
        self.fields["loai"] = forms.ChoiceField(
            label="Điều cần xem", required=False, choices=every + list(FLAG_WORDS.items())
        )
        self.fields["tinh-trang"] = forms.ChoiceField(
            label="Tình trạng",
            required=False,
            choices=[(OPEN, "Chưa xem xong"), *ReviewState.choices, (ALL, "Tất cả")],
        )
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "Chọn một mục trong danh sách."

    @property
    def chosen_communes(self) -> list[Commune]:
        code = self.cleaned_data.get("xa")
        return [self.communes[code]] if code else list(self.communes.values())
