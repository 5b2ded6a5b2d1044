"""What every page shows: whose house this is, what day it is, whether the figures are sample data, and the menu."""

from django.urls import reverse

from .calendar import today
from .models import District, Role

_MENU = {
    "entry": "Nhập liệu",
    "ledger": "Sổ cái",
    "books": "Sổ hộ tịch",
    "roster": "Ca trực",
    "plans": "Kế hoạch",
    "reconciliation": "Đối chiếu",
    "dashboard": "Tổng quan",
    "report": "Báo cáo",
    "appendix": "Phụ lục",
    "admin:index": "Quản trị",
}
_MENUS = {
    Role.COMMUNE: ("entry", "ledger", "books", "roster", "plans", "dashboard", "appendix"),
    Role.DISTRICT: ("dashboard", "ledger", "books", "roster", "plans", "reconciliation", "report"),
    Role.OBSERVER: ("dashboard", "ledger", "books", "roster", "plans", "reconciliation", "report"),
    Role.ADMINISTRATOR: ("dashboard", "ledger", "books", "reconciliation", "report", "admin:index"),
}


def house(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"district": District.objects.first(), "today": today(), "menu": (), "outbox_of": {"user": None}}
    menu = []
    for name in _MENUS[user.role]:
        address = reverse(name)
        menu.append({"address": address, "word": _MENU[name], "is_current": request.path.startswith(address)})
    # Who records has an outbox on this device; where nobody is logged in the page says whose batches wait.
    outbox_of = {"user": user.pk} if user.role == Role.COMMUNE and not user.must_change_password else None
    return {"district": user.district, "today": today(), "menu": menu, "outbox_of": outbox_of}
