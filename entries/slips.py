"""Paper slips for when there is no power: each carries a short code, and the code alone is the batch's id, so that a
slip typed twice, by whomever and on whichever device, is one batch."""

import re
import secrets
import uuid
from dataclasses import dataclass

from communes.models import Commune

from .models import Batch

# No look-alikes (0 O, 1 I L, 2 Z, 5 S), and nothing that a Vietnamese keyboard (Telex, VNI) would turn into another
# letter: no vowels, no D, no W. 23 is prime, so one check character finds every wrong one and every two exchanged.
ALPHABET = "23456789BCFGHJKMNPQRTVX"
PAYLOAD = 9  # 23^9 codes: among 10,000 slips two alike are as likely as 1 in 36,000
LENGTH = PAYLOAD + 1
TAIL = "8a5f-9e1c-7075c6a1b0f0"  # the rest of the id, the same for all slips; version 8, "as its maker likes"
MOST_SLIPS = 12


class BadCode(ValueError):
    """What was typed is no slip's code; says in words what to look at."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A code with the id of its batch, and what the ledger has under it so far."""

    code: str
    id: uuid.UUID
    batch: Batch | None = None
    is_elsewhere: bool = False  # stored by another commune, whose batch is not shown

    @property
    def is_stored(self) -> bool:
        return self.batch is not None or self.is_elsewhere


def new_codes(count: int) -> list[str]:
    """So many codes that nobody can foretell; they carry nothing."""
    return [_grouped(payload + _check_of(payload)) for payload in (_random_payload() for _ in range(count))]


def read_code(typed: str) -> str:
    """The code as it is printed, from what a person typed. Raises BadCode."""
    bare = re.sub(r"[\s.–-]", "", str(typed).upper())
    if strange := next((char for char in bare if char not in ALPHABET), None):
        raise BadCode(
            f"Mã phiếu giấy không có ký tự “{strange}”. Mã chỉ gồm chữ số 2–9 và các chữ {ALPHABET[8:]};"
            " xem lại mã in trên phiếu."
        )
    if len(bare) != LENGTH:
        raise BadCode(f"Mã phiếu giấy có {LENGTH} ký tự, vừa gõ {len(bare)}. Gõ đủ cả hai nhóm in trên phiếu.")
    if _check_of(bare[:PAYLOAD]) != bare[PAYLOAD]:
        raise BadCode("Mã phiếu giấy gõ nhầm hoặc đảo chỗ ký tự. So lại từng ký tự với mã in trên phiếu.")
    return _grouped(bare)


def id_of(code: str) -> uuid.UUID:
    """The batch's id: the code as a number, written into the id. No hashing, so a page without the network and without
    https comes to the same; the low digits go first, for the receipt is made of the first eight."""
    number = 0
    for char in read_code(code).replace("-", "")[:PAYLOAD]:
        number = number * len(ALPHABET) + ALPHABET.index(char)
    high, low = divmod(number, 2**32)
    return uuid.UUID(f"{low:08x}-{high:04x}-{TAIL}")


def slip_of(typed: str, commune: Commune) -> Slip:
    """What this commune may know of a slip. Raises BadCode. One query."""
    code = read_code(typed)
    batch = Batch.objects.filter(pk=id_of(code)).select_related("workstation", "worked_by").first()
    if batch and batch.commune_id != commune.pk:
        return Slip(code, batch.pk, is_elsewhere=True)
    return Slip(code, id_of(code), batch)


def _random_payload() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(PAYLOAD))


def _check_of(payload: str) -> str:
    return ALPHABET[sum(n * ALPHABET.index(char) for n, char in enumerate(payload, 1)) % len(ALPHABET)]


def _grouped(bare: str) -> str:
    return f"{bare[:5]}-{bare[5:]}"
