"""The lines of Nghị định 30/2020/NĐ-CP that carry the number, the date and the names of the house."""

import datetime as dt

from communes.models import District

from ..sentences import standing
from .blocks import Addressee, Letterhead, Signature, Title
from .options import Options

PAPER = "Báo cáo"
PAPER_CODE = "BC"
DRAFTED_BY = "TP"  # the unit that drafts, in the symbol of a công văn (Nghị định 30/2020/NĐ-CP, Mẫu 1.5)
BLANK_NUMBER = " " * 5
BLANK_DAY = BLANK_MONTH = " " * 4
SAME_AS_ABOVE = "Như trên"


def code(district: District, options: Options, paper: str = PAPER_CODE) -> str:
    """Number and symbol; below ten the number has a leading zero; blank in a draft."""
    number = BLANK_NUMBER if options.number is None else f"{options.number:02d}"
    return f"{number}/{paper}-{district.agency_code}"


def dated(options: Options, as_of: dt.date) -> str:
    """Days below 10 and the months 1 and 2 have a leading zero, months 3 to 9 have none; blank in a draft."""
    day = options.signed_on
    if day is None:
        return f"ngày {BLANK_DAY}tháng {BLANK_MONTH}năm {as_of.year}"
    return f"ngày {day.day:02d} tháng {f'{day.month:02d}' if day.month < 3 else day.month} năm {day.year}"


def letterhead(district: District, options: Options, as_of: dt.date, *, paper: str = PAPER_CODE) -> Letterhead:
    """`paper`: the kind of paper in its symbol, BC of a báo cáo, TB of a thông báo."""
    return Letterhead(
        agency=tuple(line.strip() for line in district.agency_lines.split("|")),
        number=f"Số: {code(district, options, paper)}",
        place_and_date=f"{district.place}, {dated(options, as_of)}",
    )


def letter_code(district: District, options: Options) -> str:
    """Number and symbol of a công văn: no kind of paper in it, but the unit that drafted it: "05/UBND-TP"."""
    number = BLANK_NUMBER if options.number is None else f"{options.number:02d}"
    return f"{number}/{district.agency_code}-{DRAFTED_BY}"


def letter_head(district: District, options: Options, as_of: dt.date, *, about: tuple[str, ...]) -> Letterhead:
    """The head of a công văn; `about` are the lines of its trích yếu, the first beginning with "V/v"."""
    return Letterhead(
        agency=tuple(line.strip() for line in district.agency_lines.split("|")),
        number=f"Số: {letter_code(district, options)}",
        place_and_date=f"{district.place}, {dated(options, as_of)}",
        about=about,
    )


def title(options: Options) -> Title:
    return Title(name=PAPER.upper(), subject=options.subject or standing.SUBJECT)


def addressee(district: District, options: Options) -> Addressee:
    return Addressee(receivers=options.addressees or tuple(line.strip() for line in district.addressee.split("|")))


def reference(district: District, options: Options, as_of: dt.date) -> str:
    """The line under an appendix's name that says which paper it belongs to."""
    if options.on_paper:
        return f"(Kèm theo {PAPER} số {code(district, options)} {dated(options, as_of)} của {district.agency_short})"
    return f"(Kèm theo {PAPER} số{' ' * 10}ngày{' ' * 10}của {district.agency_short})"


def letter_reference(district: District, options: Options, as_of: dt.date, *, number: str | None) -> str:
    """The same under the annex of a công văn; `number` with its symbol once it has gone out."""
    number = number or letter_code(district, options)
    return f"(Kèm theo Công văn số {number} {dated(options, as_of)} của {district.agency_short})"


def signature(district: District, options: Options) -> Signature:
    listed = options.recipients or district.recipients.splitlines()
    lines = [line.strip(" -;.") for line in listed if line.strip()]
    if not options.addressee:  # there is no "above" to refer to
        lines = [f"{district.addressee} (b/c)" if line == SAME_AS_ABOVE else line for line in lines]
    return Signature(
        lines=options.signer_lines or (district.signer_authority, district.signer_title),
        name=district.signer_name if options.signer_name is None else options.signer_name,
        recipients=tuple(f"- {line}{'.' if place == len(lines) else ';'}" for place, line in enumerate(lines, start=1)),
    )
