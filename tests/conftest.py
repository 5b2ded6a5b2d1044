"""The house as tests find it: reference data in the database, the clock at Monday 4 March 2024, and the personas."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase

from communes.models import Commune, District, Role, User
from entries.append_only import lower_fence, raise_fence
from entries.running import running_sums
from reports.fences import lower_fences, raise_fences

MONDAY = dt.date(2024, 3, 4)
PASSWORD = "tuyphuoc-2024"

# Tests that cannot run inside one transaction end with a flush, which the ledger's triggers refuse, rightly.
_flush = TransactionTestCase._fixture_teardown


def _flush_with_the_fence_down(test):
    lower_fence(connection)
    lower_fences(connection)
    _flush(test)
    raise_fence(connection)
    raise_fences(connection)
    running_sums.forget()
    call_command("load_reference", verbosity=0, stdout=_Nowhere())


class _Nowhere:
    def write(self, text):
        pass


TransactionTestCase._fixture_teardown = _flush_with_the_fence_down


def pytest_addoption(parser):
    parser.addoption(
        "--database-only", action="store_true", help="leave out what another database server cannot change"
    )
    parser.addoption("--no-pictures", action="store_true", help="take no pictures of pages for people to look at")


def pytest_collection_modifyitems(config, items):
    """The longest tests begin first, so that none is left over when the others are done. A second database server
    cannot change what a test does that asks no database, nor how a page looks."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if not config.getoption("--database-only"):
        return
    reached = [item for item in items if {"db", "transactional_db", "live_server"} & set(item.fixturenames)]
    kept = {id(item) for item in reached} | {id(item) for item in items if item.get_closest_marker("django_db")}
    kept -= {id(item) for item in items if item.get_closest_marker("looks")}
    config.hook.pytest_deselected(items=[item for item in items if id(item) not in kept])
    items[:] = [item for item in items if id(item) in kept]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as in production: threads wait for each other there, which a database in memory refuses."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0, stdout=_Nowhere())


@pytest.fixture(autouse=True)
def _house(settings):
    settings.FIXED_TODAY = MONDAY
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False


def make_user(username: str, role: Role, commune: Commune | None = None, **extra) -> User:
    return User.objects.create_user(
        username, password=PASSWORD, role=role, commune=commune, district=District.objects.get(), **extra
    )


@pytest.fixture
def phuoc_son(db) -> Commune:
    return Commune.objects.get(name="Phước Sơn")


@pytest.fixture
def phuoc_hoa(db) -> Commune:
    return Commune.objects.get(name="Phước Hòa")


@pytest.fixture
def official(phuoc_son) -> User:
    """N.V.A of Công an xã Phước Sơn, who enters at night."""
    return make_user("xa.phuocson", Role.COMMUNE, phuoc_son, full_name="N.V.A")


@pytest.fixture
def neighbour(phuoc_hoa) -> User:
    """An official of another commune, who must never see Phước Sơn's work."""
    return make_user("xa.phuochoa", Role.COMMUNE, phuoc_hoa, full_name="T.T.B")


@pytest.fixture
def justice_office(db) -> User:
    """L.T.B of the district's Phòng Tư pháp."""
    return make_user("tuphap", Role.DISTRICT, full_name="L.T.B")


@pytest.fixture
def office(client, justice_office):
    """A browser in which the district's office is signed in."""
    client.force_login(justice_office)
    return client


@pytest.fixture
def observer(db) -> User:
    """A deputy head who reads everything and writes nothing."""
    return make_user("quansat", Role.OBSERVER)


@pytest.fixture
def administrator(db) -> User:
    return make_user("quantri", Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
