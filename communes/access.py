"""What a user sees, and fetching with permission. Another commune's object answers like one that does not exist."""

from functools import wraps

import rules
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from .models import Commune, Role, User


def communes_of(user: User) -> QuerySet[Commune]:
    """The communes in a user's scope, in official order. Every query of a view starts here."""
    if user.role == Role.COMMUNE:
        return Commune.objects.filter(pk=user.commune_id)
    return Commune.objects.filter(district=user.district_id).in_official_order()


def in_scope(queryset: QuerySet, user: User, *, through: str = "commune") -> QuerySet:
    """The rows of `queryset` in the user's communes; `through` names the field that leads to the commune."""
    if user.role == Role.COMMUNE:
        return queryset.filter(**{f"{through}_id": user.commune_id})
    return queryset.filter(**{f"{through}__district": user.district_id})


def commune_coded(user: User, code: str) -> Commune:
    """The commune of this code in the user's scope; an official's own when no code is asked for. Else Http404."""
    wanted = {"code": code} if code else {"pk": user.commune_id}
    try:
        return communes_of(user).get(**wanted)
    except (Commune.DoesNotExist, ValueError) as error:
        raise Http404 from error


def fetch(queryset: QuerySet, user: User, *, through: str = "commune", **lookup):
    """One row in the user's scope, or Http404: "not yours" and "not there" are the same answer."""
    try:
        return in_scope(queryset, user, through=through).get(**lookup)
    except (queryset.model.DoesNotExist, ValueError) as error:
        raise Http404 from error


def may(user: User, permission: str, commune: Commune | None = None) -> bool:
    """Whether the rules let the user do this in this commune; without one, in any. No query, no exception for anyone:
    a superuser administers accounts and records nothing."""
    return rules.has_perm(permission, user, commune)


def require(user: User, permission: str, commune: Commune | None = None) -> None:
    """Raises PermissionDenied (403) unless the user may do this in this commune."""
    if not may(user, permission, commune):
        raise PermissionDenied


def needs(permission: str):
    """View decorator: 403 for users who may not do this in any commune."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            require(request.user, permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
