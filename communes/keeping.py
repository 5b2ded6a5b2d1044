"""Nothing typed is ever lost: a form sent after the session ended waits, signed, inside the log-in form; one that was
sent from a page older than the last log-in is given back there."""

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

SALT = "kept-form"
SESSION_KEY = "kept_form"
UNFINISHED = "unfinished"  # given back in the middle of typing: nobody has asked for a judgment yet
LEAVE_OUT = {"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2"}


def keeps_typed_form(view):
    """View decorator: what was sent to this view after the session ended is given back by `kept_form`."""
    view.keeps_typed_form = True
    return view


def keeps_form_of(page: str, *arguments: str):
    """The same for a view that takes POST alone: its form is given back on the page of this name, whose arguments are
    among the view's own."""

    def decorate(view):
        view.keeps_typed_form, view.form_page = True, (page, arguments)
        return view

    return decorate


def ask_to_sign_in_again(request: HttpRequest, view):
    """The log-in page, 401, with what was typed in it where the view can give it back. It is signed, and only its own
    author gets it back. Other acts lead back to the page they were started from."""
    kept, keeps = "", getattr(view, "keeps_typed_form", False)
    if keeps and request.method == "POST":
        kept = signing.dumps(_form_of(request, view), salt=SALT, compress=True)
    response = render(
        request,
        "communes/sign_in.html",
        {
            "form": None,
            "kept": kept,
            "is_undone": request.method == "POST" and not keeps,
            "next": request.get_full_path() if request.method == "GET" else _page_before(request),
        },
        status=401,
    )
    if getattr(request, "htmx", False):
        response["HX-Refresh"] = "true"  # a fragment cannot hold a log-in page: load the page anew
    return response


def keep_from_older_page(request: HttpRequest, view) -> str | None:
    """Puts a form whose protection code is of an earlier log-in into the session; returns the page it belongs to. None
    where the view gives nothing back, the form is somebody else's, or the browser does not say that it was sent from
    this very site."""
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    keeps = getattr(view, "keeps_typed_form", False) and request.method == "POST"
    if not (is_ours and keeps and request.user.is_authenticated) or typed_by_other(request):
        return None
    request.session[SESSION_KEY] = data = _form_of(request, view)
    return data["path"]


def _form_of(request: HttpRequest, view) -> dict:
    fields = {name: values for name, values in request.POST.lists() if name not in LEAVE_OUT}
    return {"path": _page_of_form(request, view), "fields": fields}


def _page_of_form(request: HttpRequest, view) -> str:
    page, arguments = getattr(view, "form_page", ("", ()))
    if not page:
        path, commune = request.get_full_path(), request.POST.get("xa", "")
        is_left_out = commune and "xa" not in request.GET  # the page of one commune, whose form has it in a field
        return f"{path}{'&' if request.GET else '?'}{urlencode({'xa': commune})}" if is_left_out else path
    return reverse(page, kwargs={name: request.resolver_match.kwargs[name] for name in arguments})


def _page_before(request: HttpRequest) -> str:
    """The page of this site that a form was sent from; empty when the browser does not say."""
    before, here = request.headers.get("Referer", ""), f"{request.scheme}://{request.get_host()}"
    return before.removeprefix(here) if before.startswith(f"{here}/") else ""


def take_over(request: HttpRequest, kept: str) -> str | None:
    """After logging in: puts the kept form into the session; returns the page it belongs to, None when there is none
    or when somebody else had typed it."""
    try:
        data = signing.loads(kept, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        return None
    typed_by = data["fields"].get("typed_by", [""])[0]
    if typed_by and typed_by != str(request.user.pk):
        return None
    request.session[SESSION_KEY] = data
    return data["path"]


def keep_for(request: HttpRequest, name: str, *, leave_out: set[str]) -> None:
    """What was typed on the page of this name and came along with another act is given back there, marked UNFINISHED;
    where no line has anything in it there is nothing to keep."""
    fields = {key: values for key, values in request.POST.lists() if key not in LEAVE_OUT | leave_out}
    if any(key.endswith(("-book", "-count")) and any(values) for key, values in fields.items()):
        request.session[SESSION_KEY] = {"path": reverse(name), "fields": fields | {UNFINISHED: ["1"]}}


def kept_form(request: HttpRequest) -> QueryDict | None:
    """What was typed into this page's form before the session ended; given back once."""
    data = request.session.get(SESSION_KEY)
    if not data or data["path"].split("?")[0] != request.path:
        return None
    del request.session[SESSION_KEY]
    fields = QueryDict(mutable=True)
    for name, values in data["fields"].items():
        fields.setlist(name, values)
    return fields


def typed_by_other(request: HttpRequest) -> bool:
    """Whether the form was opened by another account than the one that sends it: two people, one PC."""
    return request.POST.get("typed_by", str(request.user.pk)) != str(request.user.pk)
