import pytest

from .stage import facts_of, furnish, report_of


@pytest.fixture
def furnished(justice_office):
    furnish(justice_office)


@pytest.fixture
def facts(furnished):
    return facts_of()


@pytest.fixture
def document(facts):
    """The report as of 03/3/2024 as it is made without any choice, and with its books."""
    return report_of(facts, detailed=True)
