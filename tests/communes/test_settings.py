"""Settings come from the environment; a wrong value stops the start with a sentence that says what to set."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project

KEY = "k7Qm2Zt9Vb4Xn1Rc8Ws5Yd3Lf6Hg0Jp-TuyPhuocTuyPhuocTuyPhuoc"
ROOT = Path(project.BASE_DIR)


def start(tmp_path, code="", **environment) -> subprocess.CompletedProcess:
    """What happens when the project starts in this environment."""
    clean = {"PATH": os.environ["PATH"], "SECRET_KEY": KEY, "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    program = f"import tuyphuoc.settings as s, json\n{code}"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=clean | environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "maybe", "DEBUG='maybe' is neither on nor off. Set DEBUG=1 or DEBUG=0."),
        ("HTTPS", "2", "HTTPS='2' is neither on nor off. Set HTTPS=1 or HTTPS=0."),
        ("FIXED_TODAY", "04/03/2024", "Write it as FIXED_TODAY=2024-03-04, or leave it empty for the real clock."),
        ("FIXED_TODAY", "2024-02-30", "FIXED_TODAY='2024-02-30' is not a date."),
        ("SECRET_KEY", "short", "SECRET_KEY is too weak. Set at least 50 random characters"),
        ("SECRET_KEY", "x" * 60, "SECRET_KEY is too weak."),
        ("DATABASE_URL", "tuyphuoc.sqlite3", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", "oracle://u:p@h/n", "DATABASE_URL cannot be read"),
        ("DATABASE_URL", "mysql://u:p@h/n", "Write postgres://user:password@host:5432/name, or leave it empty"),
        ("DATABASE_URL", "postgres://u:p@h:port/n", "DATABASE_URL cannot be read"),
        ("IDLE_MINUTES", "half", "IDLE_MINUTES='half' is not a whole number from 1 to 1440."),
        ("IDLE_MINUTES", "0", "IDLE_MINUTES='0' is not a whole number from 1 to 1440."),
        ("IDLE_MINUTES", "1441", "IDLE_MINUTES='1441' is not a whole number from 1 to 1440."),
    ],
)
def test_a_wrong_value_stops_the_start_and_says_what_to_set(tmp_path, name, value, sentence):
    started = start(tmp_path, **{name: value})
    assert started.returncode != 0
    last = started.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ") and sentence in last
    assert "x" * 60 not in last  # a secret is never printed


def chosen(tmp_path, *names, **environment) -> dict:
    code = f"print(json.dumps({{name: getattr(s, name) for name in {names!r}}}, default=str))"
    started = start(tmp_path, code, **environment)
    assert started.returncode == 0, started.stderr
    return json.loads(started.stdout)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, {"DEBUG": False, "IDLE_MINUTES": 30, "FIXED_TODAY": None}),
        ({"DEBUG": "on", "IDLE_MINUTES": "1440"}, {"DEBUG": True, "IDLE_MINUTES": 1440, "FIXED_TODAY": None}),
        ({"FIXED_TODAY": "2024-03-04", "DEBUG": ""}, {"DEBUG": False, "IDLE_MINUTES": 30, "FIXED_TODAY": "2024-03-04"}),
    ],
)
def test_right_values_are_taken(tmp_path, environment, expected):
    assert chosen(tmp_path, *expected, **environment) == expected


SECURE = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")


@pytest.mark.parametrize(
    ("environment", "is_secure"),
    [
        ({"HTTPS": "1"}, True),
        ({"ALLOWED_HOSTS": "hotich.tuyphuoc.gov.vn"}, True),  # other hosts have TLS unless one says they have not
        ({"ALLOWED_HOSTS": "hotich.tuyphuoc.gov.vn", "HTTPS": "0"}, False),
        ({}, False),
        ({"DEBUG": "1", "ALLOWED_HOSTS": "10.0.0.5"}, False),
    ],
)
def test_cookies_and_hsts_in_production(tmp_path, environment, is_secure):
    found = chosen(tmp_path, *SECURE, **environment)
    assert found == dict(
        zip(SECURE, (True, True, True, 31_536_000) if is_secure else (False, False, False, 0), strict=True)
    )


def test_a_proxy_is_believed_only_when_one_says_so(tmp_path):
    assert chosen(tmp_path, "SECURE_PROXY_SSL_HEADER") == {"SECURE_PROXY_SSL_HEADER": None}
    found = chosen(tmp_path, "SECURE_PROXY_SSL_HEADER", BEHIND_PROXY="1")
    assert found == {"SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"]}


def test_sqlite_is_opened_for_many_writers(tmp_path):
    options = chosen(tmp_path, "DATABASES")["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"] and "synchronous=FULL" in options["init_command"]


# ------------------------------------------------------------------ what every answer carries
PAGES = ("/dang-nhap/", "/nhap-lieu/", "/so-cai/", "/so-ho-tich/", "/tong-quan/", "/bao-cao/phu-luc/", "/khong-co/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_allows_only_our_own_scripts_and_styles(client, official, path):
    client.force_login(official)
    policy = client.get(path, follow=True)["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert (rules["default-src"], rules["script-src"], rules["style-src"]) == ("'none'", "'self'", "'self'")
    assert (rules["frame-ancestors"], rules["form-action"]) == ("'none'", "'self'")
    assert "unsafe" not in policy


def test_pages_are_framed_by_nobody_and_sniffed_by_nobody(client, db):
    answer = client.get("/dang-nhap/")
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert answer["Referrer-Policy"] == "same-origin"


def test_over_tls_the_cookies_are_secure_and_http_leads_to_https(client, official, settings):
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert client.get("/dang-nhap/").url == "https://testserver/dang-nhap/"
    answer = client.post(
        "/dang-nhap/", {"username": "xa.phuocson", "password": "tuyphuoc-2024"}, secure=True
    )  # fmt: skip
    assert answer.status_code == 302
    assert [answer.cookies[name]["secure"] for name in ("sessionid", "csrftoken")] == [True, True]
    assert answer.cookies["sessionid"]["httponly"] and answer.cookies["sessionid"]["samesite"] == "Lax"
    assert "max-age=31536000" in client.get("/dang-nhap/", secure=True, follow=True)["Strict-Transport-Security"]
    assert client.get("/suc-khoe/").status_code == 200  # a monitor asks over plain http
