"""Signs beside words are drawn by the fonts of an old PC (Arial, Segoe UI Symbol of Windows 7) and of a bare Linux
(Liberation, DejaVu); one that they lack shows as an empty box."""

import unicodedata
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
KNOWN = set("×÷↑→↓↩↶−≈▌■▲▸▼▾◆◇○●◐☾✎✓✕＋")
WRITTEN = sorted(
    path
    for folder in ("templates", "static", "communes", "entries", "reports")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".html", ".py", ".js", ".css"} and path.name != "legacy.py"  # which reads what old fonts wrote
)


def signs_in(text: str) -> set[str]:
    return {letter for letter in text if ord(letter) > 127 and unicodedata.category(letter).startswith("S")}


def test_every_sign_is_one_that_old_machines_draw():
    unknown = {str(path.relative_to(ROOT)): signs_in(path.read_text()) - KNOWN for path in WRITTEN}
    assert {name: signs for name, signs in unknown.items() if signs} == {}


@pytest.mark.parametrize(("text", "signs"), [("▼ 324 phút", {"▼"}), ("⏻ 324 phút", {"⏻"}), ("Đối chiếu – 50%", set())])
def test_what_counts_as_a_sign(text, signs):
    assert signs_in(text) == signs
