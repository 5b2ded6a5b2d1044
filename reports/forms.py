"""What a person chooses for a screen or a document, in the address of its page: up to which day, and how."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from communes.formatting import format_date
from communes.models import Programme
from communes.reading import DayField, MomentField

from .content.options import Options

EARLIEST = dt.date(2000, 1, 1)  # before any civil-status figure of this work; keeps typing errors out
_YES, _NO = "1", "0"


class CutOffField(DayField):
    """`den-ngay`, the last day whose work counts: never in the future, and not before there was anything to count."""

    def __init__(self, *, today: dt.date, **kwargs):
        super().__init__(**kwargs)
        self.today = today
        self.widget.attrs |= {"class": "short", "inputmode": "numeric", "autocomplete": "off"}

    def validate(self, day: dt.date | None) -> None:
        super().validate(day)
        if day and day > self.today:
            raise ValidationError(
                f"Ngày {format_date(day)} chưa đến. Chọn hôm nay ({format_date(self.today)}) hoặc một ngày đã qua."
            )
        if day and day < EARLIEST:
            raise ValidationError(f"Chọn một ngày từ {format_date(EARLIEST)} trở đi.")


class AsOfForm(forms.Form):
    """`den-ngay`, `chuong-trinh` and `biet-luc` of a screen; left out they mean today, the population-database
    programme, and all that is recorded by now."""

    def __init__(self, query, *, today: dt.date):
        super().__init__(query)
        self.today = today
        self.fields["den-ngay"] = CutOffField(label="Tính đến hết ngày", today=today, required=False)
        self.fields["chuong-trinh"] = forms.ChoiceField(
            choices=Programme.choices, required=False, error_messages={"invalid_choice": "Không có chương trình này."}
        )
        self.fields["biet-luc"] = MomentField(
            label="Theo số đã ghi đến lúc", required=False, help_text="Bỏ trống: mọi số đã ghi đến nay."
        )

    def clean(self):
        data = self.cleaned_data
        data["den-ngay"] = data.get("den-ngay") or self.today
        data["chuong-trinh"] = data.get("chuong-trinh") or Programme.POPULATION_DB.value
        return data

    @property
    def usual(self) -> dict:
        """What is shown when the choice makes no sense."""
        return {"den-ngay": self.today, "chuong-trinh": Programme.POPULATION_DB.value, "biet-luc": None}


class DocumentForm(forms.Form):
    """The day of the figures and the options. Read from a query in which anything may be missing: what is missing is
    the usual choice."""

    LEFT_OUT: tuple[str, ...] = ()
    DEFAULTS = {"kinh-gui": _YES, "ban": "giay", "co-so": _NO}

    def __init__(self, query, *, today: dt.date):
        asked = {name: value for name in ("den-ngay", *self.DEFAULTS) if (value := query.get(name, "").strip())}
        super().__init__({"den-ngay": format_date(today)} | self.DEFAULTS | asked, auto_id="chon-%s")
        self.fields["den-ngay"] = CutOffField(label="Số liệu tính đến hết ngày", today=today)
        self.fields["kinh-gui"] = _choice("Dòng Kính gửi", ((_YES, "Có"), (_NO, "Không")))
        self.fields["ban"] = _choice(
            "Dòng kèm theo ở phụ lục", (("giay", "Đầy đủ (bản giấy)"), ("dien-tu", "Để trống (bản điện tử)"))
        )
        self.fields["co-so"] = _choice("Cột Số sổ", ((_NO, "Không"), (_YES, "Có")))
        for name in self.LEFT_OUT:
            del self.fields[name]
        if self.is_valid():
            self.data["den-ngay"] = format_date(self.as_of)  # links carry ISO dates; people read their own
        elif "den-ngay" in self.errors:
            self.fields["den-ngay"].widget.attrs |= {"aria-invalid": "true", "aria-describedby": "chon-den-ngay_error"}

    @property
    def as_of(self) -> dt.date:
        return self.cleaned_data["den-ngay"]

    @property
    def options(self) -> Options:
        chosen = self.cleaned_data
        return Options(
            addressee=chosen.get("kinh-gui") == _YES,
            on_paper=chosen["ban"] == "giay",
            with_books=chosen["co-so"] == _YES,
        )

    @property
    def query(self) -> dict[str, str]:
        """The address that gives the same document again; what is usual is left out."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value != self.DEFAULTS.get(name)}
        return chosen | {"den-ngay": self.as_of.isoformat()}


class AppendixForm(DocumentForm):
    """The appendix alone greets nobody."""

    LEFT_OUT = ("kinh-gui",)


def _choice(label: str, choices) -> forms.ChoiceField:
    wrong = "Chọn một trong các mục có sẵn."
    return forms.ChoiceField(label=label, choices=choices, error_messages={"invalid_choice": wrong})
