"""`manage.py export_report --as-of DATE [--docx F] [--xlsx F] [--html F]`: the same documents as the browser gives."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from communes.calendar import today
from communes.models import Commune, District
from reports.content import assemble
from reports.facts import gather, gather_books
from reports.forms import DocumentForm
from reports.renderers import FORMATS


class Command(BaseCommand):
    help = "Xuất báo cáo tính đến một ngày ra Word, Excel, HTML: đúng các tệp mà trình duyệt tải về."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", required=True, help="ngày chốt số liệu, ví dụ 2024-03-03")
        for name in FORMATS:
            parser.add_argument(f"--{name}", type=Path, metavar="TỆP")
        parser.add_argument("--without-addressee", action="store_true", help="bỏ dòng Kính gửi")
        parser.add_argument("--electronic", action="store_true", help="bản điện tử: để trống dòng kèm theo của phụ lục")
        parser.add_argument("--with-books", action="store_true", help="phụ lục có cột Số sổ")

    def handle(self, *args, **options):
        targets = {name: options[name] for name in FORMATS if options[name]}
        if not targets:
            raise CommandError("Chưa nói xuất ra đâu: thêm --docx, --xlsx hoặc --html và tên tệp.")
        form = DocumentForm(self._query(options), today=today())
        if not form.is_valid():
            raise CommandError(" ".join(message for errors in form.errors.values() for message in errors))
        district = District.objects.first()
        if district is None:
            raise CommandError("Chưa có dữ liệu nền. Chạy manage.py load_reference trước.")
        communes = list(Commune.objects.filter(district=district).in_official_order())
        facts = gather(district=district, communes=communes, as_of=form.as_of)
        books = gather_books(communes=communes, as_of=form.as_of) if "xlsx" in targets else ()
        document = assemble.report(facts, form.options, books)
        for name, path in targets.items():
            self._write(path, FORMATS[name].render(document))

    def _query(self, options) -> dict[str, str]:
        return {
            "den-ngay": options["as_of"],
            "kinh-gui": "0" if options["without_addressee"] else "1",
            "ban": "dien-tu" if options["electronic"] else "giay",
            "co-so": "1" if options["with_books"] else "0",
        }

    def _write(self, path: Path, content: bytes):
        try:
            path.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Không ghi được {path}: {error.strerror}.") from None
        self.stdout.write(f"{path}: {len(content):,} byte".replace(",", "."))
