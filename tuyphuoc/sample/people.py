"""Sample accounts, one a commune, and members of the entry teams with names like N.V.A."""

import random

from django.contrib.auth.hashers import make_password

from communes.models import Commune, District, Force, Role, StaffMember, User
from communes.text import fold

PASSWORD = "tuyphuoc-2024"
DISTRICT_ACCOUNTS = {
    "tuphap": (Role.DISTRICT, "L.T.B"),
    "quansat": (Role.OBSERVER, "P.V.D"),
    "quantri": (Role.ADMINISTRATOR, "T.Q.H"),
}
TEAM_SIZE = 5
_FAMILY, _MIDDLE, _GIVEN = "NTLPHVĐB", "VTĐHMQN", "ABCDĐGHKLMNOPQSTUVXY"


def account_name(commune: Commune) -> str:
    """xa.phuocson for xã Phước Sơn."""
    return "xa." + fold(commune.name).replace(" ", "")


def initials(rng: random.Random) -> str:
    return ".".join(rng.choice(letters) for letters in (_FAMILY, _MIDDLE, _GIVEN))


def make_accounts(district: District, communes: list[Commune], seed: int) -> dict[str, User]:
    """Accounts by user name; one that exists already is left as it is."""
    password = make_password(PASSWORD)  # hashed once: a good hash is slow on purpose
    rng = random.Random(f"{seed}/accounts")
    wanted = [
        User(username=account_name(commune), full_name=initials(rng), role=Role.COMMUNE, commune=commune)
        for commune in communes
    ]
    for name, (role, full_name) in DISTRICT_ACCOUNTS.items():
        rules_all = role == Role.ADMINISTRATOR
        wanted.append(User(username=name, full_name=full_name, role=role, is_staff=rules_all, is_superuser=rules_all))
    for user in wanted:
        user.district, user.password = district, password
    names = [user.username for user in wanted]
    taken = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    User.objects.bulk_create(user for user in wanted if user.username not in taken)
    return {user.username: user for user in User.objects.filter(username__in=names)}


def make_teams(communes: list[Commune], seed: int) -> dict[int, list[StaffMember]]:
    """The members of each commune's team, by the commune's primary key."""
    teams = {}
    for commune in communes:
        rng = random.Random(f"{seed}/team/{commune.code}")
        names = {}
        while len(names) < TEAM_SIZE:
            name = initials(rng)
            names.setdefault(fold(name), name)
        forces = [Force.POLICE, Force.JUSTICE, Force.POLICE, Force.UNION, Force.HELPER]
        teams[commune.pk] = [
            StaffMember(commune=commune, name=name, folded_name=folded, force=force)
            for (folded, name), force in zip(names.items(), forces, strict=True)
        ]
    StaffMember.objects.bulk_create((member for team in teams.values() for member in team), ignore_conflicts=True)
    stored = {(m.commune_id, m.folded_name): m for m in StaffMember.objects.filter(commune__in=communes)}
    return {pk: [stored[pk, member.folded_name] for member in team] for pk, team in teams.items()}
