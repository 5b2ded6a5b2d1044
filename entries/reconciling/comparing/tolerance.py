"""How far two figures may lie apart and still be called equal."""

from dataclasses import dataclass
from decimal import Decimal

from communes.formatting import format_count, format_share


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A difference is allowed up to `records` (trường hợp) or up to `share` of their figure, whichever is more."""

    records: int = 5
    share: Decimal = Decimal("0.001")

    def allows(self, difference: int, theirs: int) -> bool:
        return abs(difference) <= self.records or abs(difference) <= self.limit(theirs)

    def limit(self, theirs: int) -> int:
        """The largest difference that is still allowed, in whole records."""
        return max(self.records, int(self.share * abs(theirs)))

    @property
    def words(self) -> str:
        """ "10 trường hợp hoặc 0,1%, lấy số lớn hơn"."""
        if not self.share:
            return f"{format_count(self.records)} trường hợp"
        return f"{format_count(self.records)} trường hợp hoặc {format_share(self.share)}, lấy số lớn hơn"
