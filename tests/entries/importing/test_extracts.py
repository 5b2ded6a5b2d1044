"""An extract's file becomes a kept extract: whose it is, what is in it, what should be known first."""

import datetime as dt

import pytest
from django.core.management import CommandError

from entries.importing.keeping_extracts import Receipt, lines_of, notes_of, source_of
from entries.importing.storing import confirm, receive
from entries.importing.taking_back import take_back
from entries.models import Extract, ExtractLine, ImportRun, ImportState
from entries.reconciling.extracts.keeping import ExtractRefused, standing
from tests.factories import make_opening

from .workbooks import import_file, runs_of, sample

pytestmark = pytest.mark.django_db
POLICE, JUSTICE = "extract_police_2024-02-29.xlsx", "extract_justice_2024-01-31.xlsx"
HEAD = ["Tính đến ngày 29/02/2024", "STT;Đơn vị;Dân cư;;;;;", ";;KS;KH;KT;CN;Cộng"]


def csv(*rows, title="Trích xuất số liệu"):
    return "\n".join([title, *HEAD, *rows]).encode()


@pytest.fixture
def bring(justice_office):
    def bring(content, name="tep.csv") -> ImportRun:
        return receive(
            content, file_name=name, kind="extract", commune=None, district=justice_office.district, by=justice_office
        )

    return bring


def test_every_figure_of_the_file_is_kept():
    run = next(run for run in runs_of("extract") if run["file"] == POLICE)
    import_file(POLICE, "extract")
    extract = Extract.objects.get()
    kept = {
        (line.commune.code, line.programme, line.book_kind): line.count
        for line in extract.lines.select_related("commune")
    }
    told = {(row["commune"], row["programme"], row["book_kind"]): row["count"] for row in run["totals"]}
    assert {key: count for key, count in kept.items() if count} == told
    assert (extract.as_of.isoformat(), extract.run.file_name) == (run["as_of"], POLICE)
    assert (extract.source, extract.programmes) == ("police", ["population_db", "historical"])


def test_a_file_with_faults_keeps_nothing_and_tells_its_source():
    found, status = import_file(JUSTICE, "extract")
    assert (status, found["extract"]["source"], Extract.objects.count()) == (1, "justice", 0)
    assert found["warnings"] == []  # the commune that seems left out is the misspelt one


def test_the_same_file_again_is_the_same_extract():
    for _ in range(2):
        assert import_file(POLICE, "extract")[1] == 0
    assert Extract.objects.count() == 1
    assert set(ImportRun.objects.values_list("state", flat=True)) == {ImportState.STORED}


def test_a_dry_run_keeps_nothing():
    import_file(POLICE, "extract", dry_run=True)
    assert (Extract.objects.count(), ExtractLine.objects.count()) == (0, 0)


def test_the_command_asks_for_a_source_that_the_file_does_not_name(tmp_path, phuoc_son):
    path = tmp_path / "tep.csv"
    path.write_bytes(csv("1;Xã Phước Sơn;10;20;30;1;61"))
    with pytest.raises(CommandError, match=r"Chọn nguồn của trích xuất\. Thêm --source police hoặc justice\."):
        import_file(str(path), "extract")
    assert (Extract.objects.count(), ImportRun.objects.count()) == (0, 0)
    found, status = import_file(str(path), "extract", source="justice", paper="12/STP", received=dt.date(2024, 3, 1))
    extract = Extract.objects.get()
    given = [["21970", "population_db"]]
    assert (status, found["extract"]) == (0, {"source": None, "programmes": ["population_db"], "given": given})
    assert (extract.source, extract.paper_number, extract.received_on) == ("justice", "12/STP", dt.date(2024, 3, 1))


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("CÔNG AN TỈNH BÌNH ĐỊNH", "police"), ("Sở Tư pháp", "justice"), ("Công an xã Phước Sơn", ""),
        ("Công an tỉnh gửi Sở Tư pháp", ""), ("Trích xuất", ""),
    ],
)  # fmt: skip
def test_the_title_names_the_source(bring, title, source):
    assert source_of(bring(csv("1;Xã Phước Sơn;10;20;30;1;61", title=title))) == source


def test_the_reader_names_the_source_in_the_end(bring, justice_office):
    run = bring(csv("1;Xã Phước Sơn;10;20;30;1;61"))
    with pytest.raises(ExtractRefused) as refused:
        confirm(run, by=justice_office)
    assert refused.value.field == "source"
    run.refresh_from_db()
    assert (run.state, Extract.objects.count()) == (ImportState.PREVIEWED, 0)
    confirm(run, by=justice_office, receipt=Receipt("police", "45/CAT", dt.date(2024, 3, 2)))
    extract = Extract.objects.get()
    assert (extract.run, extract.source, extract.received_on) == (run, "police", dt.date(2024, 3, 2))


def test_a_file_of_another_district_is_refused_as_a_whole(bring):
    run = bring(csv("1;Xã Nhơn Lộc;10;20;30;1;61", "2;Xã Nhơn Tân;10;20;30;1;61"))
    assert (run.state, run.result["file_errors"]) == (
        ImportState.REFUSED, [{"reason": "other_district", "detail": None}],
    )  # fmt: skip
    one_wrong = bring(csv("1;Xã Nhơn Lộc;10;20;30;1;61", "2;Xã Phước Sơn;10;20;30;1;61"))
    assert one_wrong.result["file_errors"] == []
    assert [one["reason"] for one in one_wrong.result["refused"]] == ["unknown_commune"]


PLAIN = "STT;Xã/thị trấn;Khai sinh;Kết hôn;Khai tử;Nuôi con nuôi;Cộng"


def plain(*rows, title):
    return "\n".join([title, "Tính đến ngày 29/02/2024", PLAIN, *rows]).encode()


def test_columns_of_kinds_without_a_programme_are_of_the_one_that_the_title_names(bring):
    rows = ("1;Xã Phước Sơn;10;20;30;1;61", "2;TT. Diêu Trì;1;2;3;0;7")
    run = bring(plain(*rows, title="Số liệu số hóa hộ tịch lịch sử"))
    told = {(row["commune"], row["programme"], row["book_kind"]): row["count"] for row in run.result["totals"]}
    phuoc_son, dieu_tri = "21970", "21955"
    assert told[phuoc_son, "historical", "KS"] == 10
    assert {programme for _, programme, _ in told} == {"historical"}
    assert (run.state, {commune for commune, _, _ in told}) == (ImportState.PREVIEWED, {phuoc_son, dieu_tri})
    assert [(one["cell"], one["stated"], one["computed"]) for one in run.result["mismatches"]] == [("G5", 7, 6)]


@pytest.mark.parametrize("title", ["Trích xuất", "Dân cư và hộ tịch lịch sử"])
def test_columns_of_kinds_are_refused_where_nothing_says_of_which_programme(bring, title):
    run = bring(plain("1;Xã Phước Sơn;10;20;30;1;61", title=title))
    assert (run.state, run.result["file_errors"]) == (
        ImportState.REFUSED, [{"reason": "missing_programme", "detail": None}],
    )  # fmt: skip


def test_a_total_of_both_programmes_beside_their_bands_is_not_read_as_a_third(bring):
    head = ["Tính đến ngày 29/02/2024", "Đơn vị;Dân cư;;;;Lịch sử;;;;Tổng cộng", ";KS;KH;KT;CN;KS;KH;KT;CN;"]
    rows = ["Xã Phước Sơn;10;20;30;1;5;6;7;0;79", "Cộng;10;20;30;1;5;6;7;0;79"]
    run = bring("\n".join([*head, *rows]).encode())
    assert (run.state, run.result["mismatches"], run.result["extract"]["programmes"]) == (
        ImportState.PREVIEWED, [], ["historical", "population_db"],
    )  # fmt: skip


def test_a_day_that_is_none_is_named(bring):
    run = bring(csv("1;Xã Phước Sơn;10;20;30;1;61").replace(b"29/02/2024", b"31/02/2024"))
    assert run.result["file_errors"] == [{"reason": "impossible_as_of_date", "detail": "31/02/2024"}]


def test_a_commune_whose_row_is_refused_is_not_said_to_be_left_out(bring, phuoc_son):
    run = bring(csv("1;Xã Phước Sơn;mười;20;30;1;61"))
    assert [one["reason"] for one in run.result["refused"]] == ["not_a_number"]
    assert phuoc_son.code not in [one["detail"] for one in run.result["warnings"]]


def test_a_later_date_than_today_is_refused(bring):
    run = bring(csv("1;Xã Phước Sơn;10;20;30;1;61").replace(b"29/02/2024", b"06/03/2024"))
    assert run.result["file_errors"] == [{"reason": "future_date", "detail": "2024-03-06"}]


def test_a_commune_left_out_and_sums_that_do_not_add_up_are_told(bring):
    run = bring(csv("1;Xã Phước Sơn;10;20;30;1;99"))
    assert run.state == ImportState.PREVIEWED
    assert [one["reason"] for one in run.result["warnings"]] == ["missing_commune"] * 12
    assert [(one["stated"], one["computed"]) for one in run.result["mismatches"]] == [(99, 61)]


# ------------------------------------------------------------------ what should be known first
def told(run, source="police"):
    communes = list(run.district.communes.all())
    as_of = dt.date.fromisoformat(run.result["as_of"])
    return notes_of(district=run.district, source=source, as_of=as_of, lines=lines_of(run, communes))


def test_what_is_here_already_is_told(bring, justice_office, official, phuoc_son):
    make_opening(phuoc_son, by=official, entered=10)
    first = bring(csv("1;Xã Phước Sơn;10;20;30;0;60"))
    assert told(first) == []
    confirm(first, by=justice_office, receipt=Receipt("police"))
    assert told(bring(csv("1;Xã Phước Sơn;10;20;30;0;60"))) == [
        "Trích xuất này đã có (bản số 1, L.T.B ghi ngày 05/3/2024); lưu lần nữa cũng không thêm gì."
    ]
    assert told(bring(csv("1;Xã Phước Sơn;11;20;30;0;61"))) == [
        "Đã có trích xuất khác của cùng nguồn, cùng ngày chốt (bản số 1, L.T.B ghi ngày 05/3/2024). Lưu thì bản mới"
        " thay bản đó; bản cũ vẫn xem được."
    ]
    assert told(bring(csv("1;Xã Phước Sơn;11;20;30;0;61")), source="justice") == []


def test_a_programme_that_is_not_in_it_is_told(bring, justice_office, official, phuoc_son):
    make_opening(phuoc_son, by=official, entered=10)
    wide = "\n".join(
        ["Công an tỉnh", "Tính đến ngày 29/02/2024", "STT;Đơn vị;Dân cư;;;;;Lịch sử;;;;",
         ";;KS;KH;KT;CN;Cộng;KS;KH;KT;CN;Cộng", "1;Xã Phước Sơn;10;20;30;1;61;5;5;5;5;20"]
    ).encode()  # fmt: skip
    confirm(bring(wide), by=justice_office)
    assert told(bring(csv("1;Xã Phước Sơn;11;20;30;1;62")))[1] == (
        "Bản mới không có chương trình Lịch sử; số của chương trình đó giữ như bản trước."
    )


def test_a_cut_off_before_our_first_entry_is_told(bring, official, phuoc_son):
    early = csv("1;Xã Phước Sơn;10;20;30;0;60").replace(b"29/02/2024", b"30/12/2023")
    assert told(bring(early)) == [
        "Sổ cái chưa có số đã nhập nào, nên chưa đối chiếu được. Nhập số lũy kế đầu kỳ trước."
    ]
    make_opening(phuoc_son, by=official, entered=10)
    assert told(bring(early)) == [
        "Ngày chốt 30/12/2023 ở trước ngày đầu tiên sổ cái có số (31/12/2023); đến ngày đó sổ cái chưa ghi gì nên số"
        " nào khác 0 cũng lệch."
    ]
    assert told(bring(early.replace(b"30/12/2023", b"31/12/2023"))) == []


def test_taking_the_file_back_withdraws_the_extract(bring, justice_office):
    run = confirm(bring(sample(POLICE)), by=justice_office)
    take_back(run, reason="Nhầm tệp", by=justice_office)
    assert list(standing(run.district)) == []
    assert Extract.objects.newest().get().paper_number == "Nhầm tệp"
    assert ExtractLine.objects.filter(extract=run.extract).exists()


def test_taking_back_an_old_version_leaves_the_newer_one(bring, justice_office):
    old = confirm(bring(csv("1;Xã Phước Sơn;10;20;30;0;60")), by=justice_office, receipt=Receipt("police"))
    new = confirm(bring(csv("1;Xã Phước Sơn;11;20;30;0;61")), by=justice_office, receipt=Receipt("police"))
    take_back(old, reason="Nhầm tệp", by=justice_office)
    assert list(standing(old.district)) == [new.extract]
