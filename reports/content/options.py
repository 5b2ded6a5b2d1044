"""What a person may choose for a document."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`on_paper`: the line of reference on the appendix carries its blanks for number and date; on an electronic
    document they are left to the place of the digital signature (Nghị định 30/2020/NĐ-CP, Mẫu 2.1 and 2.2).
    A draft has neither number nor date: văn thư writes them. `appendices` in the order of the paper: progress, books,
    losses. What is empty or None of the letterhead is as the district has it. `trace` is the line printed small under
    an issued report that leads to its figures."""

    addressee: bool = True
    on_paper: bool = True
    with_books: bool = False
    appendices: tuple[str, ...] = ("progress",)
    with_chart: bool = False
    number: int | None = None
    signed_on: dt.date | None = None
    subject: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signer_lines: tuple[str, ...] = ()
    signer_name: str | None = None
    trace: str = ""
