"""Two gates in front of every page: idle sessions end, and first passwords are changed before anything else."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect

from .answering import refusal, wants_json
from .calendar import today
from .keeping import ask_to_sign_in_again

SEEN = "last_seen"
WRITE_EVERY = 60  # seconds: the session row is not written on each request; short idle times are kept more exactly


class IdleTimeoutMiddleware:
    """Ends a session after IDLE_MINUTES without a request, and that of an account whose last day has passed; what was
    typed comes back after logging in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(SEEN, now)
            allowed = settings.IDLE_MINUTES * 60
            if now - seen > allowed or request.user.has_expired(today()):
                logout(request)
            elif now - seen > min(WRITE_EVERY, allowed / 10) or SEEN not in request.session:
                request.session[SEEN] = now
        return self.get_response(request)


class SignedInMiddleware(LoginRequiredMiddleware):
    """Every page needs a login, unless its view says `login_not_required`. A form that was sent is kept."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        needs_login = getattr(view_func, "login_required", True)
        user = request.user
        is_new = needs_login and user.is_authenticated and user.must_change_password
        if is_new and wants_json(view_func):
            return refusal("must_change_password", "Đổi mật khẩu lần đầu trước, rồi gửi lại.", 403)
        if is_new and request.resolver_match.url_name not in {"change_password", "sign_out"}:
            return redirect("change_password")
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if wants_json(view_func):
            return refusal("signed_out", "Phiên làm việc đã hết. Đăng nhập lại rồi gửi.", 401)
        if request.method == "POST" or request.htmx:
            return ask_to_sign_in_again(request, view_func)
        return super().handle_no_permission(request, view_func)
