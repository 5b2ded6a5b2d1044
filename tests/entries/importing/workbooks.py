"""The sample workbooks (invented figures) and what a right import of each gives."""

import datetime as dt
import io
import json
from pathlib import Path

import openpyxl
from django.core.management import call_command

FOLDER = Path(__file__).resolve().parents[2] / "data" / "workbooks"
RUNS = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["runs"]
TODAY = dt.date(2024, 3, 5)
LOG_HEAD = ["STT", "Ngày", "Ca", "Máy", "Người nhập", "Loại sổ", "Quyển số", "Năm", "Chương trình", "Số trường hợp",
            "Ghi chú"]  # fmt: skip
BOOKS_HEAD = ["STT", "Loại sổ", "Quyển số", "Năm mở sổ", "Năm khóa sổ", "Số trang", "Số trường hợp", "Ghi chú"]


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def run_id(run: dict) -> str:
    return "-".join(filter(None, (run["file"], run["kind"], run["commune_argument"])))


def runs_of(*kinds: str) -> list[dict]:
    return [run for run in RUNS if run["kind"] in kinds]


def import_file(name: str, kind: str, commune: str | None = None, **options) -> tuple[dict, int]:
    """The command's JSON and exit status."""
    out = io.StringIO()
    try:
        path = name if str(name).startswith("/") else FOLDER / name
        call_command("import_workbook", str(path), kind=kind, commune=commune, json=True, stdout=out, **options)
    except SystemExit as ending:
        return json.loads(out.getvalue()), ending.code
    return json.loads(out.getvalue()), 0


def import_needs(run: dict) -> None:
    for need in run["needs"]:
        found, status = import_file(need["file"], need["kind"], need["commune_argument"])
        assert (found["stored"], status) == (True, 0)


def differences(found: dict, expected: dict) -> dict:
    """Keys whose values are not as expected; order inside lists does not matter, more warnings are welcome."""
    wrong = {}
    for key, wanted in expected.items():
        if key == "needs":
            continue
        got = found[key]
        if isinstance(wanted, list):
            got, wanted = _bag(got, wanted), _bag(wanted, wanted)
            if key == "warnings" and set(wanted) <= set(got):
                continue
        if got != wanted:
            wrong[key] = (got, wanted)
    return wrong


def _bag(items: list, like: list) -> list[str]:
    keys = like[0].keys() if like and isinstance(like[0], dict) else None
    return sorted(
        json.dumps({key: item.get(key) for key in keys} if keys else item, sort_keys=True, ensure_ascii=False)
        for item in items
    )


def workbook(*sheets: list[list], titles=("UBND xã Phước Sơn",), names=(), merges=()) -> bytes:
    """An .xlsx of plain rows under title lines; the header is the first row of each sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else f"Trang {number + 1}")
        for line in titles:
            sheet.append([line])
        for row in rows:
            sheet.append(row)
        for area in merges:
            sheet.merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
