"""The whole sample, loaded once for the tests of a module and taken back after them."""

import io

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def sample(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_sample", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)
