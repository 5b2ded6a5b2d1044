"""Logging in and out, and the account's own page."""

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from ..forms.signing_in import SignInForm
from ..keeping import take_over
from ..models import Role
from ..rules import is_administrator

_HOME = {Role.COMMUNE: "entry", Role.ADMINISTRATOR: "admin:index"}


@require_GET
def home(request):
    """Each role starts at what it came for."""
    return redirect(_HOME.get(request.user.role, "dashboard"))


@login_not_required
@sensitive_post_parameters("password")
@never_cache
def sign_in(request):
    if request.user.is_authenticated and request.method == "GET":
        return redirect("home")
    form = SignInForm(request, request.POST or None)
    target = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        kept = request.POST.get("kept", "")
        if kept:
            page = take_over(request, kept)
            if page:
                messages.info(request, "Bạn đã đăng nhập lại. Số liệu đã gõ vẫn còn dưới đây: kiểm tra rồi bấm ghi.")
                return redirect(page)
            messages.warning(request, "Biểu mẫu gõ dở là của tài khoản khác nên không mở ở đây.")
        if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
            target = reverse("home")
        return redirect(target)
    if getattr(request, "axes_locked_out", False):
        return render(request, "communes/locked_out.html", status=429)
    status = 400 if request.method == "POST" else 200
    context = {"form": form, "next": target, "kept": request.POST.get("kept", "")}
    return render(request, "communes/sign_in.html", context, status=status)


@require_POST
@login_not_required
def sign_out(request):
    logout(request)
    messages.success(request, "Đã đăng xuất.")
    return redirect("sign_in")


@require_GET
def account(request):
    return render(request, "communes/account.html", {"is_administrator": is_administrator(request.user)})


@sensitive_post_parameters()
@never_cache
def change_password(request):
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.must_change_password = False
        user.save()
        update_session_auth_hash(request, user)
        messages.success(request, "Đã đổi mật khẩu.")
        return redirect("home")
    status = 400 if request.method == "POST" else 200
    return render(request, "communes/change_password.html", {"form": form}, status=status)
