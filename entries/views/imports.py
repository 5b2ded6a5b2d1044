"""Files that communes bring: sending one, seeing what would come of it, storing it or putting it aside."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import EmptyPage, InvalidPage, Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communes.access import communes_of, needs, require

from ..faults import faults_of
from ..forms_imports import UploadForm
from ..importing.messages import about_file
from ..importing.preview import changes_of, mismatches_of, refused_of, warnings_of
from ..importing.storing import Changed, NotWaiting, confirm, discard, receive
from ..models import ImportKind, ImportRun, ImportState

RUNS_A_PAGE = 20
UNITS = {
    ImportKind.BOOKS: "Quyển sổ",
    ImportKind.LOG: "Phiếu nhập (ngày, ca, máy, người nhập)",
    ImportKind.TOTALS: "Phiếu số đầu kỳ (mỗi xã một phiếu)",
    ImportKind.EXTRACT: "Xã, thị trấn trong trích xuất",
}
FINDINGS_A_PAGE = 30  # of each list: with every list full the page stays below 60 KB


@needs("entries.import_workbook")
@require_http_methods(["GET", "POST"])
def imports(request):
    communes = list(communes_of(request.user))
    form = UploadForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        communes=communes,
        initial={"kind": request.GET.get("loai", ""), "commune": request.GET.get("xa", "")},
    )
    if request.method == "POST" and form.is_valid() and (run := _receive(request, form)):
        return redirect("import_run", pk=run.pk)
    runs, bad_page = _page(request, ImportRun.objects.visible_to(request.user).for_list(), "trang", RUNS_A_PAGE)
    faults = faults_of(form)
    return render(
        request,
        "entries/imports.html",
        {"form": form, "communes": communes, "runs": runs, "faults": faults, "bad_page": bad_page},
        status=400 if faults or bad_page else 200,
    )


def _receive(request, form) -> ImportRun | None:
    """The kept run, or None with the reason why the file as a whole is refused placed in the form."""
    if form.for_commune:
        require(request.user, "entries.import_workbook", form.for_commune)
    file = form.cleaned_data["file"]
    run = receive(
        file.read(), file_name=file.name, kind=form.cleaned_data["kind"], commune=form.for_commune,
        district=request.user.district, by=request.user,
    )  # fmt: skip
    if isinstance(run, ImportRun):
        return run
    names = {commune.code: commune.full_name for commune in request.user.district.communes.all()}
    form.add_error("file", about_file(*run.file_error, names))
    return None


@needs("entries.import_workbook")
@require_GET
def import_run(request, pk):
    return _show(request, _fetch(request, pk))


def _fetch(request, pk) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.user).select_related("commune", "district", "uploaded_by")
    try:
        return runs.get(pk=pk)
    except ImportRun.DoesNotExist as error:
        raise Http404 from error


def _show(request, run, *, notice="", status=200):
    communes = list(run.district.communes.in_official_order())
    refused, bad_1 = _page(request, refused_of(run), "trang-loi", FINDINGS_A_PAGE)
    warnings, bad_2 = _page(request, warnings_of(run, communes), "trang-luu-y", FINDINGS_A_PAGE)
    mismatches, bad_3 = _page(request, mismatches_of(run), "trang-cong", FINDINGS_A_PAGE)
    bad_page = bad_1 or bad_2 or bad_3
    changes, bad_4 = _page(request, changes_of(run, communes), "trang-so", FINDINGS_A_PAGE)
    bad_page = bad_page or bad_4
    adds = run.result["adds"]
    return render(
        request,
        "entries/import_run.html",
        {
            "run": run,
            "result": run.result,
            "adds": adds,
            "as_of": run.result["as_of"] and dt.date.fromisoformat(run.result["as_of"]),
            "adds_nothing": run.kind != ImportKind.EXTRACT and not adds["books"] and not adds["batches"],
            "unit": UNITS[run.kind],
            "units": len(run.result["communes"])
            if run.kind == ImportKind.EXTRACT
            else adds["books"] or adds["batches"],
            "is_waiting": run.state == ImportState.PREVIEWED,
            "is_refused": run.state == ImportState.REFUSED,
            "is_stored": run.state == ImportState.STORED,
            "is_extract": run.kind == ImportKind.EXTRACT,
            "is_books": run.kind == ImportKind.BOOKS,
            "changes": changes,
            "refused": refused,
            "warnings": warnings,
            "mismatches": mismatches,
            "bad_page": bad_page,
            "notice": notice,
        },
        status=400 if bad_page else status,
    )


def _page(request, rows, name: str, per_page: int) -> tuple[Page, bool]:
    """The asked page, or the first and True when the address makes no sense."""
    paginator = Paginator(rows, per_page)
    try:
        return paginator.page(request.GET.get(name, 1)), False
    except (EmptyPage, InvalidPage):
        return paginator.page(1), True


@needs("entries.import_workbook")
@require_POST
def confirm_import(request, pk):
    run = _fetch(request, pk)
    require(request.user, "entries.import_workbook", run.commune)
    try:
        confirm(run, by=request.user)
    except Changed:
        words = (
            "Danh mục sổ hoặc sổ cái đã thay đổi từ lúc xem trước. Chưa ghi gì. Đây là kết quả kiểm tra lại: xem rồi"
        )
        return _show(request, _fetch(request, pk), notice=f"{words} xác nhận lần nữa.", status=409)
    except NotWaiting:
        words = "Tệp này không còn chờ xác nhận; không ghi thêm gì."
        return _show(request, _fetch(request, pk), notice=words, status=409)
    messages.success(request, f"Đã ghi tệp {run.file_name}.")
    return redirect("import_run", pk=run.pk)


@needs("entries.import_workbook")
@require_POST
def discard_import(request, pk):
    run = _fetch(request, pk)
    require(request.user, "entries.import_workbook", run.commune)
    try:
        discard(run)
    except NotWaiting:
        words = "Tệp đã ghi hoặc đã bỏ từ trước. Số liệu đã ghi thì sửa bằng phiếu điều chỉnh."
        return _show(request, _fetch(request, pk), notice=words, status=409)
    messages.success(request, f"Đã bỏ tệp {run.file_name}; không ghi gì từ tệp này.")
    return redirect("imports")


@needs("entries.import_workbook")
@require_GET
def import_file(request, pk):
    run = _fetch(request, pk)
    headers = {"Content-Disposition": content_disposition_header(True, run.file_name)}
    return HttpResponse(bytes(run.content), content_type="application/octet-stream", headers=headers)
