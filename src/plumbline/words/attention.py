"""Why an obligation is somebody's: one sentence, addressed to that person."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_PEOPLE = frozenset({"owner", "submitter", "absent", "asker", "answerer", "author", "holder"})
_FIELD = re.compile(r"\{(\w+)\}")


def why(reason: str, values: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return the sentence of a reason; one that a newer ledger knows and we do not reads as what is asked.

    values fill the sentence; names: what people are called, by id.
    """
    template = reasons().get(reason, "It waits for you.")
    # Only the template is searched for fields: braces in what people wrote come through as they are.
    return _FIELD.sub(lambda found: _word(found[1], values.get(found[1]), names), template)


@cache
def reasons() -> Mapping[str, str]:
    """Return the sentence of each reason, such as `attention.you_own`."""
    text = files("plumbline.words").joinpath("attention.toml").read_text(encoding="utf-8")
    return {f"attention.{name}": sentence for name, sentence in tomllib.loads(text).items()}


def _word(field: str, value: Any, names: Mapping[str, str]) -> str:
    if field in _PEOPLE:
        return names.get(str(value), "somebody who left") if value else "somebody"
    return str(value if value is not None else "")
