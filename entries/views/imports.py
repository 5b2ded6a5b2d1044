"""Files that communes bring: sending one, seeing what would come of it, storing it or putting it aside."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import EmptyPage, InvalidPage, Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communes.access import communes_of, may, needs, require
from communes.keeping import keeps_typed_form, kept_form

from ..faults import faults_of
from ..forms.imports import TakeBackForm, UploadForm
from ..forms.reconciling.extracts import ReceiptForm
from ..importing.keeping_extracts import Receipt, lines_of, notes_of, source_of
from ..importing.marking import marked, marked_name
from ..importing.marking_findings import has_marks
from ..importing.preview import changes_of, file_error_of, mismatches_of, refused_of, undone_by, warnings_of
from ..importing.storing import Changed, NotWaiting, confirm, discard, receive
from ..importing.taking_back import BooksInUse, NotStored, standing_of, take_back
from ..models import Extract, ImportKind, ImportRun, ImportState
from ..posting import Refused
from ..reconciling.extracts.keeping import ExtractRefused, NewerVersion, standing_version
from ..reconciling.findings.gathering import gather_findings

RUNS_A_PAGE = 20
LOOK_AGAIN = "Chưa lưu. Với nguồn vừa chọn có những điều dưới đây cần biết; xem rồi lưu lần nữa nếu số vẫn đúng."
UNITS = {
    ImportKind.BOOKS: "Quyển sổ",
    ImportKind.LOG: "Phiếu nhập (ngày, ca, máy, người nhập)",
    ImportKind.TOTALS: "Phiếu số đầu kỳ (mỗi xã một phiếu)",
    ImportKind.EXTRACT: "Xã, thị trấn trong trích xuất",
}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_IN_USE = 20
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
    """The kept run, or None with the reason why the file as a whole is refused placed in the form; it is in the list
    nevertheless."""
    if form.for_commune:
        require(request.user, "entries.import_workbook", form.for_commune)
    file = form.cleaned_data["file"]
    run = receive(
        file.read(), file_name=file.name, kind=form.cleaned_data["kind"], commune=form.for_commune,
        district=request.user.district, by=request.user,
    )  # fmt: skip
    if words := file_error_of(run, request.user.district.communes.all()):
        form.add_error("file", words)
        return None
    return run


@needs("entries.import_workbook")
@require_GET
def import_run(request, pk):
    return _show(request, _fetch(request, pk))


def _fetch(request, pk) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.user).select_related(
        "commune", "district", "uploaded_by", "taken_back_by"
    )
    try:
        return runs.get(pk=pk)
    except ImportRun.DoesNotExist as error:
        raise Http404 from error


def _show(request, run, *, notice="", status=200, form: ReceiptForm | None = None):
    communes = list(run.district.communes.in_official_order())
    refused, bad_1 = _page(request, refused_of(run), "trang-loi", FINDINGS_A_PAGE)
    warnings, bad_2 = _page(request, warnings_of(run, communes), "trang-luu-y", FINDINGS_A_PAGE)
    mismatches, bad_3 = _page(request, mismatches_of(run), "trang-cong", FINDINGS_A_PAGE)
    bad_page = bad_1 or bad_2 or bad_3
    changes, bad_4 = _page(request, changes_of(run, communes), "trang-so", FINDINGS_A_PAGE)
    bad_page = bad_page or bad_4
    adds = run.result["adds"]
    extract = _about_extract(run, communes, form) if run.kind == ImportKind.EXTRACT else {}
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
            "has_marks": has_marks(run),
            "file_error": file_error_of(run, communes),
            "is_taken_back": run.state == ImportState.TAKEN_BACK,
            "may_take_back": run.state == ImportState.STORED
            and may(request.user, "entries.import_workbook", run.commune),
            **extract,
        },
        status=400 if bad_page else status,
    )


def _about_extract(run: ImportRun, communes: list, form: ReceiptForm | None) -> dict:
    """Before it is kept: how it came, and what should be known of those that stand already. After it: whether it still
    stands."""
    if run.state == ImportState.STORED:
        kept = Extract.objects.filter(run=run).first()
        return {"extract": kept, "is_replaced": kept and Extract.objects.filter(replaces=kept).exists()}
    if run.state != ImportState.PREVIEWED:
        return {}
    as_of, source = dt.date.fromisoformat(run.result["as_of"]), source_of(run)
    if form is not None and form.is_bound and form.is_valid():
        source = form.cleaned_data["source"]
    about = {"district": run.district, "source": source, "as_of": as_of}
    seen = standing_version(**about) if source else None
    if form is None:
        form = ReceiptForm(found=source, initial={"seen_version": seen, "seen_source": source})
    else:  # what was typed stays; what was seen is what stands above it now
        form.data = form.data.copy()
        form.data["seen_version"], form.data["seen_source"] = "" if seen is None else seen, source
    return {"form": form, "faults": faults_of(form), "notes": notes_of(lines=lines_of(run, communes), **about)}


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
    form, receipt = None, None
    if run.kind == ImportKind.EXTRACT:
        form = ReceiptForm(request.POST, found=source_of(run))
        if not form.is_valid():
            return _show(request, run, status=400, form=form)
        if _tells_more(run, form):
            return _show(request, run, notice=LOOK_AGAIN, status=409, form=form)
        given = ("source", "paper_number", "received_on", "seen_version")
        receipt = Receipt(**{name: form.cleaned_data[name] for name in given})
    try:
        confirm(run, by=request.user, receipt=receipt)
    except ExtractRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.args[0])
        return _show(request, _fetch(request, pk), status=400, form=form)
    except NewerVersion:
        words = "Vừa có người lưu một bản khác của trích xuất này. Xem lại rồi lưu lần nữa nếu còn cần."
        return _show(request, _fetch(request, pk), notice=words, status=409, form=form)
    except Changed:
        words = (
            "Danh mục sổ hoặc sổ cái đã thay đổi từ lúc xem trước. Chưa ghi gì. Đây là kết quả kiểm tra lại: xem rồi"
        )
        return _show(request, _fetch(request, pk), notice=f"{words} xác nhận lần nữa.", status=409)
    except NotWaiting:
        words = "Tệp này không còn chờ xác nhận; không ghi thêm gì."
        return _show(request, _fetch(request, pk), notice=words, status=409)
    told = f"Đã ghi tệp {run.file_name}."
    if run.kind == ImportKind.EXTRACT and not Extract.objects.filter(run=run).exists():
        told = f"Số liệu của tệp {run.file_name} giống hệt trích xuất đã có; không lưu thêm."
    elif run.kind == ImportKind.EXTRACT:
        told += f" Đối chiếu thấy {gather_findings(district=request.user.district, by=request.user).words}."
    messages.success(request, told)
    return redirect("import_run", pk=run.pk)


def _tells_more(run: ImportRun, form: ReceiptForm) -> bool:
    """Whether the source, now that it is chosen, makes something known that nobody has looked at."""
    source, seen = form.cleaned_data["source"], form.cleaned_data["seen_source"]
    if run.state != ImportState.PREVIEWED or source == seen:
        return False
    lines = lines_of(run, list(run.district.communes.all()))
    about = {"district": run.district, "as_of": dt.date.fromisoformat(run.result["as_of"]), "lines": lines}
    return not set(notes_of(source=source, **about)) <= set(notes_of(source=seen, **about))


@needs("entries.import_workbook")
@require_POST
def discard_import(request, pk):
    run = _fetch(request, pk)
    require(request.user, "entries.import_workbook", run.commune)
    try:
        discard(run)
    except NotWaiting:
        words = "Tệp đã ghi hoặc đã bỏ từ trước. Muốn bỏ số liệu đã ghi thì rút lại tệp."
        return _show(request, _fetch(request, pk), notice=words, status=409)
    messages.success(request, f"Đã bỏ tệp {run.file_name}; không ghi gì từ tệp này.")
    return redirect("imports")


@keeps_typed_form
@needs("entries.import_workbook")
@require_http_methods(["GET", "POST"])
def take_back_import(request, pk):
    run = _fetch(request, pk)
    require(request.user, "entries.import_workbook", run.commune)
    form = TakeBackForm(request.POST if request.method == "POST" else kept_form(request))
    notice, in_use = "", []
    if run.state != ImportState.STORED:
        notice = "Tệp này chưa ghi, hoặc đã rút lại từ trước; không có gì để rút."
        if request.method == "GET":
            messages.info(request, notice)
            return redirect("import_run", pk=run.pk)
    elif request.method == "POST" and form.is_valid():
        try:
            take_back(run, reason=form.cleaned_data["reason"], by=request.user)
        except NotStored:
            notice = "Tệp này vừa được người khác rút lại; không ghi thêm gì."
        except BooksInUse as error:
            in_use = error.books
        except Refused as refused:
            for problem in refused.problems:
                form.add_error(problem.where, problem.message)
        else:
            if run.kind == ImportKind.EXTRACT:
                gather_findings(district=request.user.district, by=request.user)
                told = "trích xuất không còn để đối chiếu; bản trước của nó, nếu có, không tự trở lại"
            else:
                told = "số liệu trở về như khi chưa ghi tệp này"
            messages.success(request, f"Đã rút lại tệp {run.file_name}; {told}.")
            return redirect("import_run", pk=run.pk)
    faults = faults_of(form)
    changes, bad_page = _page(
        request,
        undone_by(standing_of(run), list(run.district.communes.in_official_order())),
        "trang-so",
        FINDINGS_A_PAGE,
    )
    shown = {
        "run": run, "form": form, "faults": faults, "notice": notice, "in_use": in_use[:SHOWN_IN_USE],
        "in_use_count": len(in_use), "changes": changes, "is_waiting": True, "is_undoing": True,
        "batches": run.batches.filter(corrects=None).count(), "books": run.books.count(),
    }  # fmt: skip
    status = 409 if notice or in_use else 400 if faults or bad_page else 200
    return render(request, "entries/take_back_import.html", shown, status=status)


@needs("entries.import_workbook")
@require_GET
def import_file(request, pk):
    run = _fetch(request, pk)
    headers = {"Content-Disposition": content_disposition_header(True, run.file_name)}
    return HttpResponse(bytes(run.content), content_type="application/octet-stream", headers=headers)


@needs("entries.import_workbook")
@require_GET
def import_marked(request, pk):
    """The file with its faulty cells coloured and commented; 404 where nothing was found that has a place in it."""
    run = _fetch(request, pk)
    if not has_marks(run):
        raise Http404
    headers = {"Content-Disposition": content_disposition_header(True, marked_name(run))}
    return HttpResponse(marked(run), content_type=EXCEL, headers=headers)
