"""`manage.py import_workbook`: the same import as the browser's, for scripts and for checking by hand."""

import datetime as dt
import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from communes.formatting import format_count, format_date
from communes.models import BookKind, Commune, District, Programme, User
from entries.importing.checking import check_workbook
from entries.importing.faults import Finding
from entries.importing.keeping_extracts import Receipt
from entries.importing.messages import about_cell, about_file, about_warning
from entries.importing.outcome import Outcome
from entries.importing.sheets import MAX_BYTES
from entries.importing.storing import import_now
from entries.models import ExtractSource, ImportKind, Measure
from entries.reconciling.extracts.keeping import ExtractRefused

SYSTEM_ACCOUNT = "he-thong"


class Command(BaseCommand):
    help = (
        "Nhập một tệp Excel hoặc CSV: kiểm tra hết, rồi ghi tất cả hoặc không ghi gì. Mã thoát 0: ghi được; 1: không."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="tệp .xlsx, .xls hoặc .csv")
        parser.add_argument("--kind", required=True, choices=ImportKind.values, help="loại tệp")
        parser.add_argument("--commune", help="mã xã (books, log), khi tệp không ghi tên xã")
        parser.add_argument(
            "--source", choices=ExtractSource.values, default="", help="nguồn của trích xuất, khi đầu tệp không ghi rõ"
        )
        parser.add_argument("--paper", default="", help="số văn bản gửi trích xuất")
        parser.add_argument("--received", type=dt.date.fromisoformat, help="ngày nhận trích xuất, năm-tháng-ngày")
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không ghi")
        parser.add_argument("--json", action="store_true", help="in JSON thay cho chữ")

    def handle(self, *, file, kind, commune, dry_run, **options):
        district = District.objects.first()
        if district is None:
            raise CommandError("Chưa có dữ liệu nền. Chạy: manage.py load_reference")
        asked = self._commune(district, commune)
        content = self._content(file)
        if dry_run:
            outcome = check_workbook(content, kind=kind, commune=asked, district=district)
        else:
            by = User.objects.get_by_natural_key(SYSTEM_ACCOUNT)
            receipt = Receipt(options["source"], options["paper"][:60], options["received"])
            try:
                outcome = import_now(
                    content, file_name=file.name, kind=kind, commune=asked, district=district, by=by, receipt=receipt
                )
            except ExtractRefused as refused:
                way_out = " Thêm --source police hoặc justice." if refused.field == "source" else ""
                raise CommandError(f"KHÔNG GHI: {refused.args[0]}{way_out}") from None
        if options["json"]:
            shown = {"file": file.name, "commune_argument": commune, **outcome.as_json()}
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(as_text(outcome, district, dry_run=dry_run)))
        if not outcome.can_be_stored:
            sys.exit(1)

    def _commune(self, district: District, code: str | None) -> Commune | None:
        if code is None:
            return None
        commune = district.communes.filter(code=code).first()
        if commune is None:
            raise CommandError(f"Huyện không có xã, thị trấn mã {code}.")
        return commune

    def _content(self, file: Path) -> bytes:
        try:
            with file.open("rb") as opened:
                return opened.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(f"Không mở được tệp {file}: {error.strerror}.") from None


def as_text(outcome: Outcome, district: District, *, dry_run: bool) -> list[str]:
    """The outcome for the terminal."""
    names = {commune.code: commune.full_name for commune in district.communes.all()}
    if outcome.file_error:
        return [f"KHÔNG GHI: {about_file(*outcome.file_error, names)}"]
    lines = [
        f"{ImportKind(outcome.kind).label}: {', '.join(names[c.code] for c in outcome.communes) or 'không có xã nào'}",
        f"Số liệu đến ngày: {format_date(outcome.as_of)}",
        f"Dòng nhận được: {format_count(outcome.rows_accepted)}; dòng còn lỗi: {format_count(outcome.rows_refused)}",
    ]
    for (code, kind, programme, measure), count in outcome.totals.items():
        label = f"{names[code]}, {BookKind(kind).label}, {Programme(programme).short}, {Measure(measure).label.lower()}"
        lines.append(f"  {label}: {format_count(count)}")
    lines += [
        f"LỖI {_place(each)}: “{each.value}” – {about_cell(each.reason, each.detail)}" for each in outcome.refused
    ]
    lines += [f"Lưu ý {_place(each)}: {about_warning(each.reason, each.detail, names)}" for each in outcome.warnings]
    lines += [
        f"Dòng cộng {_place(each)}: tệp ghi {format_count(each.stated)}, cộng các dòng nhận được"
        f" {format_count(each.computed)}"
        for each in outcome.mismatches
    ]
    return [*lines, _ending(outcome, dry_run=dry_run)]


def _place(found: Finding) -> str:
    return "!".join(filter(None, (found.sheet, found.cell))) or "cả tệp"


def _ending(outcome: Outcome, *, dry_run: bool) -> str:
    if not outcome.can_be_stored:
        return "KHÔNG GHI GÌ: sửa hết các lỗi trên rồi nhập lại."
    if outcome.kind == ImportKind.EXTRACT:
        return (
            "Kiểm tra xong, chưa lưu." if dry_run else "Đã lưu để đối chiếu; số của trích xuất không cộng vào sổ cái."
        )
    plan = outcome.plan
    done = "Kiểm tra xong, chưa ghi" if dry_run else "Đã ghi"
    if plan.is_empty:
        return f"{done}: mọi dòng đã có từ trước, không có gì ghi thêm."
    already = f"; {format_count(plan.already)} dòng đã có, không ghi thêm" if plan.already else ""
    return f"{done}: {format_count(len(plan.books))} quyển sổ, {format_count(len(plan.drafts))} phiếu nhập{already}."
