from .books import PROGRAMME_KINDS, Book, BookKind
from .mandate import CalendarDay, Deadline, Directive, DirectiveKind, Programme
from .people import Force, Role, StaffMember, User
from .places import Commune, CommuneKind, District
from .shifts import Shift
from .workstations import Downtime, DowntimeCause, Workstation, WorkstationKind

__all__ = [
    "PROGRAMME_KINDS",
    "Book",
    "BookKind",
    "CalendarDay",
    "Commune",
    "CommuneKind",
    "Deadline",
    "Directive",
    "DirectiveKind",
    "District",
    "Downtime",
    "DowntimeCause",
    "Force",
    "Programme",
    "Role",
    "Shift",
    "StaffMember",
    "User",
    "Workstation",
    "WorkstationKind",
]
