"""The calendar of working days and the campaigns: read by all, kept by the district."""

import datetime as dt

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..access import communes_of, may, needs, require
from ..calendar import today
from ..campaigns import EARLIEST, LATEST, drop_campaign, keep_calendar_day, keep_campaign
from ..changes import changes_of
from ..formatting import format_date
from ..forms.campaigns import CalendarDayForm, CampaignForm
from ..keeping import keeps_typed_form, kept_form, typed_by_other
from ..models import CalendarDay, Campaign, Role
from ..refusals import OTHERS_FORM, Refused, faults_of, place_refusal
from ..year_sheet import year_sheet

KEEP = "communes.keep_calendar"


def _campaigns_of(user):
    """Those of the whole district and of the communes in the user's scope."""
    found = Campaign.objects.filter(district=user.district_id).select_related("commune")
    return found.filter(Q(commune=None) | Q(commune=user.commune_id)) if user.role == Role.COMMUNE else found


def _year(request) -> int:
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else today().year
    return min(max(year, EARLIEST.year), LATEST.year)


@keeps_typed_form
@require_http_methods(["GET", "POST"])
def calendar_days(request):
    """The year at a glance and the days that differ from their weekday; sent to it, a new one."""
    if request.method == "POST":
        require(request.user, KEEP)
    form = CalendarDayForm(request.POST if request.method == "POST" else kept_form(request))
    if request.method == "POST" and form.is_valid() and _did(request, form, keep_calendar_day, **form.cleaned_data):
        day = form.cleaned_data["day"]
        messages.success(request, f"Đã ghi ngày {format_date(day)}.")
        return redirect(f"{reverse('calendar_days')}?nam={day.year}")
    return _year_page(request, form)


def _year_page(request, form):
    year = _year(request)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    days = list(CalendarDay.objects.filter(day__gte=first, day__lte=last))
    campaigns = list(_campaigns_of(request.user).filter(from_on__lte=last, to_on__gte=first))
    faults = faults_of(form)
    shown = {
        "year": year, "sheet": year_sheet(year, days, campaigns, today()), "days": days, "campaigns": campaigns,
        "form": form, "faults": faults, "may_keep": may(request.user, KEEP),
        "is_first": year == EARLIEST.year, "is_last": year == LATEST.year,
    }  # fmt: skip
    return render(request, "communes/calendar_days.html", shown, status=400 if faults else 200)


def _found(queryset, pk: int):
    try:
        return queryset.get(pk=pk)
    except queryset.model.DoesNotExist as error:
        raise Http404 from error


@keeps_typed_form
@needs(KEEP)
@require_http_methods(["GET", "POST"])
def calendar_day(request, pk):
    """One day of the calendar, to be changed."""
    found = _found(CalendarDay.objects, pk)
    typed = request.POST if request.method == "POST" else kept_form(request)
    initial = {"day": found.day, "name": found.name, "is_working": "1" if found.is_working else "0"}
    form = CalendarDayForm(typed, initial=initial)
    is_good = request.method == "POST" and form.is_valid()
    if is_good and _did(request, form, keep_calendar_day, changes=found, **form.cleaned_data):
        messages.success(request, f"Đã sửa ngày {format_date(form.cleaned_data['day'])}.")
        return redirect("calendar_days")
    faults = faults_of(form)
    shown = {"form": form, "faults": faults, "day": found, "initial": initial}
    return render(request, "communes/calendar_day.html", shown, status=400 if faults else 200)


@needs(KEEP)
@require_POST
def remove_calendar_day(request, pk):
    found = _found(CalendarDay.objects, pk)
    found.delete()
    messages.success(request, f"Đã bỏ ngày {format_date(found.day)} khỏi lịch; ngày này theo thứ trong tuần.")
    return redirect("calendar_days")


@require_GET
def campaigns(request):
    """Every campaign, those that go on or are to come first."""
    found = list(_campaigns_of(request.user).order_by("-to_on", "from_on", "id"))
    shown = {
        "current": [one for one in reversed(found) if one.to_on >= today()],
        "past": [one for one in found if one.to_on < today()],
        "may_keep": may(request.user, KEEP),
    }
    return render(request, "communes/campaigns.html", shown)


@keeps_typed_form
@needs(KEEP)
@require_http_methods(["GET", "POST"])
def add_campaign(request):
    return _campaign_page(request, Campaign(district=request.user.district), "Đã thêm đợt.")


@keeps_typed_form
@needs(KEEP)
@require_http_methods(["GET", "POST"])
def campaign(request, pk):
    return _campaign_page(request, _found(_campaigns_of(request.user), pk), "Đã lưu đợt.")


def _campaign_page(request, about: Campaign, done: str):
    typed = request.POST if request.method == "POST" else kept_form(request)
    initial = {name: getattr(about, name) for name in ("name", "from_on", "to_on", "free_share", "document")}
    form = CampaignForm(
        typed, communes=list(communes_of(request.user)), initial=initial | {"commune": about.commune_id}
    )
    if request.method == "POST" and form.is_valid():
        for name, value in form.cleaned_data.items():
            setattr(about, name, value)
        if _did(request, form, keep_campaign, campaign=about):
            messages.success(request, f"{done} Đề xuất kế hoạch và dự báo tính theo đợt này.")
            return redirect("campaigns")
    faults = faults_of(form)
    shown = {"form": form, "faults": faults, "campaign": about, "history": changes_of(about) if about.pk else None}
    return render(request, "communes/campaign.html", shown, status=400 if faults else 200)


@needs(KEEP)
@require_POST
def remove_campaign(request, pk):
    found = _found(_campaigns_of(request.user), pk)
    drop_campaign(by=request.user, campaign=found)
    messages.success(request, f"Đã bỏ đợt “{found.name}”.")
    return redirect("campaigns")


def _did(request, form, act, **about) -> bool:
    """Whether the act was done; else what was refused stands in the form."""
    if typed_by_other(request):
        form.add_error(None, OTHERS_FORM)
        return False
    try:
        act(by=request.user, **about)
    except Refused as refused:
        place_refusal(refused, form)
        return False
    return True
