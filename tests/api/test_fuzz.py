"""Requests that nobody thought of, made from the OpenAPI document: the API never breaks, and answers only what the document says."""

import os
from pathlib import Path

from fuzzing import fuzzed, fuzzing_ground

CASES = int(os.environ.get("PLUMBLINE_TEST_CASES", "20000"))
SEED = int(os.environ.get("PLUMBLINE_TEST_SEED", "1"))
"""The same requests every time, so that a change that breaks one is told apart from luck; `make fuzz` makes others."""


def test_no_request_breaks_the_api_or_gets_an_answer_that_is_not_documented(tmp_path: Path):
    with fuzzing_ground(tmp_path) as (address, elsewhere):
        heard = fuzzed(address, elsewhere, CASES, SEED)
    assert heard.wrong == {}, f"to be repeated with: make fuzz CASES={CASES} SEED={SEED}"
    assert not heard.misses_much, f"nothing but 401 and 404 was heard of {heard.unreached}"
    assert heard.cases > CASES * 0.9
    assert {200, 201, 400, 404, 409, 412, 422} <= set(heard.statuses), "the requests do not reach what they should"
