"""What may not be left out, and which examples a rule is tried with.

PLUMBLINE_TEST_REQUIRE names folders of tests (such as `browser`) in which a skipped test has failed. Two runs of `make test` on one tree
try the same examples, so that they give one verdict; `make properties` draws others, and more of them. No example has a time limit: how
long it takes says more about the machine than about the product.
"""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("plumbline", deadline=None, derandomize=True)
settings.register_profile("drawn", deadline=None, max_examples=500, print_blob=True)
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
