"""What became of a signal, in words for whoever sent it."""

from collections.abc import Mapping

from plumbline.domain.signal.signal import AHEAD, DEEPEST, LARGEST, LONGEST_TEXT, OLDEST, Outcome

OUTCOMES: Mapping[Outcome, str] = {
    "accepted": "It is kept.",
    "duplicate": "It was kept before; nothing was done twice.",
    "conflicting": "Its id was used before for something else, which stays as it is. Give each signal an id of its own.",
    "malformed": "It is not a signal. Mend it and send it again.",
    "too_large": "It is larger than what is kept.",
    "future": "It is from the future. Set the clock of the sender.",
    "too_old": "It is too old to be kept.",
}
"""Every outcome, and what it means."""
_WHATS: Mapping[tuple[Outcome, str], str] = {
    ("malformed", "item"): "It is no object of the format that it was sent as.",
    ("malformed", "id"): f"Its id has to be one line of 1 to {LONGEST_TEXT} characters.",
    ("malformed", "name"): f"What happened has to be one line of 1 to {LONGEST_TEXT} characters.",
    ("malformed", "source"): f"Its source has to be an address of at most {2 * LONGEST_TEXT} characters.",
    ("malformed", "time"): "Its time has to be an instant like 2026-11-24T16:00:00Z.",
    ("malformed", "properties"): "Its properties have to be an object of JSON.",
    ("too_large", "properties"): f"Its properties have more than {LARGEST} bytes.",
    ("too_large", "depth"): f"Its properties lie more than {DEEPEST} deep in one another.",
    ("too_large", "kinds"): "There are too many different names, campaigns and places here already. Use fewer.",
    ("future", "time"): f"Its time is more than {AHEAD.seconds // 3600} hour ahead. Set the clock of the sender.",
    ("too_old", "time"): f"Its time is more than {OLDEST.days // 365} years ago.",
}


def outcome_words(outcome: Outcome, what: str = "") -> str:
    """Return what became of a signal. what: which part of it was in the way."""
    return _WHATS.get((outcome, what), OUTCOMES[outcome])
