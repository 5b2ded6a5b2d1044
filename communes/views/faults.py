"""Pages for what went wrong, in words, with the way out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from ..answering import refusal, view_of, wants_json
from ..keeping import keep_from_older_page

OLDER_PAGE = (
    "Trang vừa rồi mở từ trước lần đăng nhập gần nhất nên chưa ghi. Những gì đã gõ vẫn còn dưới đây: kiểm tra rồi gửi."
)


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
    """The form's protection code is out of date, mostly after logging in in another tab: nothing is done, and what was
    typed is given back on its page."""
    view = view_of(request)
    if wants_json(view):
        return refusal("stale_code", "Mã bảo vệ đã cũ. Trang tự lấy mã mới và gửi lại.", 403)
    if page := keep_from_older_page(request, view):
        messages.warning(request, OLDER_PAGE)
        return redirect(page)
    return render(request, "faults/csrf.html", status=403)
