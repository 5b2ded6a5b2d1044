"""What is chosen for the other views of the figures: how many days, which two dates, in which order."""

import datetime as dt
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError

from communes.calendar import today
from communes.models import Programme
from communes.reading import DayField, MomentField
from communes.text import normalise

from ..forms import AsOfForm, CutOffField
from ..models import Benchmark
from .benchmarks import MOST_REASON, MOST_SOURCE

MOST_DAYS, USUAL_DAYS = 92, 28
USUAL_BACK = dt.timedelta(days=7)


class ViewForm(AsOfForm):
    """AsOfForm with its answers ready: what was chosen, or the usual where the choice makes no sense."""

    def __init__(self, query):
        super().__init__(query, today=today())
        self.add_fields()
        self.is_good = self.is_valid()
        self.chosen = self.cleaned_data if self.is_good else self.usual
        self.as_of = self.chosen["den-ngay"]
        self.known_at = self.chosen["biet-luc"]
        self.programme = Programme(self.chosen["chuong-trinh"])
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}

    def add_fields(self) -> None:
        """More to choose."""

    @property
    def scope(self) -> dict:
        """What the read functions of the ledger ask for."""
        return {"programme": self.programme, "as_of": self.as_of, "known_at": self.known_at}

    @property
    def query(self) -> dict[str, str]:
        """The address that shows the same again."""
        known = {"biet-luc": self.known_at.isoformat()} if self.known_at else {}
        return {"den-ngay": self.as_of.isoformat(), "chuong-trinh": self.programme.value} | known


class HeatForm(ViewForm):
    """`so-ngay`: how many days up to and with `den-ngay`."""

    def add_fields(self) -> None:
        told = f"Gõ số ngày từ 1 đến {MOST_DAYS}."
        self.fields["so-ngay"] = forms.IntegerField(
            label="Số ngày",
            required=False,
            min_value=1,
            max_value=MOST_DAYS,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), told),
        )

    @property
    def span(self) -> int:
        return self.chosen.get("so-ngay") or USUAL_DAYS

    @property
    def days(self) -> list[dt.date]:
        return [self.as_of - dt.timedelta(days=n) for n in range(self.span - 1, -1, -1)]

    @property
    def query(self) -> dict[str, str]:
        return super().query | ({"so-ngay": str(self.span)} if self.span != USUAL_DAYS else {})


class CompareForm(ViewForm):
    """Two looks at the ledger: `truoc` and `den-ngay` with, for each, up to when what was recorded counts."""

    def add_fields(self) -> None:
        self.fields["den-ngay"].label = "Ngày thứ hai"
        self.fields["truoc"] = CutOffField(label="Ngày thứ nhất", today=self.today, required=False)
        self.fields["truoc-biet-luc"] = MomentField(
            label="Ngày thứ nhất: theo số đã ghi đến lúc", required=False, help_text="Bỏ trống: mọi số đã ghi đến nay."
        )
        self.fields["biet-luc"].label = "Ngày thứ hai: theo số đã ghi đến lúc"

    def clean(self):
        data = super().clean()
        data["truoc"] = data.get("truoc") or data["den-ngay"] - USUAL_BACK
        return data

    @property
    def usual(self) -> dict:
        return super().usual | {"truoc": self.today - USUAL_BACK, "truoc-biet-luc": None}

    @property
    def looks(self) -> list[tuple[dt.date, dt.datetime | None]]:
        """(day, moment) as typed: the first, the second."""
        return [(self.chosen["truoc"], self.chosen["truoc-biet-luc"]), (self.as_of, self.known_at)]

    @property
    def query(self) -> dict[str, str]:
        first, known = self.looks[0]
        return (
            super().query
            | {"truoc": first.isoformat()}
            | ({"truoc-biet-luc": known.isoformat()} if known else {})
        )  # fmt: skip


class PercentField(forms.Field):
    """A percentage with at most two decimals, the comma as people write it: 53,9 or 53.92, with or without %."""

    def to_python(self, value) -> Decimal | None:
        text = normalise(value or "").removesuffix("%").strip().replace(",", ".")
        if not text:
            return None
        try:
            percent = Decimal(text)
        except InvalidOperation:
            raise ValidationError("Gõ tỷ lệ dạng số, ví dụ 53,9.") from None
        if not percent.is_finite() or not 0 <= percent <= 100:
            raise ValidationError("Tỷ lệ từ 0 đến 100 %.")
        if percent != round(percent, 2):
            raise ValidationError("Tỷ lệ ghi nhiều nhất hai chữ số sau dấu phẩy, ví dụ 53,92.")
        return percent

    def prepare_value(self, value):
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class BenchmarkForm(forms.ModelForm):
    as_of = DayField(label="Tính đến hết ngày", error_messages={"required": "Ghi ngày của số liệu."})
    percent = PercentField(
        label="Tỷ lệ toàn tỉnh (%)", error_messages={"required": "Ghi tỷ lệ."}, help_text="Ví dụ 53,9."
    )
    source = forms.CharField(
        label="Nguồn",
        max_length=MOST_SOURCE,
        help_text="Số, ngày của văn bản hoặc nơi công bố.",
        error_messages={
            "required": "Ghi nguồn: số, ngày của văn bản hoặc nơi công bố.",
            "max_length": "Viết gọn trong %(limit_value)d ký tự.",
            "null_characters_not_allowed": "Có ký tự không đọc được. Gõ lại ô này.",
        },
    )
    reason = forms.CharField(
        label="Lý do sửa",
        required=False,
        max_length=MOST_REASON,
        error_messages={
            "max_length": "Viết gọn trong %(limit_value)d ký tự.",
            "null_characters_not_allowed": "Có ký tự không đọc được. Gõ lại ô này.",
        },
    )

    class Meta:
        model = Benchmark
        fields = ["programme", "as_of", "percent", "source"]
        widgets = {"programme": forms.RadioSelect}
        error_messages = {"programme": dict.fromkeys(("required", "invalid_choice"), "Chọn chương trình.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["programme"].choices = [(one.value, f"{one.mark} {one.short}") for one in Programme]
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = "off"
            if name in ("as_of", "percent"):
                field.widget.input_type = "text"
                field.widget.attrs |= {"class": "short"}
        if not self.instance.pk:
            del self.fields["reason"]

    def _get_validation_exclusions(self):
        """District, programme and day together are judged by the act, which says what to do instead."""
        return super()._get_validation_exclusions() | {"district", "recorded_by"}

    def validate_unique(self):
        """See above."""

    def validate_constraints(self):
        """See above."""
