"""What makes the application one that can be installed, and opened without the network."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

# Everything the entry page loads: the service worker keeps these on the device.
FILES = (
    *(f"css/{name}.css" for name in ("tokens", "base", "forms", "tables", "print", "entry")),
    *(
        f"js/{name}.js"
        for name in (
            "fold", "outbox", "outbox-bar", "book-picker", "lines", "shift-summary", "entry-check", "grid", "draft",
            "entry-form", "outbox-list", "paper-slip", "down-offline",
        )
    ),
    "img/mark.svg",
)  # fmt: skip


@login_not_required
@require_GET
@cache_control(no_cache=True)
def service_worker(request):
    """At the root, so that it may answer for every page; a new release of any file makes a new worker."""
    files = [static(name) for name in FILES]
    release = hashlib.sha256(render_to_string("communes/service-worker.js", {"files": files}).encode()).hexdigest()[:12]
    return render(
        request,
        "communes/service-worker.js",
        {"files": files, "release": release},
        content_type="text/javascript; charset=utf-8",
    )


@login_not_required
@require_GET
@cache_control(max_age=3600)
def manifest(request):
    return JsonResponse(
        {
            "name": "Hộ tịch Tuy Phước",
            "short_name": "Hộ tịch",
            "description": "Ghi số liệu nhập sổ hộ tịch theo ca, kể cả khi mất mạng.",
            "lang": "vi",
            "start_url": reverse("entry"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f7f5f0",
            "theme_color": "#9f2a2a",
            "icons": [{"src": static("img/mark.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"}],
        },
        content_type="application/manifest+json",
    )


@login_not_required
@require_GET
def away(request):
    """What stands in for a page that cannot be had without the network."""
    return render(request, "communes/away.html")
