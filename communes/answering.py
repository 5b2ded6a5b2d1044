"""Views for scripts answer JSON, also when nobody is logged in or the protection code is stale."""

from django.http import HttpRequest, JsonResponse


def answers_json(view):
    """View decorator: refusals before the view come as JSON as well."""
    view.answers_json = True
    return view


def wants_json(view) -> bool:
    return getattr(view, "answers_json", False)


def refusal(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"error": code, "message": message}, status=status)


def view_of(request: HttpRequest):
    return request.resolver_match.func if request.resolver_match else None
