"""An extract: how it came, typed figure by figure, withdrawn; and how the district compares."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from communes.formatting import format_date
from communes.models import PROGRAMME_KINDS, BookKind, Commune, Programme
from communes.reading import DayField, WholeNumberField
from entries.forms.confirming import EARLIEST
from entries.models import MAX_COUNT, ExtractSource, ReconcilingSettings
from entries.reconciling.extracts.keeping import MOST_REASON

UNREADABLE = {"null_characters_not_allowed": "Có ký tự không đọc được. Gõ lại ô này."}
MOST_PAPER = 60
SHORT = {"inputmode": "numeric", "class": "short", "autocomplete": "off"}


class ReceiptForm(forms.Form):
    """Whose extract it is, and how it came. Left empty, a file's title names the source, and it came today.
    `seen_version` is the version that stood when the figures were shown for a last look, `seen_source` whose they were
    taken for."""

    source = forms.ChoiceField(
        label="Nguồn",
        choices=ExtractSource.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Chọn nguồn của trích xuất: Công an tỉnh hoặc Sở Tư pháp."
        ),
    )
    paper_number = forms.CharField(
        label="Số văn bản gửi kèm (không bắt buộc)",
        max_length=MOST_PAPER,
        required=False,
        error_messages={"max_length": f"Số văn bản dài quá {MOST_PAPER} ký tự. Viết ngắn lại.", **UNREADABLE},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    received_on = DayField(label="Ngày nhận", help_text="Để trống nếu nhận hôm nay.", required=False)
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_source = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, found: str = "", **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.found = found
        self.fields["source"].required = not found
        if found:
            self.fields["source"].initial = found
        self.fields["received_on"].widget.attrs |= SHORT

    def clean_source(self) -> str:
        return self.cleaned_data["source"] or self.found

    def clean_seen_source(self) -> str:
        return self.cleaned_data["seen_source"] or self.found

    def clean_received_on(self) -> dt.date | None:
        if (day := self.cleaned_data["received_on"]) and day < EARLIEST:
            raise ValidationError(f"Chọn một ngày từ {format_date(EARLIEST)} trở đi.")
        return day


class ExtractForm(ReceiptForm):
    """The figures of some programmes, commune by commune. A commune without any figure is not in the extract; one
    empty cell among filled ones is 0."""

    id = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": "Tải lại trang rồi gõ lại."})
    as_of = DayField(
        label="Số liệu chốt đến hết ngày",
        help_text="Ngày ghi trên trích xuất, ví dụ 03/3/2024.",
        error_messages={"required": "Ghi ngày chốt số liệu của trích xuất."},
    )
    field_order = ("id", "seen_version", "source", "as_of", "received_on", "paper_number")

    def __init__(self, *args, communes: Sequence[Commune], programmes: Sequence[Programme], **kwargs):
        super().__init__(*args, **kwargs)
        self.communes, self.programmes = communes, programmes
        self.fields["id"].initial = uuid.uuid4
        self.fields["as_of"].widget.attrs |= SHORT
        for programme in programmes:
            for commune in communes:
                for kind in PROGRAMME_KINDS:
                    name = f"{commune.title}, {kind.label.lower()}, {programme.short}"
                    field = self.fields[cell_name(commune, programme, kind)] = _figure(name)
                    field.widget.attrs["aria-label"] = name  # in a table it has no label of its own
            self.fields[f"{programme}-total"] = _figure("Tổng cộng ghi trên trích xuất (không bắt buộc)")

    def clean_as_of(self) -> dt.date:
        if (day := self.cleaned_data["as_of"]) < EARLIEST:
            raise ValidationError(f"Chọn một ngày từ {format_date(EARLIEST)} trở đi.")
        return day

    def clean(self):
        data = super().clean()
        if not self.errors and not self.lines:
            raise ValidationError("Chưa gõ con số nào. Gõ số của ít nhất một xã, kể cả số 0.")
        return data

    def told(self) -> list[tuple[str, str]]:
        """(id of the field, what is wrong) of every error; a figure is named, as there are dozens."""
        named = {name for name in self.fields if name.endswith("-count")}
        return [
            (self[name].auto_id if name in self.fields else "main",
             f"{self.fields[name].label}: {words}" if name in named else words)
            for name, errors in self.errors.items()
            for words in errors
        ] if self.is_bound else []  # fmt: skip

    @property
    def lines(self) -> dict[tuple[Commune, str, str], int]:
        """The figures of the communes that have any; needs a form whose cells are valid."""
        found = {}
        for programme in self.programmes:
            for commune in self.communes:
                typed = {kind: self.cleaned_data.get(cell_name(commune, programme, kind)) for kind in PROGRAMME_KINDS}
                if any(count is not None for count in typed.values()):
                    found |= {(commune, programme.value, kind.value): count or 0 for kind, count in typed.items()}
        return found

    @property
    def left_out(self) -> list[Commune]:
        named = {commune.pk for commune, _, _ in self.lines}
        return [commune for commune in self.communes if commune.pk not in named]

    @property
    def wrong_totals(self) -> list[tuple[Programme, int, int]]:
        """Programmes whose stated total is not the sum of what was typed: (programme, stated, computed)."""
        found = []
        for programme in self.programmes:
            stated = self.cleaned_data.get(f"{programme}-total")
            computed = sum(count for (_, of, _), count in self.lines.items() if of == programme)
            if stated is not None and stated != computed:
                found.append((programme, stated, computed))
        return found

    def grids(self) -> list[dict]:
        """For the page: each programme with a row of bound fields a commune."""
        return [
            {
                "programme": programme,
                "kinds": [BookKind(kind).label for kind in PROGRAMME_KINDS],
                "rows": [
                    (commune, [(kind.label, self[cell_name(commune, programme, kind)]) for kind in PROGRAMME_KINDS])
                    for commune in self.communes
                ],
                "total": self[f"{programme}-total"],
            }
            for programme in self.programmes
        ]


def cell_name(commune: Commune, programme: str, kind: str) -> str:
    return f"{commune.code}-{programme}-{kind}-count"


def _figure(label: str) -> WholeNumberField:
    field = WholeNumberField(label=label, min_value=0, max_value=MAX_COUNT, required=False)
    field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off", "class": "number"}
    return field


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Lý do rút lại",
        help_text="Ví dụ “nhập nhầm nguồn”.",
        max_length=MOST_REASON,
        error_messages={
            "required": "Nêu lý do rút lại trích xuất.",
            "max_length": f"Lý do dài quá {MOST_REASON} ký tự. Viết ngắn lại.",
            **UNREADABLE,
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)


class SettingsForm(forms.ModelForm):
    """What difference is allowed, and by how many days their figures lag behind ours."""

    records = WholeNumberField(
        label="Chênh lệch cho phép, trường hợp", min_value=0, max_value=100_000,
        help_text="Áp dụng cho từng loại sổ của từng xã.",
        error_messages={"required": "Ghi số trường hợp; không cho phép lệch thì ghi 0."},
    )  # fmt: skip
    per_mille = WholeNumberField(
        label="Hoặc phần nghìn số của họ, lấy số lớn hơn", min_value=0, max_value=100,
        help_text="1 nghĩa là 1/1000 (0,1%). Ghi 0 nếu không dùng.",
        error_messages={"required": "Ghi số phần nghìn; không dùng thì ghi 0."},
    )  # fmt: skip
    lag_days = WholeNumberField(
        label="Số liệu của họ chậm hơn sổ cái, ngày", min_value=0, max_value=60,
        help_text="Ví dụ 2: số của họ đến 05/3 được so với sổ cái đến 03/3. Không chậm thì ghi 0.",
        error_messages={"required": "Ghi số ngày; không chậm thì ghi 0."},
    )  # fmt: skip

    class Meta:
        model = ReconcilingSettings
        fields = ("records", "per_mille", "lag_days")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= SHORT


class ChoiceOfExtractForm(forms.Form):
    """`trich-xuat` names one; else `den-ngay` means the newest one up to that day."""

    def __init__(self, query, *, extracts: Sequence):
        super().__init__(query)
        self.extracts = {str(extract.pk): extract for extract in extracts}
        self.fields["trich-xuat"] = forms.ChoiceField(
            label="Trích xuất",
            required=False,
            choices=[(key, str(extract)) for key, extract in self.extracts.items()],
            error_messages={
                "invalid_choice": "Không có trích xuất này, hoặc đã có bản mới thay. Chọn trong danh sách."
            },
        )
        self.fields["den-ngay"] = DayField(label="Chốt đến ngày", required=False)

    @property
    def chosen(self):
        """The extract that the address means; None when there is none."""
        if key := self.cleaned_data.get("trich-xuat"):
            return self.extracts[key]
        until = self.cleaned_data.get("den-ngay")
        found = [each for each in self.extracts.values() if until is None or each.as_of <= until]
        return max(found, key=lambda each: (each.as_of, each.source == ExtractSource.POLICE), default=None)
