"""Every URL x every role: one table. An address that the table does not know fails the tests.

The objects are Phước Sơn's: `own` is its official; to `foreign`, the official of another commune, they do not exist.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from communes.calendar import now
from communes.downtime import record_downtime
from communes.models import CalendarDay
from communes.team import give_day_off
from entries.defects import record_defect
from entries.importing.storing import receive
from entries.models import DefectKind
from tests.entries.importing.workbooks import BOOKS_HEAD, workbook
from tests.factories import (
    averaged,
    bound,
    drafted,
    extracted,
    found_in,
    handed,
    kept_lending,
    kept_what_if,
    make_book,
    make_opening,
    member,
    planned,
    record,
    requested_for,
    round_of,
    template_of_province,
)

ROLES = ("anonymous", "own", "foreign", "district", "observer", "administrator")
PERSONAS = dict(zip(ROLES[1:], ("official", "neighbour", "justice_office", "observer", "administrator"), strict=True))
CODE = "21970"  # Phước Sơn


@dataclass(frozen=True)
class Row:
    """What GET and POST answer to each of ROLES; one number stands for all of them."""

    get: tuple[int, ...] | int
    post: tuple[int, ...] | int
    args: tuple[str, ...] = ()
    query: str = ""
    sent: tuple[tuple[str, str], ...] = ()
    needs: tuple[str, ...] = ()  # what has to be there besides what the address names

    def expected(self, method: str, role: str) -> int:
        answers = getattr(self, method)
        return answers if isinstance(answers, int) else answers[ROLES.index(role)]


# 302 of anonymous: to the log-in page; 401: the log-in page with what was sent; 405: read only.
READ = (401, 405, 405, 405, 405, 405)
FOR_ALL = (302, 200, 200, 200, 200, 200)
OF_DISTRICT = (302, 403, 403, 200, 200, 200)
OF_OFFICE = (302, 403, 403, 200, 403, 403)
TABLE = {
    # everybody
    "health": Row(200, 405),
    "service_worker": Row(200, 405),
    "manifest": Row(200, 405),
    "away": Row(200, 405),
    "sign_in": Row((200, 302, 302, 302, 302, 302), 400),
    "sign_out": Row(405, 302),
    "home": Row(302, READ),
    "account": Row(FOR_ALL, READ),
    "change_password": Row(FOR_ALL, (401, 400, 400, 400, 400, 400)),
    # recording: officials, in the own commune
    "entry": Row((302, 200, 200, 403, 403, 403), (401, 400, 400, 403, 403, 403)),
    "entry_books": Row((302, 200, 404, 200, 403, 403), (401, 405, 405, 405, 403, 403), query=f"xa={CODE}"),
    "sync": Row((401, 200, 200, 403, 403, 403), (401, 400, 400, 403, 403, 403)),
    "paper_slips": Row((302, 200, 200, 403, 403, 403), (401, 405, 405, 403, 403, 403)),
    "paper_slip": Row((401, 200, 200, 403, 403, 403), READ, query="phieu=BBBBB-BBBBM"),
    "hand_over": Row((302, 200, 200, 403, 403, 403), (401, 405, 405, 403, 403, 403)),
    "outbox_file": Row((302, 200, 200, 200, 403, 403), (401, 400, 400, 400, 403, 403)),
    "desk": Row((401, 200, 200, 403, 403, 403), READ),
    # the roster: officials of the commune and the district write, everybody in scope reads
    "roster": Row(FOR_ALL, (401, 302, 302, 404, 404, 404)),
    "copy_roster": Row((302, 405, 405, 405, 405, 405), (401, 302, 302, 404, 404, 404)),
    "rotation": Row((302, 200, 404, 200, 403, 403), (401, 400, 400, 404, 404, 404), query=f"xa={CODE}"),
    "roster_sheet": Row((302, 200, 404, 200, 200, 200), READ, query=f"xa={CODE}"),
    "completeness": Row(FOR_ALL, READ),
    "team": Row(FOR_ALL, READ),
    "add_member": Row((302, 200, 404, 200, 403, 403), (401, 400, 400, 404, 404, 404), query=f"xa={CODE}"),
    "member": Row((302, 200, 404, 200, 200, 200), (401, 400, 404, 400, 403, 403), args=("member",)),
    "end_day_off": Row((302, 405, 405, 405, 405, 405), (401, 302, 404, 302, 403, 403), args=("off",)),
    # machines: officials of the commune and the district keep and lend, everybody in scope reads
    "machines": Row(FOR_ALL, READ),
    "add_machine": Row((302, 200, 404, 200, 403, 403), (401, 400, 400, 404, 404, 404), query=f"xa={CODE}"),
    "machine": Row((302, 200, 404, 200, 200, 200), (401, 400, 404, 400, 403, 403), args=("machine",)),
    # time lost: officials of the commune and the district record, everybody in scope reads
    "downtimes": Row(FOR_ALL, READ),
    "add_downtime": Row((302, 200, 404, 200, 403, 403), (401, 400, 400, 400, 403, 403), query=f"xa={CODE}"),
    "downtime": Row((302, 200, 404, 200, 200, 200), (401, 400, 404, 400, 403, 403), args=("downtime",)),
    "down_now": Row((302, 405, 405, 403, 403, 403), (401, 302, 302, 403, 403, 403)),
    "up_again": Row((302, 405, 405, 405, 405, 405), (401, 302, 404, 302, 403, 403), args=("downtime",)),
    # the ledger: everybody in scope
    "ledger": Row((302, 200, 400, 200, 200, 200), READ, query=f"xa={CODE}"),
    "ledger_file": Row((302, 200, 400, 200, 200, 200), READ, args=("csv",), query=f"xa={CODE}"),
    "batch": Row((302, 200, 404, 200, 200, 200), READ, args=("batch",)),
    "correct": Row((302, 200, 404, 200, 403, 403), (401, 400, 404, 400, 403, 403), args=("batch",)),
    "allot_opening": Row((302, 200, 404, 200, 403, 403), (401, 400, 404, 400, 403, 403), args=("opening",)),
    # the thread of a batch: the district asks and marks, the commune answers; everybody in scope reads
    "ask_back": Row((302, 403, 404, 200, 403, 403), (401, 403, 404, 400, 403, 403), args=("batch",)),
    "answer_question": Row((302, 200, 404, 403, 403, 403), (401, 400, 404, 403, 403, 403), args=("batch",)),
    "mark_seen": Row((302, 405, 405, 405, 405, 405), (401, 403, 404, 302, 403, 403), args=("batch",)),
    "review": Row(FOR_ALL, READ),
    "confirmations": Row(FOR_ALL, (401, 400, 400, 403, 403, 403)),
    # books: read by all, added by officials and the district
    "books": Row((302, 200, 400, 200, 200, 200), READ, query=f"xa={CODE}"),
    "book": Row((302, 200, 404, 200, 200, 200), (401, 400, 404, 400, 403, 403), args=("book",)),
    "handovers": Row(FOR_ALL, READ),
    "new_handover": Row((302, 200, 404, 200, 403, 403), (401, 400, 400, 400, 403, 403), query=f"xa={CODE}"),
    "handover": Row((302, 200, 404, 200, 200, 200), (401, 400, 404, 400, 403, 403), args=("handover",)),
    "handover_paper": Row((302, 200, 404, 200, 200, 200), READ, args=("handover",)),
    "add_book": Row((302, 200, 200, 200, 403, 403), (401, 400, 400, 400, 403, 403)),
    # faults in the books: officials of the commune and the district record, everybody in scope reads
    "defects": Row((302, 200, 400, 200, 200, 200), READ, query=f"xa={CODE}"),
    "add_defect": Row((302, 200, 404, 200, 403, 403), (401, 400, 400, 400, 403, 403), query=f"xa={CODE}"),
    "defect": Row((302, 200, 404, 200, 200, 200), (401, 400, 404, 400, 403, 403), args=("defect",)),
    "hold_faulty_book": Row(
        (302, 403, 403, 200, 403, 403), (401, 403, 403, 400, 403, 403), args=("book",), needs=("defect",)
    ),
    # master data: everybody takes out what is in scope, officials and the district bring in
    "master_data": Row(FOR_ALL, READ),
    "master_data_file": Row(FOR_ALL, READ, args=("may-tinh",)),
    "bring_in": Row((302, 405, 405, 405, 403, 403), (401, 400, 400, 400, 403, 403), args=("may-tinh",)),
    "store_brought_in": Row((302, 405, 405, 405, 403, 403), (401, 302, 302, 302, 403, 403), args=("may-tinh",)),
    # files: officials for the own commune, the district for all
    # reconciliation: everybody reads what is in scope, the district keeps extracts
    "reconciliation": Row(FOR_ALL, READ),
    # no extract names the other commune, so it has nothing to compare and its page has no such link
    "reconciliation_file": Row((302, 200, 400, 200, 200, 200), READ, needs=("extract",)),
    "reconciling_settings": Row(OF_OFFICE, (401, 403, 403, 400, 403, 403)),
    "why_gap": Row((302, 200, 404, 200, 200, 200), READ, args=("commune",)),
    "add_extract": Row(OF_OFFICE, (401, 403, 403, 400, 403, 403)),
    "extract": Row(FOR_ALL, READ, args=("extract",)),
    "withdraw_extract": Row((302, 403, 403, 405, 403, 403), (401, 403, 403, 400, 403, 403), args=("extract",)),
    "letter_label": Row((302, 403, 403, 405, 403, 403), (401, 403, 403, 400, 403, 403), args=("request",)),
    "restore_extract": Row((302, 403, 403, 405, 403, 403), (401, 403, 403, 302, 403, 403), args=("extract",)),
    # findings: everybody reads what is in scope, the district settles, the commune answers
    "findings": Row(FOR_ALL, READ),
    "dispute": Row((302, 200, 200, 200, 403, 403), (401, 400, 400, 400, 403, 403)),
    "look_again": Row((302, 403, 403, 405, 403, 403), (401, 403, 403, 302, 403, 403)),
    "finding": Row((302, 200, 404, 200, 200, 200), READ, args=("finding",)),
    "act_on_finding": Row((302, 405, 405, 405, 405, 405), (401, 403, 404, 400, 403, 403), args=("finding", "hoi-xa")),
    "finding_books": Row((302, 200, 404, 200, 403, 403), (401, 400, 404, 400, 403, 403), args=("finding",)),
    # requests: everybody reads what is in scope, the district writes the letter
    "adjustment_requests": Row(FOR_ALL, READ),
    "adjustment_letter": Row((302, 403, 403, 302, 403, 403), (401, 403, 403, 405, 403, 403), args=("docx",)),
    "letter_sent": Row((302, 403, 403, 405, 403, 403), (401, 403, 403, 400, 403, 403)),
    "adjustment_request": Row((302, 200, 404, 200, 200, 200), (401, 403, 404, 400, 403, 403), args=("request",)),
    # rounds: everybody reads, the district opens and closes, the commune answers
    "rounds": Row(FOR_ALL, (401, 403, 403, 400, 403, 403)),
    "round": Row(FOR_ALL, (401, 400, 400, 403, 403, 403), args=("round",)),
    "drop_round": Row((302, 403, 403, 405, 403, 403), (401, 403, 403, 302, 403, 403), args=("round",)),
    "end_round": Row((302, 403, 403, 405, 403, 403), (401, 403, 403, 302, 403, 403), args=("round",)),
    "imports": Row((302, 200, 200, 200, 403, 403), (401, 400, 400, 400, 403, 403)),
    "import_form": Row(
        (302, 200, 404, 200, 403, 403), (401, 405, 405, 405, 403, 403), args=("log",), query=f"xa={CODE}"
    ),
    "import_export": Row(
        (302, 200, 404, 200, 403, 403), (401, 405, 405, 405, 403, 403), args=("log",), query=f"xa={CODE}"
    ),
    "import_run": Row((302, 200, 404, 200, 403, 403), (401, 405, 405, 405, 403, 403), args=("run",)),
    "take_back_import": Row((302, 302, 404, 302, 403, 403), (401, 409, 404, 409, 403, 403), args=("run",)),
    "import_marked": Row((302, 404, 404, 404, 403, 403), (401, 405, 405, 405, 403, 403), args=("run",)),
    "import_file": Row((302, 200, 404, 200, 403, 403), (401, 405, 405, 405, 403, 403), args=("run",)),
    "confirm_import": Row((302, 405, 405, 405, 403, 403), (401, 302, 404, 302, 403, 403), args=("run",)),
    "discard_import": Row((302, 405, 405, 405, 403, 403), (401, 302, 404, 302, 403, 403), args=("run",)),
    # plans: a commune its own, the district those of its levels (and decides); the calendar is the district's
    "plans": Row(FOR_ALL, READ),
    "new_plan": Row((302, 200, 404, 200, 403, 403), (401, 400, 400, 400, 403, 403), query=f"xa={CODE}"),
    "plan": Row((302, 200, 404, 200, 200, 200), (401, 400, 404, 403, 403, 403), args=("plan",)),
    "hand_in_plan": Row((302, 405, 405, 405, 405, 405), (401, 302, 404, 403, 403, 403), args=("plan",)),
    "remove_plan": Row((302, 405, 405, 405, 405, 405), (401, 302, 404, 403, 403, 403), args=("plan",)),
    "approve_plan": Row((302, 405, 405, 405, 405, 405), (401, 403, 404, 400, 403, 403), args=("plan",)),
    "give_plan_back": Row((302, 405, 405, 405, 405, 405), (401, 403, 404, 400, 403, 403), args=("plan",)),
    "explain_plan": Row((302, 405, 405, 405, 405, 405), (401, 400, 404, 400, 403, 403), args=("plan",)),
    "plan_docx": Row((302, 200, 404, 200, 200, 200), READ, args=("plan",)),
    "plan_xlsx": Row((302, 200, 404, 200, 200, 200), READ, args=("plan",)),
    "calendar_days": Row(FOR_ALL, (401, 403, 403, 400, 403, 403)),
    "calendar_day": Row(OF_OFFICE, (401, 403, 403, 400, 403, 403), args=("calendar_day",)),
    "remove_calendar_day": Row((302, 403, 403, 405, 403, 403), (401, 403, 403, 302, 403, 403), args=("calendar_day",)),
    "campaigns": Row(FOR_ALL, READ),
    "add_campaign": Row(OF_OFFICE, (401, 403, 403, 400, 403, 403)),
    "campaign": Row(OF_OFFICE, (401, 403, 403, 400, 403, 403), args=("campaign",)),
    "remove_campaign": Row((302, 403, 403, 405, 403, 403), (401, 403, 403, 302, 403, 403), args=("campaign",)),
    # the telling
    "dashboard": Row(FOR_ALL, READ),
    "dashboard_xlsx": Row(FOR_ALL, READ),
    "forecast": Row(FOR_ALL, READ),
    "forecast_xlsx": Row(FOR_ALL, READ),
    "what_if_xlsx": Row(FOR_ALL, READ),
    "what_if": Row(FOR_ALL, (401, 403, 403, 400, 403, 403)),
    "kept_scenario": Row((302, 403, 403, 200, 403, 403), (401, 403, 403, 405, 403, 403), args=("what_if",)),
    "lending_plan": Row(OF_DISTRICT, (401, 403, 403, 400, 403, 403)),
    "kept_lending": Row(OF_DISTRICT, (401, 403, 403, 405, 405, 405), args=("lending",)),
    "lending_paper": Row(OF_DISTRICT, (401, 403, 403, 405, 405, 405), args=("lending",)),
    "day_heat": Row(FOR_ALL, READ),
    "day_heat_xlsx": Row(FOR_ALL, READ),
    "multiples": Row(FOR_ALL, READ),
    "multiples_xlsx": Row(FOR_ALL, READ),
    "compare_dates": Row(FOR_ALL, READ),
    "compare_dates_xlsx": Row(FOR_ALL, READ),
    "ranking": Row(FOR_ALL, READ),
    "ranking_xlsx": Row(FOR_ALL, READ),
    "benchmarks": Row(FOR_ALL, (401, 403, 403, 400, 403, 403)),
    "benchmarks_xlsx": Row(FOR_ALL, READ),
    "benchmark": Row(FOR_ALL, (401, 403, 403, 400, 403, 403), args=("benchmark",)),
    "wall": Row(FOR_ALL, READ),
    "report": Row(OF_DISTRICT, READ),
    "report_docx": Row(OF_DISTRICT, READ),
    "report_xlsx": Row(OF_DISTRICT, READ),
    "new_report": Row((302, 405, 405, 405, 405, 405), (401, 403, 403, 302, 403, 403)),
    "signers": Row(OF_OFFICE, (401, 403, 403, 400, 403, 403)),
    "compare_reports": Row(OF_DISTRICT, READ),
    "find_report": Row((302, 403, 403, 302, 302, 302), READ),
    "report_draft": Row(OF_DISTRICT, READ, args=("report",)),
    "report_file": Row(OF_DISTRICT, READ, args=("report", "docx")),
    "report_part": Row(OF_OFFICE, (401, 403, 403, 404, 403, 403), args=("report",), query="doan=opening.request"),
    "report_add_part": Row(OF_OFFICE, (401, 403, 403, 400, 403, 403), args=("report",)),
    "report_choices": Row(OF_OFFICE, (401, 403, 403, 302, 403, 403), args=("report",)),
    "report_presence": Row((302, 405, 405, 405, 405, 405), (401, 403, 403, 200, 403, 403), args=("report",)),
    "issue_report": Row(OF_OFFICE, (401, 403, 403, 400, 403, 403), args=("report",)),
    "replace_report": Row((302, 405, 405, 405, 405, 405), (401, 403, 403, 302, 403, 403), args=("report",)),
    "drop_report": Row((302, 405, 405, 405, 405, 405), (401, 403, 403, 302, 403, 403), args=("report",)),
    "other_papers": Row(OF_DISTRICT, READ),
    "all_papers": Row(OF_DISTRICT, READ),
    "other_paper": Row(OF_DISTRICT, READ, args=("tom-tat",)),
    "schedule": Row(OF_DISTRICT, (401, 403, 403, 400, 403, 403)),
    "templates": Row(OF_OFFICE, (401, 403, 403, 400, 403, 403)),
    "workbook_template": Row(OF_DISTRICT, (401, 403, 403, 302, 403, 403), args=("template",)),
    "filled_template": Row(OF_DISTRICT, READ, args=("template",)),
    "drop_template": Row((302, 405, 405, 405, 405, 405), (401, 403, 403, 302, 403, 403), args=("template",)),
    "check_paper": Row(OF_DISTRICT, (401, 403, 403, 400, 400, 400), args=("report",)),
    "report_facts": Row(OF_DISTRICT, READ, args=("report",)),
    "appendix": Row(FOR_ALL, READ),
    "appendix_xlsx": Row(FOR_ALL, READ),
    "appendix_page_xlsx": Row(FOR_ALL, READ),
}


def patterns(resolver, namespace=""):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, each.namespace or namespace)
        else:
            yield namespace, each


def test_the_table_knows_every_address_and_no_other():
    found = [pattern.name for namespace, pattern in patterns(get_resolver()) if namespace != "admin"]
    assert sorted(found) == sorted(TABLE)


class Objects:
    """What addresses name, all of Phước Sơn or its district; each is made when a row asks for it."""

    def __init__(self, official, justice_office, phuoc_son):
        self.official, self.office, self.commune = official, justice_office, phuoc_son
        self.book = make_book(phuoc_son, by=official)

    def key(self, arg):
        """The primary key of what `arg` names, or `arg` itself."""
        return getattr(self, arg).pk if hasattr(type(self), str(arg)) or arg in vars(self) else arg

    @cached_property
    def run(self):
        content = workbook([BOOKS_HEAD, [1, "KS", 1, 1998, 1998, 200, 120, ""]])
        place = {"commune": self.commune, "district": self.commune.district}
        return receive(content, file_name="so.xlsx", kind="books", by=self.official, **place)

    @cached_property
    def off(self):
        day = dt.date(2024, 3, 8)
        return give_day_off(by=self.official, member=self.member, from_on=day, to_on=day)

    opening = cached_property(lambda self: make_opening(self.commune, by=self.official, entered=60))
    member = cached_property(lambda self: member(self.commune))
    machine = cached_property(lambda self: self.commune.workstations.first())
    downtime = cached_property(
        lambda self: record_downtime(by=self.official, commune=self.commune, cause="network", started_at=now())
    )
    defect = cached_property(
        lambda self: record_defect(by=self.official, book=self.book, kind=DefectKind.objects.first(), count=5)
    )
    handover = cached_property(lambda self: handed(self.book, by=self.official))
    plan = cached_property(lambda self: planned(self.commune, by=self.official))
    calendar_day = cached_property(lambda self: CalendarDay.objects.first())
    campaign = cached_property(lambda self: bound(by=self.office))
    what_if = cached_property(lambda self: kept_what_if(by=self.office))
    lending = cached_property(lambda self: kept_lending(by=self.office))
    report = cached_property(lambda self: drafted(by=self.office))
    template = cached_property(lambda self: template_of_province(by=self.office))
    benchmark = cached_property(lambda self: averaged(by=self.office))
    batch = cached_property(lambda self: record(self.book, 46, by=self.official))
    extract = cached_property(lambda self: extracted(self.commune, by=self.office))
    finding = cached_property(lambda self: found_in(self.commune))
    round = cached_property(lambda self: round_of(self.commune.district, by=self.office))
    request = cached_property(lambda self: requested_for(self.commune, by=self.office))


@pytest.fixture
def objects(official, justice_office, phuoc_son):
    return Objects(official, justice_office, phuoc_son)


@pytest.fixture
def visitors(request, db) -> dict[str, Client]:
    """A browser of each role; each has been seen today, so that nothing but the page itself is asked for."""
    found = {role: Client() for role in ROLES}
    for role, persona in PERSONAS.items():
        found[role].force_login(request.getfixturevalue(persona))
    return found


@pytest.mark.parametrize("name", TABLE)
def test_every_address_answers_each_role_as_the_table_says(visitors, objects, name):
    """Whatever an answer stored is taken back before the next one is asked."""
    row = TABLE[name]
    for needed in row.needs:
        objects.key(needed)
    address = reverse(name, args=[objects.key(arg) for arg in row.args])
    answered, expected = {}, {}
    for role, visitor in visitors.items():
        for method in ("get", "post"):
            with transaction.atomic():
                response = getattr(visitor, method)(f"{address}?{row.query}" if method == "get" else address)
                transaction.set_rollback(True)
            answered[role, method] = response.status_code
            expected[role, method] = row.expected(method, role)
            if (role, method, response.status_code) == ("anonymous", "get", 302) and row.get != 302:
                assert response.url.startswith("/dang-nhap/?next=/")
    assert answered == expected


def test_a_kept_form_is_given_back_on_a_page_that_opens():
    """After logging in again the browser is sent to where the form was: to a page, not to an address that takes POST
    alone."""
    dead_ends = [
        pattern.name
        for namespace, pattern in patterns(get_resolver())
        if not namespace and isinstance(pattern, URLPattern) and getattr(pattern.callback, "keeps_typed_form", False)
        if not hasattr(pattern.callback, "form_page") and 405 in [TABLE[pattern.name].expected("get", r) for r in ROLES]
    ]
    assert dead_ends == []


@pytest.mark.parametrize("role", PERSONAS)
def test_each_role_starts_at_what_it_came_for(client, request, role):
    client.force_login(request.getfixturevalue(PERSONAS[role]))
    homes = {"own": "entry", "foreign": "entry", "administrator": "admin:index"}
    assert client.get("/").url == reverse(homes.get(role, "dashboard"))


@pytest.mark.parametrize("role", PERSONAS)
def test_every_word_of_the_menu_opens(client, request, role):
    client.force_login(request.getfixturevalue(PERSONAS[role]))
    menu = client.get("/tai-khoan/").context["menu"]
    assert [client.get(entry["address"]).status_code for entry in menu] == [200] * len(menu)
    assert 3 < len(menu) <= 7


def test_a_form_without_its_protection_code_is_refused_in_words(official):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(official)
    for name in ("entry", "add_book", "imports", "sign_out", "change_password"):
        response = careful.post(reverse(name))
        assert response.status_code == 403
        assert "Biểu mẫu" in response.content.decode()


# ------------------------------------------------------------------ the administrator's desk
def desk() -> list[str]:
    """Every address of the administrator's desk, with something in place of each key."""
    addresses = []
    for namespace, pattern in patterns(get_resolver()):
        if namespace == "admin" and isinstance(pattern, URLPattern) and pattern.name:
            keys = {key: "communes" if key == "app_label" else "1" for key in pattern.pattern.regex.groupindex}
            addresses.append(reverse(f"admin:{pattern.name}", kwargs=keys or None))
    return sorted(set(addresses) - {"/quan-tri/login/", "/quan-tri/logout/"})


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_nobody_else_gets_to_the_administrators_desk(client, request, db, role):
    if role in PERSONAS:
        client.force_login(request.getfixturevalue(PERSONAS[role]))
    answers = {address: client.get(address) for address in desk()}
    assert len(answers) > 60
    assert {address for address, answer in answers.items() if answer.status_code != 302} == set()
    assert {answer.url.split("?")[0] for answer in answers.values()} <= {"/dang-nhap/", "/quan-tri/login/"}


def test_the_administrator_opens_every_page_of_the_desk(client, administrator):
    client.force_login(administrator)
    answers = {address: client.get(address).status_code for address in desk()}
    lists = [address for address in answers if len(address.split("/")) == 5]
    assert len(lists) > 10
    assert {address: answers[address] for address in lists if answers[address] != 200} == {}
    assert set(answers.values()) <= {200, 302, 403, 404}
