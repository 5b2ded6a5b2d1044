"""What is chosen for the lending plan, and what is written when it is kept or carried out."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from communes.formatting import format_date
from communes.models import Deadline
from communes.reading import DayField

from ..dashboards.view_forms import ViewForm
from ..forecast.verdicts import SHIFTS_A_DAY
from ..models.scenario import MOST_NAME

MOST_PAPER = 120


class LendingPlanForm(ViewForm):
    """`han`: which deadline (its day); `tu-ngay`: the first day the machines work elsewhere; `ca`: shifts a day."""

    def __init__(self, query, *, deadlines: list[Deadline]):
        self.deadlines = {one.due_on.isoformat(): one for one in deadlines}
        super().__init__(query)

    def add_fields(self) -> None:
        self.fields["han"] = forms.ChoiceField(
            label="Để kịp hạn", required=False,
            choices=[(key, f"{one.label} ({format_date(one.due_on)})") for key, one in self.deadlines.items()],
            error_messages={"invalid_choice": "Không có thời hạn này. Chọn một hạn trong danh sách."},
        )  # fmt: skip
        self.fields["tu-ngay"] = DayField(label="Máy chuyển từ ngày", required=False)
        self.fields["ca"] = forms.ChoiceField(
            label="Mỗi máy chạy", required=False,
            choices=[(str(n), f"{n:02d} ca/ngày") for n in range(SHIFTS_A_DAY, 0, -1)],
            error_messages={"invalid_choice": "Một ngày có 01 đến 03 ca."},
        )  # fmt: skip

    def clean(self):
        data = super().clean()
        deadline, first = self._deadline(data), data.get("tu-ngay")
        if first and first <= data["den-ngay"]:
            raise ValidationError({"tu-ngay": f"Chọn ngày sau ngày số liệu ({format_date(data['den-ngay'])})."})
        if first and deadline and first > deadline.due_on:
            raise ValidationError({"tu-ngay": f"Chọn ngày không quá hạn {format_date(deadline.due_on)}."})
        return data

    def _deadline(self, data: dict) -> Deadline | None:
        """The chosen one, else the first that is still to come."""
        coming = [one for one in self.deadlines.values() if one.due_on > data["den-ngay"]]
        return self.deadlines.get(data.get("han", "")) or next(iter(coming), None)

    @property
    def deadline(self) -> Deadline | None:
        return self._deadline(self.chosen)

    @property
    def from_on(self) -> dt.date:
        return self.chosen.get("tu-ngay") or self.as_of + dt.timedelta(days=1)

    @property
    def shifts(self) -> int:
        return int(self.chosen.get("ca") or SHIFTS_A_DAY)

    @property
    def query(self) -> dict[str, str]:
        deadline = {"han": self.deadline.due_on.isoformat()} if self.deadline else {}
        return super().query | deadline | {"tu-ngay": self.from_on.isoformat(), "ca": str(self.shifts)}


class CarryOutForm(forms.Form):
    """Under which name the proposal is kept, and by which paper it is carried out. `seen`: the moves on the page."""

    name = forms.CharField(
        label="Tên phương án", max_length=MOST_NAME, error_messages={"required": "Đặt tên cho phương án."}
    )
    paper = forms.CharField(label="Giấy tờ (số, ký hiệu)", max_length=MOST_PAPER, required=False)
    clears_roster = forms.BooleanField(label="Bỏ các ca đã phân trên các máy này từ ngày chuyển", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
