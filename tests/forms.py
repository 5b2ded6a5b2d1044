"""Filling forms as a browser does: what the page shows, with what a person types over it."""

import re
from html import unescape


def fields_of(response, action: str | None = None) -> dict[str, str]:
    """Hidden fields, texts and chosen radio buttons of a page's main form."""
    html = response.content.decode()
    main = html[html.index("<main") :]
    fields = {}
    for tag in re.findall(r"<input\b[^>]*>", re.sub(r"<template.*?</template>", "", main, flags=re.S)):
        attrs = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" not in attrs or (attrs.get("type") == "radio" and " checked" not in tag):
            continue
        fields[attrs["name"]] = unescape(attrs.get("value", ""))
    return fields


def typed(response, **lines_and_fields) -> dict[str, str]:
    """The page's form with fields typed in; `line_0_count` stands for the field line-0-count."""
    fields = fields_of(response)
    for name, value in lines_and_fields.items():
        fields[re.sub(r"^line_(\d+)_", r"line-\1-", name)] = value
    total = 1 + max((int(m[1]) for name in fields if (m := re.match(r"line-(\d+)-", name))), default=0)
    if "line-TOTAL_FORMS" in fields:
        fields["line-TOTAL_FORMS"] = str(max(total, int(fields["line-TOTAL_FORMS"])))
    return fields
