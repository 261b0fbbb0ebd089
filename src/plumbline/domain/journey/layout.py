"""Where everything stands on the map: one lane for each role, from left to right in the order in which screens are reached.

Pure and deterministic; in pixels of the drawing. Layout is no part of the journey, so it never changes a digest.
"""

from collections.abc import Iterable, Mapping, Sequence

from plumbline.domain.journey.model import Model, Screen, Transition
from plumbline.domain.journey.place import Place, settled
from plumbline.kernel.record import record

BOX_WIDTH, BOX_HEIGHT = 168, 56
_GAP_X, _GAP_Y, _LANE_PAD, _MARGIN = 152, 36, 34, 12
COLUMN_WIDTH, ROW_HEIGHT, LANE_HEAD, LEFT = BOX_WIDTH + _GAP_X, (BOX_HEIGHT + _GAP_Y) // 2, 30, _MARGIN + 12
"""From column to column and from row to row, two of which a box takes; where the first of each begins in a lane."""
_SWEEPS = 4  # how often columns are sorted by where their neighbours stand


@record
class Box:
    """A screen on the map. x, y: its top left corner."""

    screen: str
    x: int
    y: int


@record
class Arrow:
    """What leads from one screen to another. path: SVG path data. transitions: their ids. x, y: where its words stand."""

    source: str
    target: str
    transitions: tuple[str, ...]
    path: str
    x: int
    y: int
    is_back: bool


@record
class Lane:
    role: str
    y: int
    height: int


@record
class Layout:
    width: int
    height: int
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def layout_of(model: Model, places: Mapping[str, Place] | None = None) -> Layout:
    """Return the map of a journey, which may have faults: what points nowhere has no arrow. places: where screens were put, by id."""
    links = _links(model)
    lanes: list[Lane] = []
    boxes: dict[str, Box] = {}
    top = _MARGIN
    for role in model.roles:
        own = [screen for screen in model.screens if screen.role == role.id]
        columns = _columns(role.start, own, links)
        tallest = max((len(column) for column in columns), default=1)
        by_itself = {
            screen: (number, tallest - len(column) + 2 * place)
            for number, column in enumerate(columns)
            for place, screen in enumerate(column)
        }
        stands = settled(by_itself, places or {})
        for screen, (column, row) in stands.items():
            boxes[screen] = Box(screen=screen, x=LEFT + column * COLUMN_WIDTH, y=top + LANE_HEAD + row * ROW_HEIGHT)
        rows = max((row for _, row in stands.values()), default=0) + 2
        height = LANE_HEAD + _LANE_PAD + rows * ROW_HEIGHT - _GAP_Y
        lanes.append(Lane(role=role.id, y=top, height=height))
        top += height + _MARGIN
    width = max((box.x for box in boxes.values()), default=0) + BOX_WIDTH + 2 * _MARGIN + 12
    arrows = tuple(_arrow(boxes[source], boxes[target], ids) for (source, target), ids in links.items() if {source, target} <= boxes.keys())
    return Layout(width=width, height=top, lanes=tuple(lanes), boxes=tuple(boxes.values()), arrows=arrows)


def _links(model: Model) -> dict[tuple[str, str], tuple[str, ...]]:
    """The transitions between two screens, one arrow for all of them. Those of a stage leave each of its screens."""
    inside: dict[str, list[str]] = {}
    for screen in model.screens:
        inside.setdefault(screen.stage, []).append(screen.id)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in model.transitions:
        for source in _sources(one, inside):
            if one.target and one.target != source:
                found[source, one.target] = (*found.get((source, one.target), ()), one.id)
    return found


def _sources(transition: Transition, inside: Mapping[str, Sequence[str]]) -> Iterable[str]:
    return inside.get(transition.source, (transition.source,)) if transition.source else ()


def _columns(start: str, screens: Sequence[Screen], links: Mapping[tuple[str, str], tuple[str, ...]]) -> list[list[str]]:
    """The screens of a lane by how many steps they are from its start; those that nothing leads to stand in a column of their own."""
    own = {screen.id for screen in screens}
    after: dict[str, list[str]] = {}
    for source, target in links:
        if source in own and target in own:
            after.setdefault(source, []).append(target)
    depth = {start: 0} if start in own else {}
    queue = list(depth)
    for screen in queue:
        for target in after.get(screen, ()):
            if target not in depth:
                depth[target] = depth[screen] + 1
                queue.append(target)
    last = max(depth.values(), default=-1) + 1
    columns: list[list[str]] = [[] for _ in range(last + 1)]
    for screen in screens:
        columns[depth.get(screen.id, last)].append(screen.id)
    return _sorted([column for column in columns if column], links)


def _sorted(columns: list[list[str]], links: Mapping[tuple[str, str], tuple[str, ...]]) -> list[list[str]]:
    """Put screens near those they are connected with in the neighbouring columns, so that fewer arrows cross."""
    near: dict[str, list[str]] = {}
    for source, target in links:
        near.setdefault(source, []).append(target)
        near.setdefault(target, []).append(source)
    column_of = {screen: number for number, column in enumerate(columns) for screen in column}
    for sweep in range(_SWEEPS):
        step = 1 if sweep % 2 == 0 else -1
        place = {screen: number / max(len(column), 1) for column in columns for number, screen in enumerate(column)}
        for number in range(len(columns))[::step]:
            beside = number - step
            weights: dict[str, float] = {}
            for screen in columns[number]:
                spots = [place[other] for other in near.get(screen, ()) if column_of.get(other) == beside]
                weights[screen] = sum(spots) / len(spots) if spots else place[screen]
            columns[number].sort(key=weights.__getitem__)
            for spot, screen in enumerate(columns[number]):
                place[screen] = spot / len(columns[number])
    return columns


def _arrow(source: Box, target: Box, transitions: tuple[str, ...]) -> Arrow:
    """Forward arrows leave on the right and arrive on the left; those back, or within a column, run below the boxes."""
    is_back = target.x <= source.x
    if not is_back:
        x1, y1, x2, y2 = source.x + BOX_WIDTH, source.y + BOX_HEIGHT // 2, target.x - 6, target.y + BOX_HEIGHT // 2
        bend = max((x2 - x1) // 2, 28)
        path = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
        return _made(source, target, transitions, path, (x1 + x2) // 2, (y1 + y2) // 2 - 6, is_back)
    if target.x == source.x:
        down = target.y > source.y
        x1, y1, y2 = source.x + BOX_WIDTH - 24, source.y + (BOX_HEIGHT if down else 0), target.y + (-6 if down else BOX_HEIGHT + 6)
        path = f"M{x1} {y1}C{x1 + 30} {y1 + (24 if down else -24)} {x1 + 30} {y2 - (24 if down else -24)} {x1} {y2}"
        return _made(source, target, transitions, path, x1 + 24, (y1 + y2) // 2, is_back)
    x1, y1, x2, y2 = source.x + 28, source.y + BOX_HEIGHT, target.x + BOX_WIDTH - 28, target.y + BOX_HEIGHT + 6
    drop = 34
    path = f"M{x1} {y1}C{x1} {y1 + drop} {x2} {y2 + drop} {x2} {y2}"
    return _made(source, target, transitions, path, (x1 + x2) // 2, (y1 + y2) // 2 + 26, is_back)


def _made(source: Box, target: Box, transitions: tuple[str, ...], path: str, x: int, y: int, is_back: bool) -> Arrow:
    return Arrow(source=source.screen, target=target.screen, transitions=transitions, path=path, x=x, y=y, is_back=is_back)
