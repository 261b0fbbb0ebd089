"""What may not be left out: PLUMBLINE_TEST_REQUIRE names folders of tests (such as `browser`) in which a skipped test has failed."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("plumbline", deadline=None)  # how long an example takes says more about the machine than about the product
settings.load_profile("plumbline")

HERE = Path(__file__).parent
REQUIRED = tuple(HERE / name for name in os.environ.get("PLUMBLINE_TEST_REQUIRE", "").replace(",", " ").split())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and any(item.path.is_relative_to(folder) for folder in REQUIRED):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, but PLUMBLINE_TEST_REQUIRE asks for it: {report.longrepr}"
    return report
