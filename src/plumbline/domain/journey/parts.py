"""Which section a part of a journey belongs to, what it says, and the digests that show whether it still does."""

from collections.abc import Iterator, Mapping

from plumbline.domain.journey.model import Model, Screen, Section, Transition
from plumbline.domain.journey.plain import Plain, plain_of
from plumbline.kernel.canonical import digest

WHOLE, REST = "all", "rest"
_LONGEST_QUOTE = 300


def section_key(journey_id: str, section_id: str) -> str:
    """Return the id of a journey's section in its cycle, where sections of several journeys stand beside each other."""
    return f"{journey_id}-{section_id}"


def sections_of(model: Model) -> tuple[Section, ...]:
    """Return the parts that a journey is reviewed in: its sections, the screens that are in none, or all of it when it has no sections."""
    if not model.sections:
        return (Section(id=WHOLE, title=model.title),)
    loose = any(section_of_screen(model, one) == REST for one in model.screens)
    return (*model.sections, Section(id=REST, title=f"{model.title}: the rest")) if loose else model.sections


def section_of_screen(model: Model, screen: Screen) -> str:
    """Return the section of a screen: its own, else its stage's."""
    if not model.sections:
        return WHOLE
    stage = next((one.section for one in model.stages if one.id == screen.stage), "")
    return screen.section or stage or REST


def section_of_transition(model: Model, transition: Transition) -> str:
    """Return the section of what a transition leads away from."""
    screen = next((one for one in model.screens if one.id == transition.source), None)
    if screen is not None:
        return section_of_screen(model, screen)
    stage = next((one.section for one in model.stages if one.id == transition.source), "")
    return stage or (REST if model.sections else WHOLE)


def screens_in(model: Model, section_id: str) -> tuple[Screen, ...]:
    """Return the screens of a section, in the journey's order."""
    return tuple(one for one in model.screens if section_of_screen(model, one) == section_id)


def section_digests(model: Model) -> Mapping[str, str]:
    """Return the digest of all that each section is, by its id: its words, stages, screens, and what leads on from them."""
    plain = plain_of(model)
    screens = {one.id: section_of_screen(model, one) for one in model.screens}
    transitions = {one.id: section_of_transition(model, one) for one in model.transitions}
    return {
        section.id: digest(
            {
                "section": _named(plain, "sections", section.id),
                "stages": [one for one in plain.get("stages", ()) if one.get("section", "") == section.id],
                "screens": [one for one in plain.get("screens", ()) if screens[one["id"]] == section.id],
                "transitions": [one for one in plain.get("transitions", ()) if transitions[one["id"]] == section.id],
            }
        )
        for section in sections_of(model)
    }


def part_digests(model: Model) -> Mapping[tuple[str, str], str]:
    """Return the digest of each screen and transition as it reads, by kind and id."""
    plain = plain_of(model)
    kinds = (("screen", "screens"), ("transition", "transitions"))
    return {(kind, one["id"]): digest(one) for kind, name in kinds for one in plain.get(name, ())}


def part_words(model: Model, kind: str, part: str) -> str:
    """Return what a screen or a transition says, as a quotation; empty for one that is not there."""
    if kind == "screen":
        screen = next((one for one in model.screens if one.id == part), None)
        return "" if screen is None else _short(" · ".join(dict.fromkeys(_texts(screen))))
    found = next((one for one in model.transitions if one.id == part), None)
    if found is None:
        return ""
    titles = {one.id: one.title for one in (*model.screens, *model.stages, *model.events)}
    target = titles.get(found.target, "the same screen") if found.target else "the same screen"
    condition = f" when {found.when}" if found.when else ""
    return _short(f"{titles.get(found.source, found.source)}: {titles.get(found.event, found.event)}{condition} → {target}")


def _texts(screen: Screen) -> Iterator[str]:
    yield screen.title
    yield from (one.text for one in screen.content if one.text)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1]}…"


def _named(plain: Plain, name: str, part: str) -> Plain:
    found: list[Plain] = [one for one in plain.get(name, ()) if one["id"] == part]
    return found[0] if found else {}
