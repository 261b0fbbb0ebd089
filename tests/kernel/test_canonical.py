import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.kernel.canonical import canonical, digest

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_by_utf16_code_units_as_the_rfc_demands():
    data = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew",
        "1": "One",
        "\U0001f600": "Emoji",
        "\u0080": "Control",
        "ö": "o",
    }
    assert list(json.loads(canonical(data))) == ["\r", "1", "\u0080", "ö", "\u20ac", "\U0001f600", "\ufb33"]


def test_only_what_must_be_escaped_is_escaped():
    assert canonical('€$\u000f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


@given(PLAIN)
@settings(max_examples=100, deadline=None)
def test_any_json_reader_gets_the_data_back(data: object):
    assert json.loads(canonical(data)) == data


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 9), min_size=2))
@settings(max_examples=50, deadline=None)
def test_the_order_in_which_keys_were_written_does_not_matter(data: dict[str, int]):
    assert digest(data) == digest(dict(reversed(data.items())))


@pytest.mark.parametrize("value", [1.5, 2**53, {1: "a"}, b"bytes", {"a": [float("nan")]}])
def test_what_has_no_exact_form_is_refused(value: object):
    with pytest.raises(ValueError, match=r"canonical form|exactly|not text"):
        canonical(value)
