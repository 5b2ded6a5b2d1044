"""The communes' registers: books with the records they hold, counted before the work began."""

import random

from communes.models import (
    Book,
    BookKind,
    Commune,
    CommuneKind,
    District,
    Workstation,
    WorkstationKind,
)

# Records in a commune: 5 of the 13 have 15,000 to 20,000; the 13 together about 150,000.
HEAVY, ORDINARY = (15_500, 19_800), (6_500, 9_500)
KIND_SHARES = {BookKind.BIRTH: 0.65, BookKind.MARRIAGE: 0.22, BookKind.DEATH: 0.123, BookKind.ADOPTION: 0.007}
RECORDS_IN_BOOK = {
    BookKind.BIRTH: (50, 130), BookKind.MARRIAGE: (30, 90), BookKind.DEATH: (25, 80), BookKind.ADOPTION: (8, 30),
}  # fmt: skip
OUTSIDE_PROGRAMME = (BookKind.CHANGE, BookKind.GUARDIANSHIP)  # on the shelf, but nothing of them is entered
FIRST_YEAR, LAST_YEAR = 1976, 2015
CONDITIONS = ("rách gáy", "mờ chữ nhiều trang", "mất trang đầu", "bị ẩm, dính trang")
FIRST_EXTRA_CODE = 90_000


def extra_communes(district: District, wanted: int) -> list[Commune]:
    """The first `wanted` communes in official order; past the real 13 invented ones, "Mẫu 014", for speed tests."""
    stored = list(district.communes.in_official_order())
    new = [
        Commune(
            district=district,
            code=str(FIRST_EXTRA_CODE + position),
            name=f"Mẫu {position:03d}",
            kind=CommuneKind.VILLAGE,
            position=position,
            heavy_backlog=position % 3 == 0,
        )
        for position in range(len(stored) + 1, wanted + 1)
    ]
    new = Commune.objects.bulk_create(new)
    Workstation.objects.bulk_create(
        Workstation(commune=commune, number=number, kind=kind, managed_by=f"Công an {commune.full_name}")
        for commune in new
        for number, kind in ((1, WorkstationKind.SHARED), (2, WorkstationKind.DEDICATED))
    )
    return [*stored, *new][:wanted]


def plan_register(commune: Commune, rng: random.Random) -> list[tuple[Book, int]]:
    """Books of one commune, not yet stored, each with the records it holds."""
    total = rng.randint(*(HEAVY if commune.heavy_backlog else ORDINARY))
    register = []
    for kind, share in KIND_SHARES.items():
        low, high = RECORDS_IN_BOOK[kind]
        left, counts = round(total * share), []
        while left > 0:
            counts.append(min(left, rng.randint(low, high)))
            left -= counts[-1]
        register += zip(_books(commune, kind, len(counts), rng), counts, strict=True)
    register += [(book, 0) for kind in OUTSIDE_PROGRAMME for book in _books(commune, kind, 1, rng)]
    return register


def _books(commune: Commune, kind: str, how_many: int, rng: random.Random) -> list[Book]:
    """Spread over the years; several books of a year are numbered from 1, and an old one may carry no number."""
    years = sorted(rng.randint(FIRST_YEAR, LAST_YEAR) for _ in range(how_many))
    books, number = [], 0
    for place, year in enumerate(years):
        number = number + 1 if place and years[place - 1] == year else 1
        is_unnumbered = year < 1980 and rng.random() < 0.04
        books.append(
            Book(
                commune=commune,
                kind=kind,
                number="" if is_unnumbered else str(number),
                opened=year,
                closed=year,
                held="Tư pháp huyện" if rng.random() < 0.1 else "",
                condition=rng.choice(CONDITIONS) if rng.random() < 0.06 else "",
            ).prepare()
        )
    return books
