"""Journeys that were changed at random: every kind of part, every operation. The same seed makes the same changes."""

import random
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from hashlib import sha256
from typing import Any

from journey_maker import random_journey
from plumbline.domain.journey.comparing.difference import CHILDREN
from plumbline.domain.journey.edit import LISTS, Edit, PartKind, adding, edited, removing, setting
from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.files.journeys import templates
from small_journey import plain

Plain = dict[str, Any]
_TEXTS = {
    "screen": "title",
    "component": "hint",
    "transition": "when",
    "event": "title",
    "variable": "title",
    "preset": "title",
    "criterion": "text",
    "image": "digest",
}


@cache
def some_journeys() -> Sequence[Plain]:
    """Return journeys of every kind in their normal form: the small one, generated ones and two templates."""
    made = [model_of(plain()), *(random_journey(seed) for seed in range(12)), *(one.model for one in list(templates().values())[:2])]
    return [plain_of(one) for one in made]


def changed(content: Plain, seed: int, count: int = 6, *, mark: str = "", only: Sequence[str] = ()) -> Plain:
    """Return content after some changes. mark: what new ids and texts begin with. only: ids of the screens that may be touched, or all."""
    chance, data = random.Random(seed), deepcopy(content)
    for number in range(chance.randint(0, count)):
        if edit := _change(data, chance, f"{mark or 'new'}-{seed}-{number}", only):
            data, _ = edited(data, [edit])
    return plain_of(model_of(data))


def _change(data: Plain, chance: random.Random, word: str, only: Sequence[str]) -> Edit | None:
    screens = [one["id"] for one in data["screens"] if not only or one["id"] in only]
    kind: PartKind = chance.choice(("journey", "screen", "component") if only else ("journey", "component", *CHILDREN["journey"]))
    if kind == "journey" or not screens:
        return None if only else setting("journey", "", "summary", word)
    screen = chance.choice(screens) if kind == "component" else ""
    holder = next(one for one in data["screens"] if one["id"] == screen) if screen else data
    ids = [one["id"] for one in holder.get(LISTS[kind][0], ()) if not only or kind == "component" or one["id"] in only]
    match chance.choice(("set", "set", "add", "remove", "move")):
        case "add" if not only or kind == "component":
            return adding(kind, _made(kind, word, data), screen=screen, before=chance.choice(["", *ids]))
        case "remove" if ids and not (kind == "screen" and only):
            return removing(kind, chance.choice(ids), screen=screen)
        case "move" if ids and not only:
            return Edit(op="move", kind=kind, part=chance.choice(ids), screen=screen, before=chance.choice(["", *ids]))
        case _ if ids:
            name = _TEXTS.get(kind, "title")
            return setting(kind, chance.choice(ids), name, chance.choice([word, "true"]), screen=screen)
        case _:
            return None


def _made(kind: PartKind, word: str, data: Plain) -> Plain:
    name = word.replace("-", "_") if kind in ("variable", "parameter") else word
    role = data["roles"][0]["id"] if data.get("roles") else "r"
    more: Plain = {
        "section": {"title": word},
        "role": {"title": word, "start": "s"},
        "variable": {"type": "bool"},
        "event": {"title": word, "kind": "system"},
        "stage": {"title": word, "role": role},
        "screen": {"title": word, "role": role, "content": [{"type": "heading", "text": word}]},
        "component": {"type": "text", "text": word},
        "transition": {"from": word, "on": word},
        "task": {"title": word, "goal": word, "role": role, "success": [word]},
        "preset": {"title": word},
        "criterion": {"text": word, "reaches": [word]},
        "parameter": {"title": word, "default": word},
        "image": {"digest": sha256(word.encode()).hexdigest()},
        "hotspot": {"act": word, "text": word, "left": 1, "top": 1, "width": 1, "height": 1},
    }[kind]
    return {"id": name, **more}
