"""Số phải nhập chưa thống nhất: no extract holds what is to enter, so a person says who has another number."""

from django.db import transaction

from communes.calendar import today
from communes.formatting import format_count, format_signed
from communes.models import BookKind, Commune, District, Programme, User
from communes.refusals import Problem, Refused, problems_of_words
from communes.text import normalise

from ...finding_kinds import STATED
from ...models import MAX_COUNT, MOST_WORDS, ExtractSource, Finding, FindingAct, FindingState, Measure
from ...totals import totals
from .finding_thread import locked, step

POPULATION = Programme.POPULATION_DB


@transaction.atomic
def dispute_to_enter(
    *, commune: Commune, book_kind: str, source: str, theirs: int, by: User, text: str, document_number: str = ""
) -> Finding:
    """`source` counts `theirs` records to enter (trường hợp) where the ledger counts another number: a finding, with
    everything that can be done about one. Raises Refused; nothing is open twice for the same commune, kind, source."""
    District.objects.select_for_update(no_key=True).get(pk=commune.district_id)  # one at a time
    text, day = normalise(text), today()
    held = totals(communes=[commune], programme=POPULATION, as_of=day).cell(commune, book_kind).to_enter
    problems = problems_of_words(text, where="text", most=MOST_WORDS, empty="Nêu căn cứ của từng số.")
    if not 0 <= theirs <= MAX_COUNT:
        problems.append(Problem("Số phải nhập không hợp lý. Kiểm tra lại.", "theirs"))
    if theirs == held:
        problems.append(Problem(f"Sổ cái cũng ghi {format_count(held)}: hai số đã thống nhất.", "theirs"))
    if open_dispute(commune, book_kind, source):
        problems.append(Problem("Phát hiện này đã có và còn mở. Mở phát hiện ấy để trao đổi tiếp.", "book_kind"))
    if problems:
        raise Refused(problems)
    of_same = Finding.objects.filter(key__startswith=(key := _key(commune, book_kind, source)))
    finding = Finding.objects.create(
        district=commune.district,
        commune=commune,
        key=f"{key}{of_same.count() + 1}",
        kind=STATED,
        programme=POPULATION,
        book_kind=book_kind,
        measure=Measure.TO_ENTER,
        gap=held - theirs,
        words=[_told(held, theirs, book_kind, source)],
        figures=[
            {"programme": POPULATION.value, "book_kind": book_kind, "ours": held, "theirs": theirs, "source": source}
        ],
        filters={
            "xa": commune.code, "chuong-trinh": POPULATION.value, "chi-tieu": Measure.TO_ENTER.value,
            "loai-so": book_kind, "den-ngay": day.isoformat(),
        },
        found_on=day,
        as_of=day,
    )  # fmt: skip
    step(finding, FindingAct.RAISED, FindingState.NEW, by=by, text=text, document_number=document_number)
    return finding


@transaction.atomic
def still_disputed(finding: Finding, *, by: User) -> str:
    """After the ledger was put right because of it: in words what still differs, and the finding is open again; nothing
    where both count the same now."""
    finding = locked(finding, finding.revision)
    [figure] = finding.figures
    held = totals(communes=[finding.commune], programme=POPULATION, as_of=today()).cell(
        finding.commune, figure["book_kind"]
    ).to_enter  # fmt: skip
    if held == figure["theirs"]:
        return ""
    finding.figures, finding.gap = [figure | {"ours": held}], held - figure["theirs"]
    finding.words = [_told(held, figure["theirs"], figure["book_kind"], figure["source"])]
    finding.save(update_fields=["figures", "gap", "words"])
    words = f"Sau khi ghi điều chỉnh vẫn lệch {format_signed(finding.gap)} trường hợp."
    step(finding, FindingAct.SEEN_AGAIN, FindingState.NEW, by=by, text=words)
    return words


def _told(held: int, theirs: int, book_kind: str, source: str) -> str:
    label, kind = ExtractSource(source).label, BookKind(book_kind).label.lower()
    return f"Sổ cái ghi {format_count(held)} trường hợp {kind} phải nhập, {label} ghi {format_count(theirs)}."


def open_dispute(commune: Commune, book_kind: str, source: str) -> Finding | None:
    """The dispute of the same number that nobody has settled yet."""
    return Finding.objects.open().filter(commune=commune, key__startswith=_key(commune, book_kind, source)).first()


def _key(commune: Commune, book_kind: str, source: str) -> str:
    return f"to_enter/{commune.pk}/{book_kind}/{source}/"
