"""`manage.py totals`: the figures of every screen and document, for scripts and for checking by hand."""

import argparse
import datetime as dt
import json
from decimal import ROUND_DOWN, Decimal

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import get_default_timezone, is_naive

from communes.formatting import format_count, format_date, format_share
from communes.models import Commune, Programme
from entries.totals import Figure, Totals, totals

HELP = """Số phải nhập, đã nhập, còn lại và tỷ lệ theo xã và loại sổ, tính đến hết một ngày làm việc.

Với --json, kết quả là:
  {"as_of": "2024-03-03", "known_at": null,
   "programmes": [{"programme": "population_db", "name": "...",
                   "communes": [{"code": "21952", "name": "Tuy Phước", "kind": "thị trấn",
                                 "kinds": {"KS": FIGURE, ...}, "total": FIGURE}, ...],
                   "kinds": {"KS": FIGURE, ...}, "total": FIGURE}]}
  FIGURE = {"to_enter": 120, "entered": 46, "left": 74, "share": "0.383333"}
Đơn vị: trường hợp. share = entered / to_enter, chuỗi thập phân chính xác đến 6 chữ số (cắt, không làm tròn lên 1),
null khi không có gì phải nhập. Các xã theo thứ tự chính thức; loại sổ không có số liệu thì không ghi."""

MILLIONTH = Decimal("0.000001")


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args, **kwargs):
        return super().create_parser(*args, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("--as-of", required=True, help="ngày làm việc cuối cùng được tính, viết 2024-03-03")
        parser.add_argument(
            "--known-at",
            help="chỉ tính những gì đã ghi đến thời điểm này, viết 2024-03-03 hoặc 2024-03-03T17:00 (giờ Việt Nam)",
        )
        parser.add_argument("--programme", choices=Programme.values, help="chỉ một chương trình; bỏ trống: cả hai")
        parser.add_argument("--json", action="store_true", help="in JSON thay cho bảng chữ")

    def handle(self, *, as_of, known_at, programme, **options):
        day, moment = self._day(as_of), self._moment(known_at)
        communes = list(Commune.objects.in_official_order())
        found = [
            totals(communes=communes, programme=each, as_of=day, known_at=moment)
            for each in ([programme] if programme else Programme.values)
        ]
        if options["json"]:
            self.stdout.write(json.dumps(as_data(day, moment, found, communes), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n\n".join(as_text(each, communes) for each in found))

    def _day(self, text: str) -> dt.date:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise CommandError(f"--as-of {text!r} không phải là ngày. Viết như 2024-03-03.") from None

    def _moment(self, text: str | None) -> dt.datetime | None:
        """A day alone means its end; a time without a zone is Vietnam's."""
        if text is None:
            return None
        try:
            if len(text) == len("2024-03-03"):
                moment = dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max)
            else:
                moment = dt.datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(f"--known-at {text!r} không phải là thời điểm. Viết như 2024-03-03T17:00.") from None
        return moment.replace(tzinfo=get_default_timezone()) if is_naive(moment) else moment


# ------------------------------------------------------------------ as data
def as_data(as_of: dt.date, known_at: dt.datetime | None, found: list[Totals], communes: list[Commune]) -> dict:
    """The figures as JSON; its shape is described in HELP."""
    return {
        "as_of": as_of.isoformat(),
        "known_at": known_at and known_at.isoformat(),
        "programmes": [_programme(each, communes) for each in found],
    }


def _programme(found: Totals, communes: list[Commune]) -> dict:
    return {
        "programme": found.programme,
        "name": Programme(found.programme).label,
        "communes": [
            {
                "code": commune.code,
                "name": commune.name,
                "kind": commune.kind,
                "kinds": {
                    kind: _figure(found.cell(commune, kind))
                    for kind in found.kinds
                    if (commune.pk, kind) in found.cells
                },
                "total": _figure(found.commune(commune)),
            }
            for commune in communes
        ],
        "kinds": {kind: _figure(found.kind(kind)) for kind in found.kinds},
        "total": _figure(found.all),
    }


def _figure(figure: Figure) -> dict:
    share = None if figure.share is None else str(figure.share.quantize(MILLIONTH, ROUND_DOWN))
    return {"to_enter": figure.to_enter, "entered": figure.entered, "left": figure.left, "share": share}


# ------------------------------------------------------------------ as text
COLUMNS = ("phải nhập", "đã nhập", "còn lại", "tỷ lệ")


def as_text(found: Totals, communes: list[Commune]) -> str:
    """A table for the terminal: a line for each commune, and under it one for each kind of book."""
    known = f", đã ghi đến {found.known_at:%H:%M %d/%m/%Y}" if found.known_at else ""
    lines = [
        f"{Programme(found.programme).label} – tính đến hết ngày {format_date(found.as_of)}{known}",
        f"{'':28}" + "".join(f"{column:>12}" for column in COLUMNS),
    ]
    for commune in communes:
        lines.append(_line(commune.title, found.commune(commune)))
        for kind in found.kinds:
            if (commune.pk, kind) in found.cells:
                lines.append(_line(f"    {kind}", found.cell(commune, kind)))
    lines.append(_line("Tổng cộng", found.all))
    return "\n".join(lines)


def _line(name: str, figure: Figure) -> str:
    left = figure.left if figure.to_enter else None  # where nothing is to be entered, nothing is left of it
    counts = "".join(f"{format_count(count):>12}" for count in (figure.to_enter, figure.entered, left))
    return f"{name:28}{counts}{format_share(figure.share):>12}"
