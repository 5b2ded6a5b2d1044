"""Logging in: one query for a user with commune and district; a locked account is told so in words."""

from django.contrib.auth.backends import ModelBackend
from django.shortcuts import render

from .models import User


class ScopedBackend(ModelBackend):
    """Fetches the signed-in user together with what decides the user's scope."""

    def get_user(self, user_id):
        user = User.objects.select_related("commune", "district").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        """Permissions are rules (rules.py), not rows: nothing to ask the database for."""
        return set()

    def with_perm(self, *args, **kwargs):
        return User.objects.none()


def locked_out(request, credentials, *args, **kwargs):
    """After 5 failures from one place for one account; the password is not even looked at (django-axes)."""
    return render(request, "communes/locked_out.html", status=429)
