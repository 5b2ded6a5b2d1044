"""Đủ phiếu: what became of every expected shift, commune by day, and whom to chase."""

import datetime as dt

from django.shortcuts import render
from django.views.decorators.http import require_GET

from communes.access import commune_coded, communes_of, may
from communes.calendar import now
from communes.roster import days_between

from ..completeness import State, expected_shifts, heat_map
from ..faults import faults_of
from ..forms.completeness import SpanForm

CHASED = 60  # rows of the list: the page stays below 60 KB


@require_GET
def completeness(request):
    code = request.GET.get("xa", "")
    communes = [commune_coded(request.user, code)] if code else list(communes_of(request.user))
    form = SpanForm(request.GET)
    is_good = form.is_valid()
    last = form.last_day if is_good else now().date()
    days = days_between(last - dt.timedelta(days=(form.span if is_good else 14) - 1), last)
    found = expected_shifts(communes, days[0], days[-1], at=now())
    rows = heat_map(found, communes, days)
    chased = [one for one in reversed(found) if one.state in (State.MISSING, State.LATE)]
    named = {commune.pk: commune for commune in communes}
    for one in chased:
        one.assignment.commune = named[one.assignment.commune_id]  # read already
    sums = {state: sum(1 for one in found if one.state == state) for state in State}
    shown = {
        "form": form,
        "faults": faults_of(form),
        "days": days,
        "last_day": last,
        "span": len(days),
        "rows": [{"commune": row[0].commune, "cells": row, "sums": _sums(row)} for row in rows],
        "sums": [(state, sums[state]) for state in State if state != State.PENDING],
        "expected": sum(count for state, count in sums.items() if state != State.PENDING),
        "chased": chased[:CHASED],
        "chased_count": len(chased),
        "one_commune": communes[0] if len(communes) == 1 else None,
        "may_record": may(request.user, "entries.record_batch"),
    }
    return render(request, "entries/completeness.html", shown, status=200 if is_good else 400)


def _sums(row) -> dict:
    expected = sum(cell.expected - cell.counts[State.PENDING] for cell in row)
    return {"done": sum(cell.done for cell in row), "expected": expected}
