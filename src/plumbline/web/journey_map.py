"""The map of a journey as the page draws it: boxes with their kind, arrows with their words. A table below says the same."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from plumbline.domain.journey.layout import BOX_HEIGHT, BOX_WIDTH, COLUMN_WIDTH, LANE_HEAD, LEFT, ROW_HEIGHT, layout_of
from plumbline.domain.journey.model import Model, Screen, Transition
from plumbline.domain.journey.place import Place
from plumbline.kernel.record import record

KINDS: Mapping[str, str] = {
    "normal": "Screen", "decision": "Decision", "waiting": "Waiting", "exception": "Exception", "recovery": "Recovery",
    "fallback": "Fallback", "terminal": "End",
}  # fmt: skip
RESULTS: Mapping[str, str] = {"success": "success", "abandoned": "given up", "escalated": "escalated"}
_LONGEST, _LINE = 25, 22
Mark = Literal["added", "removed", "changed"]
Marks = dict[tuple[str, str], Mark]
"""What is different, by `screen` or `transition` and the id."""
_SIGNS: Mapping[str, str] = {"added": "+", "removed": "-", "changed": "~"}


@record
class MapBox:
    """A screen. href: "" where it leads nowhere. kind: as the style sheet names it. lines: its title, broken to fit.

    mark: what became of it, where two journeys are drawn as one; said: that with its sign. found: how many findings name it, in words.
    """

    screen: str
    href: str
    title: str
    kind: str
    words: str
    found: str
    x: int
    y: int
    lines: tuple[str, ...]
    mark: Mark | Literal[""] = ""
    said: str = ""


@record
class MapArrow:
    """label: what stands on it; arrows back have none, because they cross. title: all of it, for whoever points at it.

    width: 0 for the usual one, else from 1 to 5. href: of its transition, or of all that leaves the screen where there are several.
    """

    source: str
    target: str
    href: str
    path: str
    label: str
    title: str
    x: int
    y: int
    kind: str
    width: int = 0
    mark: Mark | Literal[""] = ""


@record
class MapLane:
    role: str
    title: str
    y: int
    height: int


@record
class JourneyMap:
    """width, height: of the drawing, in pixels. sentence: what it shows. grid: see domain/journey/layout.py."""

    width: int
    height: int
    box_width: int
    box_height: int
    lanes: tuple[MapLane, ...]
    boxes: tuple[MapBox, ...]
    arrows: tuple[MapArrow, ...]
    sentence: str
    grid: Mapping[str, int]


def journey_map(
    model: Model,
    home: str,
    share: Callable[[Sequence[str]], int] | None = None,
    marks: Marks | None = None,
    places: Mapping[str, Place] | None = None,
    found: Mapping[str, int] | None = None,
) -> JourneyMap:
    """Return the map. home: the address of the journey's page, below which a box leads to its screen; "" where none leads anywhere.

    share: how many in a hundred runs took one of some transitions; with it an arrow is as wide as its share, which stands on it.
    marks: what is different, where the model is two in one. places: where screens were put, by id. found: how many findings name a screen,
    by its id.
    """
    marks, found = marks or {}, found or {}
    drawn = layout_of(model, places)
    screens = {one.id: one for one in model.screens}
    transitions = {one.id: one for one in model.transitions}
    titles = {one.id: one.title for one in model.events}
    faults = {one.id for one in model.events if one.kind == "fault"}
    roles = {one.id: one.title for one in model.roles}
    boxes = tuple(
        _box(screens[one.screen], one.x, one.y, home, marks.get(("screen", one.screen), ""), found.get(one.screen, 0))
        for one in drawn.boxes
    )
    arrows: list[MapArrow] = []
    for one in drawn.arrows:
        taken = [transitions[each] for each in one.transitions]
        words = [_words(each, titles) for each in taken]
        kind = "fault" if all(each.event in faults for each in taken) else "back" if one.is_back else "plain"
        label = "" if one.is_back else _label([titles.get(each.event, each.event) for each in taken])
        width, title = 0, "; ".join(words)
        if share is not None:
            percent = share(one.transitions)
            label, title, width = f"{percent} %" if percent else "", f"{title}: {percent} % of the runs", max(1, -(-percent // 20))
        mark = _one_mark([marks.get(("transition", each), "") for each in one.transitions])
        if mark:
            label, title = f"{_SIGNS[mark]} {label}".rstrip(), f"{title}: {mark}"
        arrows.append(
            MapArrow(
                source=one.source, target=one.target, href=_arrow_href(taken, one.source, home), path=one.path, label=label, title=title,
                x=one.x, y=one.y, kind=kind, width=width, mark=mark,
            )
        )  # fmt: skip
    return JourneyMap(
        width=drawn.width,
        height=drawn.height,
        box_width=BOX_WIDTH,
        box_height=BOX_HEIGHT,
        lanes=tuple(MapLane(role=one.role, title=roles[one.role], y=one.y, height=one.height) for one in drawn.lanes),
        boxes=boxes,
        arrows=tuple(arrows),
        sentence=f"{len(model.screens)} screens of {len(model.roles)} roles, {len(model.transitions)} transitions",
        grid={"left": LEFT, "head": LANE_HEAD, "column": COLUMN_WIDTH, "row": ROW_HEIGHT},
    )


def kind_words(screen: Screen) -> str:
    """Return what kind of screen it is, in words."""
    if screen.kind == "terminal":
        return f"End: {RESULTS.get(screen.result, 'open')}"
    return KINDS[screen.kind]


def _one_mark(marks: Sequence[Mark | Literal[""]]) -> Mark | Literal[""]:
    """The mark of an arrow that stands for several transitions: theirs when they share it, else that something changed."""
    return marks[0] if len(set(marks)) == 1 else "changed"


def _box(screen: Screen, x: int, y: int, home: str, mark: Mark | Literal[""], findings: int) -> MapBox:
    return MapBox(
        screen=screen.id,
        href=f"{home}/parts/screen/{screen.id}" if home else "",
        title=screen.title,
        kind=screen.kind,
        words=kind_words(screen),
        found=f"{findings} finding{'' if findings == 1 else 's'}" if findings else "",
        x=x,
        y=y,
        lines=_lines(screen.title),
        mark=mark,
        said=f"{_SIGNS[mark]} {mark}" if mark else "",
    )


def _arrow_href(taken: Sequence[Transition], source: str, home: str) -> str:
    if not home:
        return ""
    return f"{home}/parts/transition/{taken[0].id}" if len(taken) == 1 else f"{home}/parts/screen/{source}#leaving"


def _words(transition: Transition, titles: Mapping[str, str]) -> str:
    said = titles.get(transition.event, transition.event)
    return f"{said}, when {transition.when}" if transition.when else said


def _lines(title: str) -> tuple[str, ...]:
    """A title in at most two lines."""
    first = ""
    words = title.split()
    while words and len(f"{first} {words[0]}".strip()) <= _LINE:
        first = f"{first} {words.pop(0)}".strip()
    if not first and words:
        first = words.pop(0)
    rest = " ".join(words)
    return tuple(one for one in (_cut(first, _LINE + 2), _cut(rest, _LINE)) if one)


def _label(titles: Sequence[str]) -> str:
    return _cut(titles[0], _LONGEST) if len(titles) == 1 else f"{_cut(titles[0], _LONGEST - 4)} +{len(titles) - 1}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
