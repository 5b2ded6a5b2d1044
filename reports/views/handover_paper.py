"""The biên bản of one handover of books, as a Word file."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from communes.access import fetch, needs
from communes.calendar import today
from communes.models import Book, Handover
from entries.totals import with_figures

from ..content.handover_paper import handover_paper as paper_of
from ..renderers import FORMATS


@needs("entries.export")
@require_GET
def handover_paper(request, pk):
    handover = fetch(Handover.objects.select_related("commune__district"), request.user, pk=pk)
    rows = list(handover.books.select_related("book"))
    books = with_figures(Book.objects.filter(pk__in=[row.book_id for row in rows]), as_of=today())
    records = {book.pk: book.to_enter for book in books if book.to_enter > 0}
    document = paper_of(handover, rows, district=handover.commune.district, records=records)
    made = FORMATS["docx"]
    return HttpResponse(
        made.render(document),
        content_type=made.content_type,
        headers={"Content-Disposition": f'attachment; filename="{document.file_stem}.{made.suffix}"'},
    )
