"""The rules of the house that a machine can check."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("communes", "entries", "reports", "tuyphuoc")
DRAWERS = {"utils", "helpers", "common", "services", "selectors", "misc", "base"}
MOST_LINES = {"module": 400, "template": 160}  # half as many is the rule; past this two things live in one room


def relative(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


MODULES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_the_import_arrow_never_bends():
    lint = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert lint.returncode == 0, lint.stdout


@pytest.mark.parametrize(("kind", "paths"), [("module", MODULES), ("template", TEMPLATES)])
def test_no_file_outgrows_its_room(kind, paths):
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in paths}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES[kind]} == {}


def test_no_module_is_a_drawer_for_everything():
    assert relative(path for path in MODULES if DRAWERS & {path.stem, path.parent.name}) == []


# ------------------------------------------------------------------ what CSP refuses
INLINE = re.compile(r"<style|\sstyle\s*=|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
COMMENTS = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)


def test_no_template_carries_style_or_script():
    assert relative(path for path in TEMPLATES if INLINE.search(COMMENTS.sub("", path.read_text()))) == []


@pytest.mark.parametrize(
    ("html", "is_inline"),
    [
        ('<p style="color:red">', True),
        ("<style>p{}</style>", True),
        ("<script>run()</script>", True),
        ('<button onclick="run()">', True),
        ('<script src="/static/js/entry.js" defer></script>', False),
        ('<rect x="1" width="20" class="bar"/>', False),
        ('<p class="style">một ngày</p>', False),
    ],
)
def test_what_counts_as_inline(html, is_inline):
    assert bool(INLINE.search(html)) == is_inline


# ------------------------------------------------------------------ locks
@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_versions_and_hashes_and_no_host(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text and "--index-url" not in text and "--find-links" not in text
    pins = re.findall(r"^[a-z0-9][^\s=]*==\S+(?: ; [^\\]+)? \\$", text, re.MULTILINE | re.IGNORECASE)
    requirements = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(pins) == len(requirements) > 10


def test_the_development_lock_agrees_with_the_other():
    pinned = [
        set(re.findall(r"^([a-z0-9][^\s]*==\S+)", (ROOT / lock).read_text(), re.MULTILINE | re.IGNORECASE))
        for lock in ("requirements.lock", "requirements-dev.lock")
    ]
    assert pinned[0] - pinned[1] == set()
