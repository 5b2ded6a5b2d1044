from .books import PROGRAMME_KINDS, Book, BookCheck, BookKind
from .custody import HandedBook, Handover, Holder
from .mandate import CalendarDay, Deadline, Directive, DirectiveKind, Programme
from .people import Force, Role, StaffMember, User
from .places import Commune, CommuneKind, District
from .plans import Campaign, Period, Plan, PlanLevel, PlanState, Target
from .rosters import Assignment, DayOff
from .shifts import Shift
from .workstations import Downtime, DowntimeCause, Loan, Workstation, WorkstationKind

__all__ = [
    "PROGRAMME_KINDS",
    "Assignment",
    "Book",
    "BookCheck",
    "BookKind",
    "CalendarDay",
    "Campaign",
    "Commune",
    "CommuneKind",
    "DayOff",
    "Deadline",
    "Directive",
    "DirectiveKind",
    "District",
    "Downtime",
    "DowntimeCause",
    "Force",
    "HandedBook",
    "Handover",
    "Holder",
    "Loan",
    "Period",
    "Plan",
    "PlanLevel",
    "PlanState",
    "Programme",
    "Role",
    "Shift",
    "StaffMember",
    "Target",
    "User",
    "Workstation",
    "WorkstationKind",
]
