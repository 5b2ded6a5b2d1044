"""`manage.py load_reference`: what is there before anyone enters a figure. Idempotent."""

import csv
import datetime as dt
from pathlib import Path

import holidays
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from communes.models import (
    CalendarDay,
    Commune,
    Deadline,
    Directive,
    District,
    User,
    Workstation,
    WorkstationKind,
)
from entries.models import DefectKind

SYSTEM_ACCOUNT = "he-thong"
CALENDAR_YEARS = range(2023, 2028)
DISTRICT = {
    "province": "Bình Định",
    "agency_lines": "ỦY BAN NHÂN DÂN|HUYỆN TUY PHƯỚC",
    "agency_short": "UBND huyện Tuy Phước",
    "agency_code": "UBND",
    "place": "Tuy Phước",
    "addressee": "Sở Tư pháp tỉnh Bình Định",
    "signer_authority": "TM. ỦY BAN NHÂN DÂN",
    "signer_title": "CHỦ TỊCH",
    "recipients": "\n".join(
        (
            "Như trên",
            "Công an tỉnh (b/c)",
            "CT, PCT UBND huyện",
            "Công an huyện",
            "Phòng Tư pháp huyện",
            "Phòng Tài chính - Kế hoạch huyện",
            "Tổ Đề án 06 huyện",
            "UBND các xã, thị trấn",
            "Tổ nhập dữ liệu hộ tịch các xã, thị trấn",
            "CVP+K4",
            "Lưu: VT",
        )
    ),
}


class Command(BaseCommand):
    help = "Nạp dữ liệu nền: huyện, xã, máy vi tính, văn bản, thời hạn, loại lỗi, ngày nghỉ. Chạy lại không đổi gì."

    @transaction.atomic
    def handle(self, *args, **options):
        district, _ = District.objects.get_or_create(name="Tuy Phước", defaults=DISTRICT)
        for row in self._rows("communes/reference/communes.csv"):
            commune, _ = Commune.objects.get_or_create(
                district=district,
                code=row["code"],
                defaults={
                    "name": row["name"],
                    "kind": row["kind"],
                    "position": int(row["position"]),
                    "heavy_backlog": row["backlog"] == "heavy",
                    "valid_to": dt.date.fromisoformat(row["merged_on"]),
                    "merged_into_code": row["merged_into_code"],
                    "merged_into_name": row["merged_into_name"],
                },
            )
            for number, kind in ((1, WorkstationKind.SHARED), (2, WorkstationKind.DEDICATED)):
                Workstation.objects.get_or_create(
                    commune=commune,
                    number=number,
                    defaults={
                        "kind": kind,
                        "managed_by": f"Công an {commune.full_name}",
                        "security_checked_by": "Công an huyện",
                        "security_checked_on": dt.date(2023, 6, 1),
                    },
                )
        for row in self._rows("communes/reference/directives.csv"):
            issued_on = dt.date.fromisoformat(row.pop("issued_on"))
            Directive.objects.get_or_create(
                district=district, number=row.pop("number"), issued_on=issued_on, defaults=row
            )
        for row in self._rows("communes/reference/deadlines.csv"):
            due_on = dt.date.fromisoformat(row.pop("due_on"))
            Deadline.objects.get_or_create(district=district, basis=row.pop("basis"), due_on=due_on, defaults=row)
        for position, row in enumerate(self._rows("entries/reference/defect_kinds.csv"), start=1):
            DefectKind.objects.get_or_create(code=row.pop("code"), defaults={**row, "position": position})
        self._calendar()
        User.objects.get_or_create(
            username=SYSTEM_ACCOUNT,
            defaults={"full_name": "Hệ thống", "is_active": False, "district": district, "password": "!"},
        )
        self.stdout.write(
            f"Dữ liệu nền: {Commune.objects.count()} xã, thị trấn; {Workstation.objects.count()} máy;"
            f" {Directive.objects.count()} văn bản; {Deadline.objects.count()} thời hạn;"
            f" {DefectKind.objects.count()} loại lỗi; {CalendarDay.objects.count()} ngày nghỉ, làm bù."
        )

    def _rows(self, path: str) -> list[dict]:
        with Path(settings.BASE_DIR, path).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def _calendar(self):
        """Holidays and make-up Saturdays of Vietnam; the table is edited afterwards by hand where a year differs."""
        vietnam = holidays.country_holidays("VN", years=CALENDAR_YEARS, language="vi")
        days = {day: (name, False) for day, name in vietnam.items()}
        days |= {day: ("Làm bù", True) for day in vietnam.weekend_workdays if day.year in CALENDAR_YEARS}
        known = set(CalendarDay.objects.values_list("day", flat=True))
        CalendarDay.objects.bulk_create(
            CalendarDay(day=day, name=name[:120], is_working=works, effect=CalendarDay.effect_of(day, works))
            for day, (name, works) in sorted(days.items())
            if day not in known
        )
