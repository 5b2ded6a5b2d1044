"""Pages for what went wrong, in words, with the way out."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from ..answering import refusal, view_of, wants_json


@login_not_required
def bad_request(request, exception=None):
    return render(request, "faults/400.html", status=400)


@login_not_required
def forbidden(request, exception=None):
    return render(request, "faults/403.html", status=403)


@login_not_required
def not_found(request, exception=None):
    return render(request, "faults/404.html", status=404)


@login_not_required
def server_error(request):
    # without the request: what broke may be what every page needs, the database for one
    return HttpResponse(render_to_string("faults/500.html"), status=500)


@login_not_required
def csrf_failure(request, reason=""):
    """The form's protection code is out of date, mostly after logging in in another tab."""
    if wants_json(view_of(request)):
        return refusal("stale_code", "Mã bảo vệ đã cũ. Trang tự lấy mã mới và gửi lại.", 403)
    return render(request, "faults/csrf.html", status=403)
