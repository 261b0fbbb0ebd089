"""A journey's screen as templates show it: its components with their words, values and acts, in one state, for one role."""

from collections.abc import Mapping

from plumbline.domain.journey.autoplay import acts_of
from plumbline.domain.journey.component import Component, ComponentType, InputKind, Tone
from plumbline.domain.journey.happening import State
from plumbline.domain.journey.machine import Machine, spelled
from plumbline.domain.journey.model import Device, Event, Hotspot, Screen, ScreenKind, Value
from plumbline.domain.journey.wording import Wording
from plumbline.kernel.record import record
from plumbline.web.pictures import Picture

FIELD = "v-"
"""What the names of form fields begin with that give a variable its value."""


@record
class Choice:
    """An option of a control, an entry of a list, a step or a tab. is_on: chosen, reached or open."""

    value: str
    text: str
    is_on: bool = False
    is_past: bool = False


@record
class Bar:
    """A row of a chart. share: of the longest bar, per cent."""

    label: str
    value: str
    share: int


@record
class Part:
    """A component, its texts filled. name: of the form's field, empty where it writes nothing. checked, value: what it holds now."""

    id: str
    type: ComponentType
    text: str
    hint: str
    name: str
    value: str
    checked: bool
    act: str
    required: bool
    primary: bool
    level: int
    tone: Tone
    input: InputKind
    choices: tuple[Choice, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[Bar, ...]
    share: int
    picture: Picture | None
    alt: str


@record
class Spot:
    """A place on an image that takes an act, in thousandths."""

    id: str
    act: str
    text: str
    left: int
    top: int
    width: int
    height: int


@record
class ScreenView:
    """A screen of a role in a state. acts: what the role can do and no part of the screen offers. frame: where its HTML is shown."""

    id: str
    title: str
    kind: ScreenKind
    device: Device
    role: str
    parts: tuple[Part, ...]
    acts: tuple[tuple[str, str], ...]
    picture: Picture | None = None
    has_image: bool = False
    alt: str = ""
    spots: tuple[Spot, ...] = ()
    frame: str = ""

    @property
    def has_fields(self) -> bool:
        """Whether something can be entered on it."""
        return any(part.name for part in self.parts)


def screen_view(
    machine: Machine,
    state: State,
    role: str,
    *,
    frame: str = "",
    pictures: Mapping[str, Picture] | None = None,
    given: Mapping[str, str] | None = None,
) -> ScreenView:
    """Return what a role sees in a state.

    frame: the address that shows HTML of the screen, if it has some. pictures: those that are kept, by the names of images; an image
    without one is drawn as a box with its description. given: what was just sent and not taken, by variable; shown again.
    """
    place = machine.roles.index(role)
    screen = machine.screens[state.screens[place]]
    known, wording = pictures or {}, Wording(machine)
    values = {**dict(zip(machine.variables, state.values, strict=True)), **_given(given or {})}
    possible = acts_of(machine, state, role)
    can = {event.id for event in possible}
    parts = tuple(_part(part, state, values, wording, known, can) for part in machine.controls(state, role))
    spots = tuple(_spot(one, state, wording) for one in screen.hotspots if one.act in can and machine.shows(state, role, one.id))
    return ScreenView(
        id=screen.id,
        title=wording.filled(screen.title, state),
        kind=screen.kind,
        device=machine.model.device,
        role=role,
        parts=parts,
        acts=_others(possible, screen, parts, spots),
        picture=known.get(screen.image),
        has_image=bool(screen.image),
        alt=wording.filled(screen.alt, state),
        spots=spots,
        frame=frame if screen.html else "",
    )


def _given(given: Mapping[str, str]) -> dict[str, Value]:
    return {name: {"true": True, "false": False}.get(text, text) for name, text in given.items()}


def _part(
    part: Component, state: State, values: Mapping[str, Value], wording: Wording, pictures: Mapping[str, Picture], can: set[str]
) -> Part:
    value = values.get(part.variable, "")
    rows = tuple(tuple(wording.filled(cell, state) for cell in row) for row in part.rows)
    return Part(
        id=part.id,
        type=part.type,
        text=wording.filled(part.text, state),
        hint=wording.filled(part.hint, state),
        name=f"{FIELD}{part.variable}" if part.variable else "",
        value=spelled(value),
        checked=value is True,
        act=part.act if part.act in can else "",
        required=part.required,
        primary=part.primary,
        level=min(part.level + 1, 6),  # the player's own page has the first level
        tone=part.tone,
        input=part.input,
        choices=_choices(part, value, state, wording),
        columns=tuple(wording.filled(one, state) for one in part.columns),
        rows=rows,
        bars=_bars(rows) if part.type == "chart" else (),
        share=max(0, min(part.share, 100)),
        picture=pictures.get(part.source),
        alt=wording.filled(part.alt, state),
    )


def _choices(part: Component, value: Value, state: State, wording: Wording) -> tuple[Choice, ...]:
    if part.options:
        return tuple(
            Choice(value=one.value, text=wording.filled(one.text, state), is_on=one.value == spelled(value)) for one in part.options
        )
    return tuple(
        Choice(value=wording.filled(one.value, state), text=wording.filled(one.text, state), is_on=place == part.current,
            is_past=place < part.current)
        for place, one in enumerate(part.items, 1)
    )  # fmt: skip


def _bars(rows: tuple[tuple[str, ...], ...]) -> tuple[Bar, ...]:
    numbers = [_number(row[1]) if len(row) > 1 else 0.0 for row in rows]
    most = max(numbers, default=0.0) or 1.0
    return tuple(
        Bar(label=row[0] if row else "", value=row[1] if len(row) > 1 else "", share=round(100 * number / most))
        for row, number in zip(rows, numbers, strict=True)
    )


def _number(text: str) -> float:
    digits = "".join(character for character in text if character.isdigit() or character == ".")
    try:
        return float(digits)
    except ValueError:
        return 0.0


def _spot(spot: Hotspot, state: State, wording: Wording) -> Spot:
    return Spot(
        id=spot.id, act=spot.act, text=wording.filled(spot.text, state), left=spot.left, top=spot.top, width=spot.width, height=spot.height
    )


def _others(possible: tuple[Event, ...], screen: Screen, parts: tuple[Part, ...], spots: tuple[Spot, ...]) -> tuple[tuple[str, str], ...]:
    """What the role can do and the screen does not offer: of a screen with content only what it never offers, not what it hides now."""
    drawn = {part.act for part in screen.content} | {spot.act for spot in screen.hotspots}
    offered = {part.act for part in parts} | {spot.act for spot in spots}
    return tuple((event.id, event.title) for event in possible if event.id not in offered | drawn)
