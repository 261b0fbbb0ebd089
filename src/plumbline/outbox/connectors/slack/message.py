"""The message of one decision: what it is, what is missing, and buttons while somebody is asked."""

import json
from hashlib import sha256

from plumbline.outbox.connector import Passage, Told
from plumbline.outbox.connectors.slack.parts import Part, bullets, button, cut, escaped, link, plain, rich, section, spaced, words

APPROVE, ANSWER, BLOCKER = "plumbline_approve", "plumbline_answer", "plumbline_blocker"
_MOST_LINES, _MOST_MISSING = 5, 8


def message_of(told: Told) -> Part:
    """Return a message, its blocks and the text that notifications show in their place."""
    blocks = [_head(told), *(_passage(one) for one in told.passages), *_missing(told), _foot(told)]
    if not told.ended:
        blocks.append({"type": "actions", "elements": _buttons(told)})
    fallback = f"{told.number} {told.title}: {told.state_words}" + (f", due {told.due}" if told.due else "")
    return {
        "text": escaped(cut(fallback, 1000)), "mrkdwn": False, "parse": "none", "link_names": False, "unfurl_links": False,
        "unfurl_media": False, "blocks": blocks,
    }  # fmt: skip


def digest_of(message: Part) -> str:
    """Return what tells one message from another, so that the same is not sent twice."""
    return sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()[:16]


def _head(told: Told) -> Part:
    said = [told.state_words, f"owner {told.owner}" if told.owner else "no owner yet", f"due {told.due}" if told.due else ""]
    return rich(section(link(told.url, f"{told.number} {told.title}", bold=True)), section(words(", ".join(one for one in said if one))))


def _passage(passage: Passage) -> Part:
    shown = [[words(line)] for line in passage.lines[:_MOST_LINES]]
    more = len(passage.lines) - len(shown)
    rest = [[words(f"and {more} more")]] if more > 0 else []
    if len(passage.lines) == 1:
        return rich(section(words(passage.title, bold=True), spaced(": "), *shown[0]))
    return rich(section(words(passage.title, bold=True)), bullets([*shown, *rest]))


def _missing(told: Told) -> list[Part]:
    if told.ended or not told.missing:
        return []
    lines = [[words(line)] for line in told.missing[:_MOST_MISSING]]
    more = len(told.missing) - len(lines)
    rest = [[words(f"and {more} more")]] if more > 0 else []
    return [rich(section(words("Missing for an approval", bold=True)), bullets([*lines, *rest]))]


def _foot(told: Told) -> Part:
    return {"type": "context", "elements": [plain(f"Cycle {told.cycle}", 1000)]}


def _buttons(told: Told) -> list[Part]:
    return [
        button(APPROVE, "Approve", told.item_id, primary=True),
        button(ANSWER, "Answer", told.item_id),
        button(BLOCKER, "Raise blocker", told.item_id),
    ]
