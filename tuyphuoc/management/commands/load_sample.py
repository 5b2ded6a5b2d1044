"""`manage.py load_sample`: invented but plausible data, marked as sample everywhere it shows."""

import datetime as dt
import time

from django.core.management.base import BaseCommand, CommandError

from communes.calendar import today
from communes.models import Book, Commune, District
from entries.models import Batch, Entry, Measure
from tuyphuoc.sample import people, work
from tuyphuoc.sample.loading import NotEmpty, Plan, is_loaded, load

MOST_COMMUNES = 999


class Command(BaseCommand):
    help = (
        "Nạp dữ liệu mẫu để xem thử: sổ, phiếu nhập, điều chỉnh, gián đoạn và tài khoản mẫu "
        f"(mật khẩu {people.PASSWORD}). Từ chối khi cơ sở dữ liệu đã có số liệu thật."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=Plan.seed, help="số gieo: cùng số cho cùng dữ liệu")
        parser.add_argument(
            "--communes", type=int, default=Plan.communes, help="số xã; quá 13 thì thêm xã đặt tên Mẫu 014, …"
        )
        parser.add_argument("--until", default=str(work.LAST_DAY), help="ngày nhập cuối cùng, viết 2024-03-03")
        parser.add_argument("--batches", type=int, help="số phiếu xấp xỉ, dùng khi đo tốc độ")

    def handle(self, *, seed, communes, until, batches, **options):
        plan = Plan(seed=seed, communes=self._communes(communes), until=self._until(until), batches=batches)
        if not District.objects.exists():
            raise CommandError("Chưa có dữ liệu nền. Hãy chạy: manage.py load_reference")
        if is_loaded():
            self.stdout.write("Đã có dữ liệu mẫu, không nạp thêm.")
            return
        started = time.monotonic()
        try:
            load(plan)
        except NotEmpty:
            raise CommandError(
                "Cơ sở dữ liệu đã có số liệu thật nên không nạp dữ liệu mẫu. Hãy dùng một cơ sở dữ liệu trống."
            ) from None
        records = sum(Entry.objects.filter(measure=Measure.TO_ENTER).values_list("count", flat=True).iterator(), 0)
        self.stdout.write(
            f"Dữ liệu mẫu: {Commune.objects.count()} xã, thị trấn; {Book.objects.count()} quyển sổ;"
            f" {records} trường hợp phải nhập; {Batch.objects.count()} phiếu; {time.monotonic() - started:.1f} giây."
        )

    def _communes(self, number: int) -> int:
        if not 1 <= number <= MOST_COMMUNES:
            raise CommandError(f"--communes phải từ 1 đến {MOST_COMMUNES}.")
        return number

    def _until(self, text: str) -> dt.date:
        try:
            until = dt.date.fromisoformat(text)
        except ValueError:
            raise CommandError(f"--until={text} không phải là ngày. Viết như 2024-03-03.") from None
        if not work.FIRST_DAY <= until <= today():
            raise CommandError(f"--until phải từ {work.FIRST_DAY} đến hôm nay ({today()}).")
        return until
