"""What a person may choose for a document."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`on_paper`: the line of reference on the appendix carries its blanks for number and date; on an electronic
    document they are left to the place of the digital signature (Nghị định 30/2020/NĐ-CP, Mẫu 2.1 and 2.2).
    A draft has neither number nor date: văn thư writes them."""

    addressee: bool = True
    on_paper: bool = True
    with_books: bool = False
    number: int | None = None
    signed_on: dt.date | None = None
