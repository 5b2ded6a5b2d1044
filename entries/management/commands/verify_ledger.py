"""`manage.py verify_ledger`: every invariant of the ledger. Exit 0, or a list of what is broken and exit 1."""

from django.core.management.base import BaseCommand

from communes.formatting import format_count
from entries.models import Batch, Entry
from entries.verifying import verify


class Command(BaseCommand):
    help = (
        "Kiểm tra sổ cái: trigger chặn sửa xóa, cột chép, mã băm nội dung, điều chỉnh, phiếu trống, ngày ghi, tổng. "
        "Không hỏng gì thì kết thúc với mã 0; có hỏng thì liệt kê và kết thúc với mã 1. Chỉ đọc, không sửa."
    )

    def handle(self, **options):
        damages = verify()
        size = f"{format_count(Batch.objects.count())} phiếu, {format_count(Entry.objects.count())} dòng số liệu"
        if not damages:
            self.stdout.write(f"Sổ cái nguyên vẹn: {size}.")
            return
        for damage in damages:
            self.stderr.write(f"{damage.message}: {format_count(damage.count)} [{damage.code}]")
            for example in damage.examples:
                self.stderr.write(f"    {example}")
        self.stderr.write(f"Sổ cái có {len(damages)} loại sai hỏng ({size}).")
        raise SystemExit(1)
