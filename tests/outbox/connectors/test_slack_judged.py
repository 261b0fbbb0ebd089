"""What we send to Slack and how we judge what it signs, judged by Slack's own library."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slack_sdk.signature import Clock, SignatureVerifier

from plumbline.outbox.connector import Coming, Connection, Passage, Told
from plumbline.outbox.connectors.slack.hearing import hear
from plumbline.outbox.connectors.slack.message import message_of
from plumbline.outbox.connectors.slack.parts import asks, chosen, escaped, modal, plain, rich, section, words, written
from slack_stand_in import SECRET, signed

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_KNOWN = {"rich_text", "context", "actions", "input"}
_ODD = (b"payload=[]", b"payload={", b"[" * 9000, b'payload={"type":"block_actions","user":7}')
_TEXTS = st.text(max_size=5000) | st.text(alphabet="<>&!@#*_~`|:", max_size=400)


class Then(Clock):
    def now(self) -> float:
        return NOW.timestamp()


def connection(secret: str = SECRET) -> Connection:
    return Connection(
        endpoint_id="end_1", address="https://slack.com/api", settings={}, secrets={"signing_secret": secret}, base_url="https://p.example"
    )


def judged(blocks: list[dict[str, Any]]) -> None:
    """Let the library read blocks, check their limits, and say the same."""
    assert len(blocks) <= 50
    library: Any = Block  # whose types leave much unsaid
    for one, block in zip(library.parse_all(blocks), blocks, strict=True):
        assert block["type"] in _KNOWN
        one.validate_json()
        assert one.to_dict()["type"] == block["type"]


def limits(found: Any) -> None:
    """Hold every text to what Slack's reference allows for where it stands."""
    if isinstance(found, list):
        for one in cast(list[Any], found):
            limits(one)
    if isinstance(found, dict):
        part = cast(dict[str, Any], found)
        match str(part.get("type", "")):
            case "button":
                assert len(part["text"]["text"]) <= 75
                assert len(part["value"]) <= 2000
            case "static_select":
                assert 0 < len(part["options"]) <= 100
                assert all(0 < len(one["text"]["text"]) <= 75 and len(one["value"]) <= 150 for one in part["options"])
            case "plain_text" | "text":
                assert 0 < len(part["text"]) <= 3000
            case "modal":
                assert len(part["title"]["text"]) <= 24
                assert len(part["private_metadata"]) <= 3000
            case _:
                pass
        for value in part.values():
            limits(value)


@given(title=_TEXTS, words_=st.lists(_TEXTS, max_size=12), ended=st.booleans(), owner=_TEXTS)
@example(title="", words_=[], ended=False, owner="")
def test_any_decision_is_a_message_that_slack_takes(title: str, words_: list[str], ended: bool, owner: str):
    told = Told(
        item_id="dec_" + "0" * 26, number="D-1", title=title, url="https://p.example/decisions/dec_1", cycle=title, state="in_review",
        state_words="In review", ended=ended, owner=owner, missing=tuple(words_),
        passages=(Passage(title="Question", lines=tuple(words_)),),
    )  # fmt: skip
    message = message_of(told)
    judged(message["blocks"])
    limits(message["blocks"])
    assert not {"<", ">"} & set(message["text"])
    assert len(message["text"]) <= 4000


@given(texts=st.lists(_TEXTS, min_size=1, max_size=130))
def test_any_form_is_one_that_slack_opens(texts: list[str]):
    options = [(f"thr_{number}", text) for number, text in enumerate(texts)]
    view = modal(
        "plumbline_test",
        texts[0],
        [
            rich(section(words(texts[0]))),
            asks("one", texts[0], chosen(options, "thr_0"), hint=texts[-1]),
            asks("two", "Why", written(long=True)),
            asks("due", "By when", {"type": "datetimepicker"}),
        ],
        about="{}",
        submit="Do it",
    )
    limits(view)
    judged(view["blocks"])
    read = View(**view)
    read.validate_json()
    assert len(read.blocks or ()) == 4
    offered = view["blocks"][1]["element"]["options"]
    assert [one["value"] for one in offered] == [name for name, _ in options[:100]], "none is left out while Slack takes more"


@given(text=_TEXTS, most=st.integers(1, 300))
def test_what_is_cut_holds_no_mark_of_slack_and_no_half_of_one(text: str, most: int):
    safe = escaped(text, most)
    assert len(safe) <= most
    assert not {"<", ">"} & set(safe)
    assert safe.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").count("&") == 0
    assert len(plain(text, most)["text"]) in range(1, most + 1)


@given(body=st.text(max_size=500).map(str.encode), apart=st.integers(-600, 600), own=st.booleans())
def test_a_signature_counts_exactly_when_it_does_for_slacks_library(body: bytes, apart: int, own: bool):
    headers = signed(body, NOW.timestamp() + apart, SECRET if own else SECRET[::-1])
    theirs = SignatureVerifier(SECRET, Then()).is_valid_request(body, headers)
    coming = Coming(headers={name.lower(): value for name, value in headers.items()}, body=body, at=NOW)
    assert (hear(connection(), coming) is not None) == theirs


@pytest.mark.parametrize(
    "change",
    [{"x-slack-signature": ""}, {"x-slack-signature": "v0=é"}, {"x-slack-request-timestamp": "12e3"}, {"x-slack-request-timestamp": "٣"}],
)
def test_a_header_that_is_none_is_no_signature(change: dict[str, str]):
    headers = {name.lower(): value for name, value in signed(b"{}", NOW.timestamp()).items()}
    assert hear(connection(), Coming(headers=headers | change, body=b"{}", at=NOW)) is None
    assert hear(connection(""), Coming(headers=headers, body=b"{}", at=NOW)) is None


@given(
    body=st.binary(max_size=300) | st.sampled_from([b"payload=[]", b"payload={", b"[" * 9000, b'payload={"type":"block_actions","user":7}'])
)
def test_whatever_slack_signs_is_read_without_a_fault(body: bytes):
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        headers = {name.lower(): value for name, value in signed(body, NOW.timestamp()).items()} | {"content-type": kind}
        heard = hear(connection(), Coming(headers=headers, body=body, at=NOW))
        assert heard is not None
        assert heard.said == ()
