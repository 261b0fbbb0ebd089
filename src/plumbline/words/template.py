"""What a template keeps others from, in words: the places of it at which the analysis looked for each kind of finding, and found none."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from plumbline.domain.journey.model import Model


def proofs_of(model: Model) -> tuple[tuple[str, str, int], ...]:
    """Return what is proven of a template without findings: the kind of finding, where it could have been, and at how many places."""
    words = _words()
    return tuple((words[kind]["prevented"], words[kind]["place"], count) for kind, count in _places(model).items() if count)


def _places(model: Model) -> Mapping[str, int]:
    """How many places of each kind there are. Most are screens and transitions; an overlap takes two transitions for one event."""
    goes_on = sum(one.kind != "terminal" for one in model.screens)
    choices = Counter((one.source, one.event) for one in model.transitions)
    several = sum(count > 1 for count in choices.values())
    return {
        "unrecovered-exception": sum(one.kind == "exception" for one in model.screens),
        "dead-end": goes_on,
        "stuck-waiting": sum(one.kind == "waiting" for one in model.screens),
        "unreachable-screen": len(model.screens),
        "never-enabled": len(model.transitions),
        "constant-condition": sum(bool(one.when) for one in model.transitions),
        "overlap": several,
        "out-of-range": sum(len(one.updates) for one in model.transitions),
    }


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("plumbline.words").joinpath("template.toml").read_text(encoding="utf-8"))
