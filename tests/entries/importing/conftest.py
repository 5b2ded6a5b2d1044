"""The clock of the sample workbooks."""

import pytest

from .workbooks import TODAY


@pytest.fixture(autouse=True)
def _clock(settings, _house):
    settings.FIXED_TODAY = TODAY
