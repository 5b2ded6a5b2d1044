"""What a person chooses for a document, in the address of its page."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from communes.formatting import format_date
from communes.reading import DayField

from .content.options import Options

EARLIEST = dt.date(2000, 1, 1)  # before any civil-status figure of this work; keeps typing errors out
_YES, _NO = "1", "0"


class DocumentForm(forms.Form):
    """The day of the figures and the options. Read from a query in which anything may be missing: what is missing is
    the usual choice."""

    LEFT_OUT: tuple[str, ...] = ()
    DEFAULTS = {"kinh-gui": _YES, "ban": "giay", "co-so": _NO}

    def __init__(self, query, *, today: dt.date):
        asked = {name: value for name in ("den-ngay", *self.DEFAULTS) if (value := query.get(name, "").strip())}
        super().__init__({"den-ngay": format_date(today)} | self.DEFAULTS | asked, auto_id="chon-%s")
        self.today = today
        self.fields["den-ngay"] = DayField(
            label="Số liệu tính đến hết ngày", widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"})
        )
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

    def clean(self):
        day = self.cleaned_data.get("den-ngay")
        if day and day > self.today:
            message = (
                f"Ngày {format_date(day)} chưa đến. Chọn hôm nay ({format_date(self.today)}) hoặc một ngày đã qua."
            )
            raise ValidationError({"den-ngay": message})
        if day and day < EARLIEST:
            raise ValidationError({"den-ngay": f"Chọn một ngày từ {format_date(EARLIEST)} trở đi."})
        return self.cleaned_data

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
