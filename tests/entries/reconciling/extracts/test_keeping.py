"""What others counted is kept version by version, and never twice."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from communes.models import Commune, District, Programme
from entries.append_only import AppendOnlyError
from entries.models import Extract, ExtractLine, ExtractSource
from entries.reconciling.extracts.keeping import (
    ExtractRefused,
    NewerVersion,
    keep_extract,
    restore_extract,
    standing,
    standing_like,
    withdraw_extract,
)

pytestmark = pytest.mark.django_db
POPULATION, HISTORICAL = Programme.POPULATION_DB, Programme.HISTORICAL
SUNDAY = dt.date(2024, 3, 3)


@pytest.fixture
def keep(justice_office):
    def keep(lines, **extra):
        fields = {
            "district": justice_office.district, "source": ExtractSource.POLICE, "as_of": SUNDAY,
            "paper_number": "45/CAT-PC06", "received_on": dt.date(2024, 3, 4), "by": justice_office,
        }  # fmt: skip
        return keep_extract(lines=lines, **(fields | extra))

    return keep


def shown(extract):
    return sorted(extract.lines.values_list("commune__name", "programme", "book_kind", "count"))


def test_an_extract_is_kept_with_its_lines(keep, phuoc_son, justice_office):
    kept = keep({(phuoc_son, POPULATION, "KS"): 440, (phuoc_son, POPULATION, "KH"): 0})
    extract = kept.extract
    assert (kept.is_new, extract.version, extract.programmes, extract.replaces) == (True, 1, ["population_db"], None)
    assert (extract.recorded_by, extract.paper_number) == (justice_office, "45/CAT-PC06")
    assert shown(extract) == [("Phước Sơn", "population_db", "KH", 0), ("Phước Sơn", "population_db", "KS", 440)]


def test_the_same_figures_again_are_the_same_extract(keep, phuoc_son):
    first = keep({(phuoc_son, POPULATION, "KS"): 440, (phuoc_son, POPULATION, "KH"): 7}).extract
    again = keep({(phuoc_son, POPULATION, "KH"): 7, (phuoc_son, POPULATION, "KS"): 440}, paper_number="khác")
    assert (again.extract, again.is_new, Extract.objects.count()) == (first, False, 1)


def test_other_figures_under_the_same_id_are_kept_as_what_they_are(keep, phuoc_son):
    """A form that was opened again with its old id must not swallow what was typed anew."""
    id = uuid.uuid4()
    first = keep({(phuoc_son, POPULATION, "KS"): 440}, id=id)
    same = keep({(phuoc_son, POPULATION, "KS"): 440}, id=id)
    other = keep({(phuoc_son, POPULATION, "KS"): 7}, id=id, as_of=SUNDAY - dt.timedelta(days=7))
    assert (first.extract.pk, same.extract, same.is_new) == (id, first.extract, False)
    assert (other.is_new, shown(other.extract)) == (True, [("Phước Sơn", "population_db", "KS", 7)])


def test_a_version_that_nobody_saw_is_not_replaced(keep, phuoc_son):
    keep({(phuoc_son, POPULATION, "KS"): 440}, seen_version=0)
    with pytest.raises(NewerVersion):
        keep({(phuoc_son, POPULATION, "KS"): 441}, seen_version=0)
    assert keep({(phuoc_son, POPULATION, "KS"): 441}, seen_version=1).extract.version == 2


def test_an_older_version_counts_again_also_after_a_withdrawal(keep, phuoc_son, justice_office):
    first = keep({(phuoc_son, POPULATION, "KS"): 440}).extract
    with pytest.raises(ExtractRefused, match="đang được dùng"):
        restore_extract(first, by=justice_office)
    second = keep({(phuoc_son, POPULATION, "KS"): 441}).extract
    withdraw_extract(second, reason="Nhầm", by=justice_office)
    restored = restore_extract(first, by=justice_office)
    assert (restored.version, shown(restored), list(standing(first.district))) == (4, shown(first), [restored])


def test_other_figures_are_the_next_version_and_the_old_one_stays(keep, phuoc_son):
    first = keep({(phuoc_son, POPULATION, "KS"): 440}).extract
    second = keep({(phuoc_son, POPULATION, "KS"): 441}).extract
    assert (second.version, second.replaces) == (2, first)
    assert list(standing(second.district)) == [second]
    assert shown(first) == [("Phước Sơn", "population_db", "KS", 440)]
    third = keep({(phuoc_son, POPULATION, "KS"): 440}).extract
    assert (third.version, list(standing(third.district))) == (3, [third])


def test_other_sources_and_cut_offs_stand_beside_each_other(keep, phuoc_son):
    lines = {(phuoc_son, POPULATION, "KS"): 440}
    kept = [keep(lines), keep(lines, source=ExtractSource.JUSTICE), keep(lines, as_of=dt.date(2024, 2, 25))]
    assert [each.is_new for each in kept] == [True, True, True]
    assert standing(kept[0].extract.district).count() == 3


def test_a_programme_that_the_new_paper_leaves_out_stays(keep, phuoc_son, phuoc_hoa):
    keep({(phuoc_son, POPULATION, "KS"): 440, (phuoc_hoa, POPULATION, "KS"): 5, (phuoc_son, HISTORICAL, "KS"): 9})
    second = keep({(phuoc_son, POPULATION, "KS"): 441}).extract
    assert second.programmes == ["population_db", "historical"]
    assert shown(second) == [("Phước Sơn", "historical", "KS", 9), ("Phước Sơn", "population_db", "KS", 441)]


def test_a_form_sent_twice_is_kept_once(keep, phuoc_son):
    key = uuid.uuid4()
    first = keep({(phuoc_son, POPULATION, "KS"): 440}, id=key)
    assert first.extract.pk == key
    again = keep({(phuoc_son, POPULATION, "KS"): 440}, id=key)
    assert (again.extract, again.is_new) == (first.extract, False)


def test_what_stands_already_is_known_before_it_is_kept(keep, phuoc_son):
    lines = {(phuoc_son, POPULATION, "KS"): 440, (phuoc_son, POPULATION, "KH"): 0}
    extract = keep(lines).extract
    assert standing_like(extract, lines=lines)
    assert standing_like(extract, lines={(phuoc_son, POPULATION, "KS"): 440})
    assert not standing_like(extract, lines={(phuoc_son, POPULATION, "KS"): 441})
    assert not standing_like(None, lines=lines)


def test_a_commune_with_nothing_is_not_a_commune_left_out(keep, phuoc_son, phuoc_hoa):
    keep({(phuoc_son, POPULATION, "KS"): 440})
    assert keep({(phuoc_son, POPULATION, "KS"): 440, (phuoc_hoa, POPULATION, "KS"): 0}).is_new


def test_what_was_kept_by_mistake_is_withdrawn(keep, phuoc_son, justice_office):
    lines = {(phuoc_son, POPULATION, "KS"): 440}
    extract = keep(lines).extract
    with pytest.raises(ExtractRefused, match="Nêu lý do"):
        withdraw_extract(extract, reason=" ", by=justice_office)
    withdrawal = withdraw_extract(extract, reason="Nhập nhầm nguồn", by=justice_office)
    assert (withdrawal.version, withdrawal.paper_number, withdrawal.is_withdrawal) == (2, "Nhập nhầm nguồn", True)
    assert (list(standing(extract.district)), shown(extract)[0][-1]) == ([], 440)
    for gone in (extract, withdrawal):
        with pytest.raises(ExtractRefused, match="đã được thay hoặc đã rút lại"):
            withdraw_extract(gone, reason="Lần nữa", by=justice_office)
    again = keep(lines)
    assert (again.is_new, again.extract.version, list(standing(extract.district))) == (True, 3, [again.extract])


@pytest.mark.parametrize(
    ("extra", "field", "words"),
    [
        ({"source": "bo"}, "source", "Chọn nguồn của trích xuất: Công an tỉnh hoặc Sở Tư pháp."),
        (
            {"as_of": dt.date(2024, 3, 5), "received_on": dt.date(2024, 3, 5)}, "as_of",
            "Ngày chốt 05/3/2024 ở sau hôm nay. Kiểm tra lại ngày ghi trên trích xuất.",
        ),
        ({"received_on": dt.date(2024, 3, 5)}, "received_on", "Ngày nhận ở sau hôm nay. Ghi ngày thực nhận."),
        (
            {"received_on": dt.date(2024, 3, 2)}, "received_on",
            "Ngày nhận ở trước ngày chốt số liệu. Kiểm tra lại hai ngày.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_says_why(keep, phuoc_son, extra, field, words):
    with pytest.raises(ExtractRefused) as refused:
        keep({(phuoc_son, POPULATION, "KS"): 440}, **extra)
    assert (refused.value.args[0], refused.value.field) == (words, field)
    assert Extract.objects.count() == 0


def test_today_is_not_too_late(keep, phuoc_son):
    assert keep({(phuoc_son, POPULATION, "KS"): 1}, as_of=dt.date(2024, 3, 4)).is_new


def test_another_district_and_nothing_at_all_are_refused(keep, phuoc_son):
    other = District.objects.create(name="An Nhơn", province=phuoc_son.district.province)
    stranger = Commune.objects.create(name="Nhơn Lộc", kind="xã", code="99999", district=other, position=1)
    with pytest.raises(ExtractRefused, match="Trích xuất của huyện khác: xã Nhơn Lộc không thuộc"):
        keep({(stranger, POPULATION, "KS"): 1})
    with pytest.raises(ExtractRefused, match="không có con số nào"):
        keep({})
    with pytest.raises(ExtractRefused, match="không thể âm"):
        keep({(phuoc_son, POPULATION, "KS"): -1})


def test_nothing_of_it_can_be_changed(keep, phuoc_son):
    extract = keep({(phuoc_son, POPULATION, "KS"): 440}).extract
    line = extract.lines.get()
    for act in (extract.save, extract.delete, line.save, line.delete, ExtractLine.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            act()
    for statement in ("UPDATE entries_extractline SET count = 1", "DELETE FROM entries_extractline"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert line.count == 440
