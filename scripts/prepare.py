"""Before the server starts: a free port, static files, tables, and the first time reference and sample data."""

import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE_CLOCK = ROOT / "var" / "sample-clock"
STATIC_MANIFEST = "staticfiles.json"


def main(port: int) -> None:
    check_port(port)
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyphuoc.settings")
    set_up()
    from django.core.management import call_command

    collect_static(call_command)
    migrate(call_command)
    is_sample = load_first_time(call_command)
    SAMPLE_CLOCK.parent.mkdir(exist_ok=True)
    if is_sample:
        SAMPLE_CLOCK.touch()
    else:
        SAMPLE_CLOCK.unlink(missing_ok=True)
    print_welcome(port, is_sample)


def check_port(port: int) -> None:
    if not 1 <= port <= 65535:
        sys.exit(f"PORT={port} không phải là số cổng từ 1 đến 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(
                f"Cổng {port} đang được dùng, có thể do phần mềm này đang chạy ở cửa sổ khác. "
                f"Hãy dừng nó, hoặc chọn cổng khác: PORT={port + 1 if port < 65535 else 8000} make run"
            )


def set_up() -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(f"Cấu hình chưa đúng: {error}")


def collect_static(call_command) -> None:
    """Only when a file is newer than the last collection, so that a second start is immediate."""
    from django.conf import settings

    manifest = Path(settings.STATIC_ROOT, STATIC_MANIFEST)
    sources = [path for folder in (ROOT / "static", ROOT / ".venv") for path in folder.glob("installed-*")]
    sources += [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    newest = max((path.stat().st_mtime for path in sources), default=0)
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def migrate(call_command) -> None:
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        sys.exit(f"Không mở được cơ sở dữ liệu. Kiểm tra DATABASE_URL và máy chủ cơ sở dữ liệu. ({error})".strip())


def load_first_time(call_command) -> bool:
    """Fills an empty database with the sample; says whether the database holds the sample."""
    from communes.models import District
    from entries.models import Batch

    if not District.objects.exists():  # later changes to the reference data are made by hand, and stay
        call_command("load_reference")
    is_untouched = not Batch.objects.exists() and not has_accounts()
    if is_untouched and os.environ.get("SAMPLE", "1") != "0":
        print("Đang nạp dữ liệu mẫu (chỉ lần đầu)…", flush=True)
        call_command("load_sample")
    return District.objects.filter(has_sample_data=True).exists()


def has_accounts() -> bool:
    from communes.models import User

    return User.objects.filter(is_active=True).exists()


def print_welcome(port: int, is_sample: bool) -> None:
    print(f"\n  Theo dõi nhập dữ liệu hộ tịch huyện Tuy Phước: http://127.0.0.1:{port}/\n")
    if is_sample:
        print("  Dữ liệu mẫu, không phải số liệu thật. Tài khoản mẫu, mật khẩu tuyphuoc-2024:")
        print("    xa.phuocson   cán bộ xã Phước Sơn (mỗi xã một tài khoản: xa.dieutri, xa.phuochoa, …)")
        print("    tuphap        Phòng Tư pháp huyện")
        print("    quansat       xem toàn huyện, không ghi")
        print("    quantri       quản trị tài khoản")
    elif not has_accounts():
        print("  Chưa có tài khoản nào. Tạo tài khoản quản trị đầu tiên: .venv/bin/python manage.py createsuperuser")
    if not os.environ.get("DATABASE_URL"):
        print("  Số liệu nằm ở var/tuyphuoc.sqlite3. Dùng PostgreSQL thì đặt DATABASE_URL, ví dụ:")
        print("    DATABASE_URL=postgres://nguoidung:matkhau@localhost:5432/tuyphuoc make run")
    print("  Dừng: bấm Ctrl-C. Chạy lại: make run, số liệu còn nguyên.\n", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
