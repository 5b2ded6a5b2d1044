"""What is assumed on the what-if page, and the name under which its outcome is kept."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from communes.formatting import format_date
from communes.models import Commune
from communes.reading import DayField

from ..dashboards.view_forms import ViewForm
from ..models.scenario import MOST_NAME
from .what_if import Assumed

MOST_MACHINES, MOST_PEOPLE, MOST_SHIFTS = 4, 4, 3
FARTHEST = dt.timedelta(days=2 * 365)


class WhatIfForm(ViewForm):
    """`ca`, `may`, `nguoi`: shifts a day, machines, people a shift; 0 or nothing means as it is now. `cuoi-tuan`:
    weekends too. `tu-ngay`: from when. `xa`: for one commune, the others as they are."""

    def __init__(self, query, *, communes: list[Commune]):
        self.communes = {one.code: one for one in communes}
        super().__init__(query)

    def add_fields(self) -> None:
        for name, label, most in (
            ("ca", "Số ca mỗi ngày", MOST_SHIFTS),
            ("may", "Số máy mỗi xã", MOST_MACHINES),
            ("nguoi", "Số người mỗi ca", MOST_PEOPLE),
        ):
            told = f"{label}: kéo từ 1 đến {most}, hoặc để 0 là như hiện nay."
            self.fields[name] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=most,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), told),
            )  # fmt: skip
        self.fields["cuoi-tuan"] = forms.BooleanField(label="Làm cả thứ Bảy, Chủ nhật", required=False)
        self.fields["tu-ngay"] = DayField(label="Làm như vậy từ ngày", required=False)
        self.fields["xa"] = forms.ChoiceField(
            label="Áp dụng cho", required=False,
            choices=[("", "mọi xã, thị trấn"), *((one.code, one.title) for one in self.communes.values())],
            error_messages={"invalid_choice": "Chọn một xã, thị trấn trong danh sách."},
        )  # fmt: skip

    def clean(self):
        data = super().clean()
        first, as_of = data.get("tu-ngay"), data["den-ngay"]
        if first and first <= as_of:
            raise ValidationError({"tu-ngay": f"Chọn ngày sau ngày số liệu ({format_date(as_of)})."})
        if first and first > as_of + FARTHEST:
            raise ValidationError({"tu-ngay": "Chọn ngày trong vòng hai năm tới."})
        return data

    @property
    def since(self) -> dt.date:
        return self.chosen.get("tu-ngay") or self.as_of + dt.timedelta(days=1)

    @property
    def assumed(self) -> Assumed:
        chosen = self.chosen
        return Assumed(
            shifts=chosen.get("ca") or None,
            machines=chosen.get("may") or None,
            people=chosen.get("nguoi") or None,
            weekends=bool(chosen.get("cuoi-tuan")),
            since=self.since,
        )

    def assumed_of(self, commune: Commune) -> Assumed:
        wanted = self.chosen.get("xa")
        return self.assumed if wanted in ("", None, commune.code) else Assumed(since=self.since)

    @property
    def query(self) -> dict[str, str]:
        names = ("ca", "may", "nguoi", "xa")
        more = {name: str(self.chosen[name]) for name in names if self.chosen.get(name)}
        weekends = {"cuoi-tuan": "on"} if self.chosen.get("cuoi-tuan") else {}
        return super().query | more | weekends | {"tu-ngay": self.since.isoformat()}

    @property
    def in_words(self) -> str:
        """ "03 ca mỗi ngày, 02 máy, làm cả cuối tuần, từ 04/3/2024"."""
        assumed = self.assumed
        if assumed.is_nothing:
            return "chưa thay đổi gì so với hiện nay"
        parts = [
            assumed.shifts and f"{assumed.shifts:02d} ca mỗi ngày",
            assumed.machines and f"{assumed.machines:02d} máy mỗi xã",
            assumed.people and f"{assumed.people:02d} người mỗi ca",
            assumed.weekends and "làm cả cuối tuần",
        ]
        where = self.communes.get(self.chosen.get("xa") or "")
        return (
            ", ".join(filter(None, parts))
            + f", từ {format_date(self.since)}"
            + (f", riêng {where.full_name}" if where else "")
        )


class KeepForm(forms.Form):
    name = forms.CharField(
        label="Tên phương án", max_length=MOST_NAME, error_messages={"required": "Đặt tên cho phương án."}
    )
