"""The administrator's desk: accounts and reference data. Figures are never typed here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group
from django.utils.html import format_html

from . import models


class RoleDecides:
    """Who gets to this desk follows from the role, for a new account and for one whose role changes."""

    def save(self, commit=True):
        is_administrator = self.cleaned_data["role"] == models.Role.ADMINISTRATOR
        self.instance.is_staff = self.instance.is_superuser = is_administrator
        return super().save(commit)


class NewAccountForm(RoleDecides, UserCreationForm):
    """The first password is the administrator's, so it is changed at the first log-in."""

    class Meta(UserCreationForm.Meta):
        model = models.User
        fields = ("username", "role", "district", "commune", "full_name", "is_helper", "valid_until")

    def save(self, commit=True):
        self.instance.must_change_password = True
        return super().save(commit)


class KeptPassword(ReadOnlyPasswordHashWidget):
    """How it is stored tells an administrator nothing."""

    def render(self, name, value, attrs=None, renderer=None):
        return format_html('<a href="{}" class="button">Đặt lại mật khẩu</a>', "../password/")


class AccountForm(RoleDecides, UserChangeForm):
    password = ReadOnlyPasswordHashField(
        label="Mật khẩu", widget=KeptPassword, help_text="Không ai xem được mật khẩu đang dùng, chỉ đặt lại được."
    )

    def clean(self):
        data, administrator = super().clean(), models.Role.ADMINISTRATOR
        others = models.User.objects.filter(role=administrator, is_active=True).exclude(pk=self.instance.pk)
        stays = data.get("role") == administrator and data.get("is_active")
        if self.initial.get("role") == administrator and not stays and not others.exists():
            self.add_error("role", "Đây là người quản trị duy nhất. Giao vai trò quản trị cho người khác trước.")
        return data


class NewPasswordForm(AdminPasswordChangeForm):
    """Always a password: accounts without one are none here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        for name in ("password1", "password2"):
            self.fields[name].required = True


@admin.register(models.User)
class AccountAdmin(UserAdmin):
    form, add_form, change_password_form = AccountForm, NewAccountForm, NewPasswordForm
    show_facets = admin.ShowFacets.NEVER  # see DeskAdmin
    list_display = ("username", "full_name", "role", "commune", "is_active", "last_login")
    list_filter = ("role", "is_active", "is_helper")
    list_select_related = ("commune",)
    search_fields = ("username", "full_name")
    fieldsets = (
        (None, {"fields": ("username", "password", "must_change_password")}),
        ("Người dùng", {"fields": ("full_name", "role", "district", "commune")}),
        (
            "Hiệu lực",
            {
                "fields": (
                    "is_helper",
                    "valid_until",
                    "is_active",
                    "last_login",
                    "date_joined",
                )
            },
        ),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "password1", "password2")}),
        ("Người dùng", {"fields": ("full_name", "role", "district", "commune", "is_helper", "valid_until")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def has_delete_permission(self, request, obj=None):
        """Accounts are closed, not deleted: the ledger names them."""
        return False


class DeskAdmin(admin.ModelAdmin):
    """Without the counts beside filters: Django words them in English, and each takes a query."""

    show_facets = admin.ShowFacets.NEVER


class KeptAdmin(DeskAdmin):
    """Reference rows that figures stand on are edited, never deleted."""

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(models.District, models.Commune)
class PlaceAdmin(KeptAdmin):
    pass


@admin.register(models.Workstation)
class WorkstationAdmin(KeptAdmin):
    list_display = ("commune", "number", "kind", "managed_by", "security_checked_on")
    list_filter = ("kind", "commune")
    list_select_related = ("commune",)


@admin.register(models.StaffMember)
class StaffMemberAdmin(KeptAdmin):
    list_display = ("name", "commune", "force", "active_from", "active_to")
    list_filter = ("force", "commune")
    list_select_related = ("commune",)
    search_fields = ("name",)


@admin.register(models.Book)
class BookAdmin(KeptAdmin):
    list_display = ("label", "commune", "held", "condition")
    list_filter = ("kind", "commune")
    list_select_related = ("commune",)
    search_fields = ("search_text",)


@admin.register(models.Downtime)
class DowntimeAdmin(DeskAdmin):
    list_display = ("commune", "workstation", "cause", "started_at", "ended_at")
    list_filter = ("cause", "commune")
    list_select_related = ("commune", "workstation")


@admin.register(models.Directive)
class DirectiveAdmin(DeskAdmin):
    list_display = ("number", "issued_on", "issuer", "kind", "subject")
    list_filter = ("kind",)


@admin.register(models.Deadline)
class DeadlineAdmin(DeskAdmin):
    list_display = ("label", "issuer", "due_on")


@admin.register(models.CalendarDay)
class CalendarDayAdmin(DeskAdmin):
    list_display = ("day", "name", "is_working")
    date_hierarchy = "day"


admin.site.unregister(Group)
