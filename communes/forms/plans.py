"""Plans as they are typed: which one, its targets, the district's words, the reasons for gaps. Rules: planning.py."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from ..formatting import format_date
from ..models import Commune, Deadline, Period, Plan, Programme, Target
from ..models.plans import MOST_IN_TARGET
from ..planning import MOST_DOCUMENT, MOST_NOTE, MOST_REASON, days_problems
from ..reading import DayField, WholeNumberField
from .downtime import UNREADABLE

TEXTS = {"max_length": "Viết gọn trong %(limit_value)d ký tự.", **UNREADABLE}
OTHER = "khac"
PERIODS = [(period.value, f"Theo {period.label}") for period in Period]


class TargetField(WholeNumberField):
    """0 is a target too; nothing typed is none."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=MOST_IN_TARGET, **kwargs)

    def to_python(self, value) -> int | None:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError("Chỉ tiêu là số nguyên từ 0 đến 1.000.000, ví dụ 1.200.") from None


def _choose(label: str, choices, told: str, **extra) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), told), **extra,
    )  # fmt: skip


class PlanForm(forms.Form):
    """What a plan is of. A day typed for its end goes before the deadline that is chosen."""

    def __init__(self, *args, commune: Commune, levels, deadlines: list[Deadline], tomorrow: dt.date, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.commune, self.levels = commune, levels
        self.deadlines = {str(deadline.pk): deadline for deadline in deadlines}
        programmes = [(one.value, f"{one.mark} {one.short}") for one in Programme]
        self.fields["programme"] = _choose("Chương trình", programmes, "Chọn chương trình.")
        if len(levels) > 1:
            named = [(level.value, f"Cấp {level.label}") for level in levels]
            self.fields["level"] = _choose("Kế hoạch của", named, "Chọn cấp của kế hoạch.")
        self.fields["period"] = _choose("Chia", PERIODS, "Chọn cách chia.", initial=Period.WEEK.value)
        self.fields["from_on"] = DayField(
            label="Từ ngày", initial=tomorrow, error_messages={"required": "Ghi ngày đầu của kế hoạch."}
        )
        ends = [(key, f"{one.label}: {format_date(one.due_on)}") for key, one in self.deadlines.items()]
        self.fields["deadline"] = _choose(
            "Đến thời hạn", [*ends, (OTHER, "Ngày khác")], "Chọn thời hạn.", required=False,
            initial=next(iter(self.deadlines), OTHER),
        )  # fmt: skip
        self.fields["to_on"] = DayField(
            label="Đến hết ngày (không bắt buộc)", required=False, help_text="Bỏ trống: đến thời hạn đã chọn."
        )
        self.fields["document"] = forms.CharField(
            label="Văn bản (không bắt buộc)", required=False, max_length=MOST_DOCUMENT, error_messages=TEXTS,
            help_text="Ví dụ: Kế hoạch số 12/KH-UBND ngày 05/01/2024",
        )  # fmt: skip
        for name in ("from_on", "to_on", "document"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for name in ("from_on", "to_on"):
            self.fields[name].widget.attrs |= {"class": "short", "inputmode": "numeric"}

    def clean(self):
        data = super().clean()
        deadline = self.deadlines.get(data.get("deadline") or "")
        if not data.get("to_on") and "to_on" not in self.errors:
            if deadline:
                data["to_on"] = deadline.due_on
            else:
                self.add_error("to_on", "Ghi ngày cuối, hoặc chọn một thời hạn.")
        if all(data.get(name) for name in ("period", "from_on", "to_on")):
            for problem in days_problems(data["period"], data["from_on"], data["to_on"]):
                self.add_error(problem.where, problem.message)
        return data

    @property
    def plan(self) -> Plan:
        """The plan that was described, not stored."""
        data = self.cleaned_data
        return Plan(
            commune=self.commune, programme=data["programme"], level=data.get("level") or self.levels[0],
            period=data["period"], from_on=data["from_on"], to_on=data["to_on"], document=data["document"],
        )  # fmt: skip

    @property
    def described(self) -> list[tuple[str, str]]:
        """What the plan is of, for the form that keeps it."""
        plan = self.plan
        return [
            ("xa", plan.commune.code), ("programme", plan.programme), ("level", plan.level), ("period", plan.period),
            ("from_on", format_date(plan.from_on)), ("to_on", format_date(plan.to_on)), ("document", plan.document),
            ("deadline", OTHER),
        ]  # fmt: skip


class TargetsForm(forms.Form):
    """A number for each period, named by its first day; a bound one may also carry the words of the plan."""

    def __init__(self, *args, firsts: dict[dt.date, str], with_words: bool = False, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.firsts = firsts
        for first, name in firsts.items():
            self.fields[f"target-{first}"] = TargetField(
                label=f"Chỉ tiêu {name}", error_messages={"required": "Gõ chỉ tiêu; không giao thì gõ 0."}
            )
            self.fields[f"target-{first}"].widget.attrs |= {
                "inputmode": "numeric", "autocomplete": "off", "class": "number", "data-adds-up": "",
            }  # fmt: skip
        if with_words:
            self.fields["document"] = forms.CharField(
                label="Văn bản (không bắt buộc)", required=False, max_length=MOST_DOCUMENT, error_messages=TEXTS
            )
            self.fields["note"] = forms.CharField(
                label="Ghi chú (không bắt buộc)", required=False, max_length=MOST_NOTE, error_messages=TEXTS
            )

    @property
    def counts(self) -> list[int]:
        return [self.cleaned_data[f"target-{first}"] for first in self.firsts]

    @property
    def total(self) -> int:
        """Of what stands in the boxes and can be read."""
        found = 0
        for first in self.firsts:
            try:
                found += self.fields[f"target-{first}"].to_python(self[f"target-{first}"].value() or "") or 0
            except ValidationError:
                continue
        return found


class ReasonsForm(forms.Form):
    def __init__(self, *args, targets: list[Target], **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.targets = targets
        for one in targets:
            self.fields[f"reason-{one.from_on}"] = forms.CharField(
                label=f"Lý do chênh lệch kỳ bắt đầu {format_date(one.from_on)}",
                required=False, max_length=MOST_REASON, initial=one.gap_reason, error_messages=TEXTS,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    @property
    def reasons(self) -> dict[int, str]:
        return {one.pk: self.cleaned_data[f"reason-{one.from_on}"] for one in self.targets}


class DecisionForm(forms.Form):
    decision = forms.CharField(
        label="Ý kiến của huyện", required=False, max_length=MOST_REASON, error_messages=TEXTS,
        help_text="Bắt buộc khi trả lại.",
    )  # fmt: skip


def with_fields(rows, form: forms.Form | None, prefix: str) -> list[tuple]:
    """Each row with its box, named by the row's first day; None where there is nothing to type."""
    names = [(row, f"{prefix}-{row.first}") for row in rows]
    return [(row, form[name] if form is not None and name in form.fields else None) for row, name in names]
