"""A report with everything that can be chosen for it: three appendices, the chart, the figures of the report before."""

import datetime as dt

from django.utils import timezone

from communes.downtime import record_downtime
from communes.models import Book, BookKind, User
from entries.defects import record_defect
from entries.models import Defect, DefectKind
from reports.composing import compose, document_of
from reports.content.blocks import Document
from reports.models import Report
from tests.factories import drafted

from .stage import commune

EVERYTHING = {"appendices": ["progress", "books", "losses"], "with_chart": True, "with_books": True}
SITE = "https://hotich.example"


def at(day: int, hour: int, month: int = 3) -> dt.datetime:
    return timezone.make_aware(dt.datetime(2024, month, day, hour))


def hinder(by: User) -> None:
    """Lost time of two causes in two communes, faults of two kinds, one book held back, one received and not begun."""

    def lost(name: str, cause: str, start: dt.datetime, end: dt.datetime) -> None:
        place = commune(name)
        record_downtime(
            by=by, commune=place, workstation=place.workstations.first(), cause=cause, started_at=start, ended_at=end
        )

    lost("Phước Sơn", "network", at(1, 8), at(1, 10))
    lost("Phước Hòa", "network", at(1, 8), at(1, 9))
    lost("Phước Hòa", "power", at(2, 8), at(2, 13))
    lost("Phước Hòa", "power", at(1, 8, month=1), at(1, 9, month=1))  # before the thirty days
    torn, vague = DefectKind.objects.order_by("position")[:2]
    books = Book.objects.filter(is_unallotted=False).order_by("commune__position", "kind_position")
    for name, kind, count in (("Phước Sơn", torn, 7), ("Phước Hòa", torn, 2), ("Phước Hòa", vague, 4)):
        book = books.filter(commune=commune(name)).first()
        record_defect(by=by, book=book, kind=kind, count=count)
    Defect.objects.update(found_on=dt.date(2024, 3, 1))
    books.filter(commune=commune("Phước Hòa"), kind=BookKind.DEATH).update(held_reason="rách nhiều trang")


def full_report(by: User, **options) -> Report:
    """A draft with these choices, or with every one of them."""
    report = drafted(by=by)
    Report.objects.filter(pk=report.pk).update(options=report.options | (options or EVERYTHING))
    report.refresh_from_db()
    return report


def full_document(by: User, **options) -> Document:
    return document_of(compose(full_report(by, **options)), detailed=True, site=SITE)
