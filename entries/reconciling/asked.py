"""What reconciling waits for from a commune: findings it was asked about, a round it has not answered."""

from dataclasses import dataclass

from communes.models import Commune

from ..models import Finding, Round


@dataclass(frozen=True, slots=True)
class Asked:
    """`findings` of which the commune has to say what happened; `round`: the open one it has not answered yet."""

    findings: tuple[Finding, ...]
    round: Round | None

    def __bool__(self) -> bool:
        return bool(self.findings or self.round)


def asked_of(commune: Commune) -> Asked:
    """Two queries, however many findings."""
    findings = Finding.objects.waiting_for(commune).order_by("found_on", "pk")
    opened = Round.objects.filter(district=commune.district_id, closed_at=None).exclude(answers__commune=commune)
    return Asked(tuple(findings), opened.first())
