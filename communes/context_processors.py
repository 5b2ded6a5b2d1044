"""What every page shows: whose house this is, what day it is, whether the figures are sample data, and the menu."""

from .calendar import today
from .models import District, Role

_MENU = {
    "record": ("entry", "Nhập liệu"),
    "ledger": ("ledger", "Sổ cái"),
    "books": ("books", "Sổ hộ tịch"),
    "imports": ("imports", "Nhập từ tệp"),
    "dashboard": ("dashboard", "Tổng quan"),
    "reports": ("report", "Báo cáo"),
    "admin": ("admin:index", "Quản trị"),
}
_MENUS = {
    Role.COMMUNE: ("record", "ledger", "books", "imports", "dashboard", "reports"),
    Role.DISTRICT: ("dashboard", "ledger", "books", "imports", "reports"),
    Role.OBSERVER: ("dashboard", "ledger", "books", "reports"),
    Role.ADMINISTRATOR: ("dashboard", "ledger", "books", "reports", "admin"),
}


def house(request):
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"district": District.objects.first(), "today": today(), "menu": ()}
    return {
        "district": user.district,
        "today": today(),
        "menu": [_MENU[item] for item in _MENUS[user.role]],
    }
