"""What the pages of a journey show: its parts in lines and tables, its faults with their places, the fields of its forms."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plumbline.domain.journey.edit import LISTS, PartKind
from plumbline.domain.journey.journey import Journey
from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import Plain
from plumbline.domain.journey.problem import Problem
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant, ago
from plumbline.web.journey_edits import part_in, parts_in, shown
from plumbline.web.journey_fields import Choices, FieldSpec, concerns, fields_for, typed
from plumbline.web.journey_map import kind_words
from plumbline.web.journey_places import FieldProblem
from plumbline.web.labels import name_of
from plumbline.web.reader import Reader

OTHER_KINDS: tuple[tuple[PartKind, str, str], ...] = (
    ("role", "Roles", "role"), ("event", "Events", "event"), ("variable", "Variables", "variable"), ("stage", "Stages", "stage"),
    ("section", "Sections", "section"), ("task", "Tasks", "task"), ("preset", "Presets", "preset"), ("criterion", "Criteria", "criterion"),
    ("parameter", "Parameters", "parameter"), ("image", "Images", "image"),
)  # fmt: skip
NOUNS = {**{kind: noun for kind, _, noun in OTHER_KINDS}, "screen": "screen", "transition": "transition", "component": "component",
          "hotspot": "hotspot", "journey": "journey"}  # fmt: skip


@record
class VersionRow:
    number: int
    name: str
    author: str
    at: Instant
    current: bool


@record
class FaultRow:
    """Something to mend. href: where; "" when it has no place of its own."""

    where: str
    sentence: str
    href: str


@record
class FormField:
    """A field ready to be shown. value: now; was: as it is shown first, which is sent back so that only what changed is written.

    problems: what is wrong with the value.
    """

    spec: FieldSpec
    value: Any
    was: str
    choices: Choices
    problems: tuple[FieldProblem, ...] = ()


def version_rows(journey: Journey, reader: Reader) -> Iterable[VersionRow]:
    """Yield the versions of a journey, the newest first."""
    for one in reversed(journey.versions):
        yield VersionRow(
            number=one.number, name=one.name, author=name_of(reader.names, one.author_id), at=ago(one.at, reader.now, reader.zone),
            current=one is journey.current and not journey.is_changed,
        )  # fmt: skip


def fault_row(problem: Problem, content: Plain, home: str) -> FaultRow:
    """Return what is wrong, with a link to the part that has it."""
    sentence = f"{problem.problem}; expected {problem.expected}."
    names = {name: kind for kind, (name, _) in LISTS.items()}
    match problem.path:
        case ("screens", int(place), "content" | "hotspots" as inner, int(number), *_):
            screen = content["screens"][place]
            part = screen[inner][number]
            kind = "component" if inner == "content" else "hotspot"
            where, href = f"{screen['title']}, {kind} {part['id']}", f"{home}/parts/{kind}/{part['id']}?screen={screen['id']}"
        case (str(name), int(place), *_) if name in names and "id" in content[name][place]:
            part = content[name][place]
            where, href = str(part.get("title") or part["id"]), f"{home}/parts/{names[name]}/{part['id']}"
        case _:
            where, href = "The journey", f"{home}/parts/journey/all"
    return FaultRow(where=where, sentence=sentence[0].upper() + sentence[1:], href=href)


def screen_rows(model: Model, home: str) -> list[dict[str, Any]]:
    """Return the screens with where each leads."""
    roles = {one.id: one.title for one in model.roles}
    titles = {one.id: one.title for one in model.screens}
    leads: dict[str, list[str]] = {}
    for one in model.transitions:
        if one.target and one.target in titles:
            leads.setdefault(one.source, []).append(one.target)
    return [
        {
            "href": f"{home}/parts/screen/{one.id}",
            "title": one.title,
            "kind": kind_words(one),
            "exception": one.kind == "exception",
            "role": roles.get(one.role, one.role),
            "next": [(f"{home}/parts/screen/{to}", titles[to]) for to in dict.fromkeys(leads.get(one.id, []) + leads.get(one.stage, []))],
        }
        for one in model.screens
    ]  # fmt: skip


def part_lines(kind: PartKind, content: Plain, home: str) -> list[tuple[str, str, str]]:
    """Return the parts of a kind: where each is edited, what it is called, and what it says in short."""
    return [
        (f"{home}/parts/{kind}/{one.get('id')}", str(one.get("title") or one.get("text") or one.get("id")), _short(kind, one))
        for one in parts_in(content, kind)
    ]


def _short(kind: PartKind, part: Plain) -> str:
    match kind:
        case "event":
            return " ".join(str(one) for one in (part.get("kind", ""), part.get("role", ""), part.get("after", "")) if one)
        case "variable":
            bounds = (
                f"{part.get('lo', 0)} to {part.get('hi', 1)}" if part.get("type") == "int" else ", ".join(map(str, part.get("values", ())))
            )
            return " ".join(one for one in (str(part.get("id")), str(part.get("type", "")), bounds) if one)
        case "role":
            return f"{part.get('actor', 'person')}, begins on {part.get('start', '')}"
        case "task":
            return str(part.get("goal", ""))
        case "section":
            return str(part.get("objective", ""))
        case _:
            return str(part.get("id", ""))


def component_lines(screen: Plain, home: str, screen_id: str) -> list[tuple[str, str, str, str]]:
    """Return the components of a screen: where each is edited, its id, its type, and what it says."""
    return [
        (
            f"{home}/parts/component/{one.get('id')}?screen={screen_id}", str(one.get("id")), str(one.get("type")),
            str(one.get("text") or one.get("alt", "")),
        )
        for one in screen.get("content", ())
    ]  # fmt: skip


def spot_lines(screen: Plain, content: Plain, home: str) -> list[dict[str, str]]:
    """Return the hotspots of a screen: where each is edited, its name, what it takes, and where it lies, in per cent of the image."""
    titles = {str(one.get("id")): str(one.get("title")) for one in parts_in(content, "event")}

    def where(spot: Plain) -> str:
        left, top = (round(int(spot.get(one, 0)) / 10) for one in ("left", "top"))
        return f"{left} % from the left, {top} % from the top"

    return [
        {
            "href": f"{home}/parts/hotspot/{one.get('id')}?screen={screen.get('id')}",
            "text": str(one.get("text", "")),
            "act": titles.get(str(one.get("act")), str(one.get("act"))),
            "where": where(one),
        }
        for one in screen.get("hotspots", ())
    ]  # fmt: skip


def leaving_lines(content: Plain, part: str, home: str) -> list[tuple[str, str, str, str]]:
    """Return what leaves a screen or stage: where it is edited, the event, the condition, the target."""
    titles = {str(one.get("id")): str(one.get("title")) for kind in ("event", "screen") for one in parts_in(content, kind)}
    return [
        (
            f"{home}/parts/transition/{one.get('id')}", titles.get(str(one.get("on")), str(one.get("on"))), str(one.get("when", "")),
            titles.get(str(one.get("to", "")), str(one.get("to", "")) or "stays here"),
        )
        for one in parts_in(content, "transition")
        if one.get("from") == part
    ]  # fmt: skip


def crumbs_above(content: Plain, home: str, screen: str) -> tuple[dict[str, str], ...]:
    """Return the crumb of the screen that a part is on."""
    found = part_in(content, "screen", screen) if screen else None
    return ({"title": str(found.get("title", screen)), "href": f"{home}/parts/screen/{screen}"},) if found else ()


def form_fields(
    kind: PartKind,
    part: Plain,
    content: Plain,
    kept: Mapping[str, Any] | None,
    *,
    new: bool = False,
    problems: Mapping[str, Sequence[FieldProblem]] | None = None,
) -> list[FormField]:
    """Return the fields of a part's form, with what the person typed in the place of what is there, and what is wrong with it."""
    found: list[FormField] = []
    for spec in fields_for(kind, str(part.get("type", ""))):
        if not new and not concerns(spec, part):
            continue
        value = typed(spec, part.get(spec.name))
        if kept is not None and f"was-{spec.name}" in kept:
            value = _typed_again(spec, kept.get(f"p-{spec.name}", ""))
        wrong = tuple((problems or {}).get(spec.name, ()))
        found.append(FormField(spec=spec, value=value, was=shown(spec, part), choices=_choices(spec, part, content), problems=wrong))
    return found


def _typed_again(spec: FieldSpec, sent: Any) -> Any:
    if spec.widget != "several":
        return sent
    return tuple(sent) if isinstance(sent, list) else (sent,) if sent else ()  # type: ignore[reportUnknownArgumentType]


def _choices(spec: FieldSpec, part: Plain, content: Plain) -> Choices:
    """What can be chosen: screens of the part's own role where there is one, everything of a kind otherwise; what is set now stays."""
    if spec.choices:
        found = [(one, one) for one in spec.choices]
    else:
        found = [(str(one.get("id")), str(one.get("title") or one.get("id"))) for one in _offered(spec, part, content)]
    now = typed(spec, part.get(spec.name))
    known = {one for one, _ in found}
    return [*found, *((one, f"{one} (is not there)") for one in (now if isinstance(now, tuple) else (now,)) if one and one not in known)]


def _offered(spec: FieldSpec, part: Plain, content: Plain) -> Iterable[Plain]:
    match spec.source:
        case "fault":
            return (one for one in parts_in(content, "event") if one.get("kind") == "fault")
        case "place":
            return (*parts_in(content, "screen"), *parts_in(content, "stage"))
        case "screen" if spec.name in ("to", "start") and (role := _role_of(part, content)):
            return (one for one in parts_in(content, "screen") if one.get("role") == role)
        case "":
            return ()
        case source:
            return parts_in(content, source)


def _role_of(part: Plain, content: Plain) -> str:
    """The role whose screens a transition or a role can name."""
    if "start" in part or "actor" in part:
        return str(part.get("id", ""))
    source = str(part.get("from", ""))
    found = part_in(content, "screen", source) or part_in(content, "stage", source)
    return str(found.get("role", "")) if found else ""
