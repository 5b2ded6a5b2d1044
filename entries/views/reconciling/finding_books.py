"""Phát hiện, từng quyển: what each book should hold, proposed by the commune or written by the district."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from communes.access import communes_of, may
from communes.keeping import keeps_typed_form, kept_form
from communes.models import Book, BookKind
from communes.refusals import Refused, place_refusal
from entries.forms.reconciling.finding_books import FindingBooksForm
from entries.models import Finding, FindingRemark, Measure
from entries.reconciling.findings.by_book import Change, books_of, programmes_of, propose, put_books_right
from entries.reconciling.findings.finding_thread import StaleFinding
from entries.reconciling.findings.outdated import outdated
from entries.reconciling.findings.proposals import beyond_the_page, figures_of, proposal_to_begin_with

from .findings import say_what_is_left

MOST_BOOKS = 95  # of one page, so that it stays small


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def finding_books(request, pk):
    visible = Finding.objects.filter(commune__in=communes_of(request.user))
    finding = get_object_or_404(visible.select_related("commune", "book", "proposal"), pk=pk)
    settles = may(request.user, "entries.settle_finding", finding.commune)
    if not settles and not may(request.user, "entries.answer_finding", finding.commune):
        raise PermissionDenied
    if not finding.is_open and request.method == "GET":
        messages.info(request, "Phát hiện này đã kết luận; mở lại rồi mới điều chỉnh được.")
        return redirect("finding", pk=pk)
    only_its_own, asked_kind = bool(finding.book_id) and "tat-ca" not in request.GET, request.GET.get("loai-so", "")
    page = int(number) if (number := request.GET.get("trang", "")).isdecimal() and len(number) < 4 else 1
    books = _books(finding, only_its_own=only_its_own, kind=asked_kind, page=page)
    typed, programmes = request.POST if request.method == "POST" else kept_form(request), programmes_of(finding)
    # The district goes on from a proposal that waits; who proposes also from one that was returned.
    begun = proposal_to_begin_with(finding) if finding.proposal or not settles else None
    form = FindingBooksForm(
        typed, books=books[:MOST_BOOKS], programmes=programmes, settles=settles,
        begins_with=figures_of(begun), initial=_initial(finding, begun),
    )  # fmt: skip
    form.initial["was"] = form.shown
    beyond = beyond_the_page(finding, form.books)
    if request.method == "POST" and form.is_valid() and _stored(request, finding, form, () if settles else beyond):
        told = "Đã ghi điều chỉnh vào sổ cái." if settles else "Đã gửi đề xuất; Phòng Tư pháp xem và quyết định."
        messages.success(request, told)
        if settles:
            say_what_is_left(request, finding)
        return redirect("finding", pk=pk)
    faults = form.named_faults() if request.method == "POST" else []
    if form.is_bound:  # what was typed stays; what was seen is what the page shows now
        finding.refresh_from_db()
        form.data = form.data.copy()
        form.data["seen"], form.data["was"] = finding.revision, form.shown
    shown = {
        "finding": finding, "form": form, "faults": faults, "settles": settles, "programmes": programmes,
        "measure": Measure(finding.measure).label.lower(),
        "kinds": _other_kinds(finding, asked_kind) if len(books) > MOST_BOOKS or asked_kind else (),
        "only_its_own": only_its_own, "changed": outdated(finding) if finding.is_open else [],
        "begins_with_proposal": form.begins_with,
        "beyond": len(beyond),
        "page": page,
        "next_page": page + 1 if len(books) > MOST_BOOKS else None,
        "place": programmes.index(finding.programme) if finding.programme in programmes else 0,
    }  # fmt: skip
    return render(request, "entries/reconciling/finding_books.html", shown, status=400 if faults else 200)


def _books(finding: Finding, *, only_its_own: bool, kind: str, page: int) -> list[Book]:
    """Those of a page, and one more where there is another page."""
    shelf = books_of(finding)
    if only_its_own:
        shelf = shelf.filter(pk=finding.book_id)
    if kind in BookKind.values:
        shelf = shelf.filter(kind=kind)
    first = (max(page, 1) - 1) * MOST_BOOKS
    return list(shelf[first : first + MOST_BOOKS + 1])


def _other_kinds(finding: Finding, shown: str) -> list[BookKind]:
    """More books than a page takes are reached a kind at a time. One query."""
    found = set(books_of(finding).order_by().values_list("kind", flat=True).distinct())
    return [kind for kind in BookKind if kind in found and kind != shown]


def _initial(finding: Finding, begun: FindingRemark | None) -> dict:
    return {
        "seen": finding.revision, "text": begun.text if begun else "",
        "document_number": begun.document_number if begun else "",
    }  # fmt: skip


def _stored(request, finding: Finding, form: FindingBooksForm, beyond: Iterable[Change]) -> bool:
    """Whether it was stored; what was refused is placed in the form, which keeps what was typed."""
    if form.warn_beyond(finding):
        return False
    given = {name: form.cleaned_data[name] for name in ("seen", "text", "document_number")}
    write = put_books_right if form.settles else propose
    try:
        write(finding=finding, by=request.user, changes=[*form.changes(), *beyond], **given)
    except Refused as refused:
        place_refusal(refused, form)
    except StaleFinding as stale:
        form.add_error(None, str(stale))
    else:
        return True
    return False
