"""How many queries each page makes, at 3, 13 and 159 communes: counted inside this process, on its own database."""

import json
import os
import sys

PAGES = {
    "dashboard": ("tuphap", "/tong-quan/"),
    "forecast": ("tuphap", "/tong-quan/du-bao/"),
    "what if": ("tuphap", "/tong-quan/thu-phuong-an/?ca=3"),
    "lending plan": ("tuphap", "/tong-quan/dieu-may/"),
    "ranking": ("tuphap", "/tong-quan/xep-hang/"),
    "plans": ("tuphap", "/ke-hoach/"),
    "reconciliation": ("tuphap", "/doi-chieu/"),
    "ledger": ("tuphap", "/so-cai/"),
    "books": ("tuphap", "/so-ho-tich/"),
    "week grid": ("xa.phuocthang", "/ca-truc/"),
    "rosters": ("tuphap", "/ca-truc/"),
    "expected and actual": ("tuphap", "/ca-truc/du-phieu/"),
    "teams": ("tuphap", "/thanh-vien/"),
    "machines": ("tuphap", "/may-tinh/"),
    "downtimes": ("tuphap", "/gian-doan/"),
    "defects": ("tuphap", "/loi-du-lieu/"),
    "appendix": ("tuphap", "/bao-cao/phu-luc/"),
    "entry": ("xa.phuocthang", "/nhap-lieu/"),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyphuoc.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from communes.models import User

    counted = {}
    for name, (username, path) in PAGES.items():
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(User.objects.get(username=username), backend="communes.signing_in.ScopedBackend")
        client.get(path)  # the first request of a session writes when it was last seen
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        if answer.status_code != 200:
            sys.exit(f"{path}: HTTP {answer.status_code}")
        counted[name] = len(captured), len(answer.content)
    print(json.dumps(counted))


if __name__ == "__main__":
    main()
