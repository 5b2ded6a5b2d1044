"""Who may do what: predicates (user, object), looked up by name with `user.has_perm`."""

import rules

from .models.people import Role


@rules.predicate
def is_active(user):
    return bool(user and user.is_authenticated and user.is_active)


@rules.predicate
def is_commune_official(user):
    return user.role == Role.COMMUNE


@rules.predicate
def is_district_office(user):
    return user.role == Role.DISTRICT


@rules.predicate
def is_administrator(user):
    return user.role == Role.ADMINISTRATOR or user.is_superuser


@rules.predicate
def is_of_users_commune(user, commune):
    """Without an object the question is whether there is any commune the user may act for."""
    return commune is None or user.commune_id == commune.pk


@rules.predicate
def is_of_users_district(user, commune):
    return commune is None or user.district_id == commune.district_id


@rules.predicate
def is_helper(user):
    return user.is_helper


acts_for_commune = is_active & is_commune_official & is_of_users_commune
acts_for_district = is_active & is_district_office & is_of_users_district

# The object of each is a commune.
rules.add_perm("entries.record_batch", acts_for_commune)
rules.add_perm("entries.upload_outbox", acts_for_commune | acts_for_district)
rules.add_perm("entries.correct_batch", acts_for_commune | acts_for_district)
rules.add_perm("entries.ask_back", acts_for_district)
rules.add_perm("entries.answer_question", acts_for_commune)
rules.add_perm("entries.confirm_figures", acts_for_commune & ~is_helper)
rules.add_perm("entries.import_workbook", (acts_for_commune | acts_for_district) & ~is_helper)
rules.add_perm("entries.settle_finding", acts_for_district & ~is_helper)
rules.add_perm("entries.answer_finding", acts_for_commune & ~is_helper)
rules.add_perm("entries.keep_extract", acts_for_district & ~is_helper)
rules.add_perm("entries.export", is_active & ~is_helper)
rules.add_perm("communes.plan_roster", acts_for_commune | acts_for_district)
rules.add_perm("communes.keep_team", acts_for_commune | acts_for_district)
rules.add_perm("communes.keep_machines", acts_for_commune | acts_for_district)
rules.add_perm("communes.record_downtime", acts_for_commune | acts_for_district)
rules.add_perm("communes.keep_plan", acts_for_commune | acts_for_district)
rules.add_perm("communes.decide_plan", acts_for_district)
rules.add_perm("communes.keep_calendar", acts_for_district)
rules.add_perm("communes.register_book", acts_for_commune | acts_for_district)
rules.add_perm("entries.record_defect", acts_for_commune | acts_for_district)
rules.add_perm("entries.hold_faulty_book", acts_for_district)
rules.add_perm("communes.bring_in_master_data", (acts_for_commune | acts_for_district) & ~is_helper)
rules.add_perm("communes.take_out_master_data", is_active & ~is_helper)
# Reading is decided by scope (access.py); these need no object.
rules.add_perm("reports.read_documents", is_active)
rules.add_perm("reports.keep_benchmark", acts_for_district & ~is_helper)
# The full report speaks for the district; a commune reads its own appendix.
rules.add_perm("reports.read_report", is_active & ~is_commune_official)
rules.add_perm("reports.write_report", acts_for_district & ~is_helper)
rules.add_perm("communes.administer", is_active & is_administrator)
rules.add_perm("reports.keep_scenario", is_active & is_district_office)
