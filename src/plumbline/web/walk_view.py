"""A way through a journey to be looked at step by step: the screen at each step, and what happens next. Nothing is recorded."""

from collections.abc import Iterator, Mapping, Sequence

from plumbline.domain.journey.autoplay import is_act_of
from plumbline.domain.journey.happening import Enters, Happening, State
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.wording import Wording
from plumbline.domain.run.replay import replayed
from plumbline.domain.run.run import Run
from plumbline.domain.run.turn import preset_of
from plumbline.kernel.record import record
from plumbline.web.journey_screen import ScreenView, screen_view
from plumbline.web.pictures import Picture
from plumbline.web.run_view import move_words
from plumbline.words.journey_finding import happening_words


@record
class Stop:
    """A state on the way. what: what led to it, in words, "" at the start. role: who did it, "" when no role did."""

    state: State
    what: str = ""
    role: str = ""
    is_fault: bool = False


@record
class Line:
    """A step as the list of the way names it."""

    number: int
    what: str
    who: str
    href: str
    is_fault: bool
    is_here: bool


@record
class Place:
    """Where a role is at the step that is shown, with the address that shows its screen."""

    role: str
    title: str
    screen: str
    href: str
    is_here: bool


@record
class Walk:
    """A way, at one of its steps. back, on: addresses of the steps before and after, "" where there is none. next: what happens then."""

    step: int
    last: int
    role: str
    role_title: str
    screen: ScreenView
    back: str
    on: str
    next: str
    next_who: str
    next_is_fault: bool
    places: tuple[Place, ...]
    lines: tuple[Line, ...]


def way_of(machine: Machine, happenings: Sequence[Happening]) -> tuple[Stop, ...]:
    """Return the stops of a way from the start. Raises NotPossible where the journey has no such step."""
    state = machine.start()
    stops = [Stop(state=state)]
    for happening in happenings:
        state = machine.step(state, happening).state
        role, is_fault = _whose(machine, happening)
        stops.append(Stop(state=state, what=happening_words(happening, machine.model), role=role, is_fault=is_fault))
    return tuple(stops)


def way_of_run(machine: Machine, run: Run) -> tuple[Stop, ...]:
    """Return the stops of a recorded run, as its journey gives them. Raises NotPossible, KeyError where it does not follow from it."""
    stops, wording = [Stop(state=machine.start(preset_of(machine, run.preset)))], Wording(machine)
    for move, state in replayed(run, machine):
        event = machine.events.get(move.happened)
        is_fault = event is not None and event.kind == "fault"
        role = move.role if move.by == "participant" else ""
        stops.append(Stop(state=state, what=move_words(move, machine, wording), role=role, is_fault=is_fault))
    return tuple(stops)


def walk(
    machine: Machine,
    stops: Sequence[Stop],
    step: int,
    role: str,
    home: str,
    frames: str,
    pictures: Mapping[str, Picture],
    fallback: str = "",
) -> Walk:
    """Return a way at one of its steps.

    step: held between the start and the end. role: whose screen; when it is none of the roles, that of whoever acts next, or whose screen
    changes next, else `fallback`, else the first. home: the address of the way. frames: the address below which HTML of screens is shown.
    pictures: those that are kept.
    """
    last = len(stops) - 1
    step = min(max(step, 0), last)
    state = stops[step].state
    after = stops[step + 1] if step < last else None
    seen = role if role in machine.roles else _seen(machine, state, after, fallback)
    titles = {one.id: one.title for one in machine.model.roles}
    screen = state.screens[machine.roles.index(seen)]
    return Walk(
        step=step,
        last=last,
        role=seen,
        role_title=titles[seen],
        screen=screen_view(machine, state, seen, frame=f"{frames}/{screen}", pictures=pictures),
        back=f"{home}?step={step - 1}" if step else "",
        on=f"{home}?step={step + 1}" if after else "",
        next=after.what if after else "",
        next_who=titles.get(after.role, "") if after else "",
        next_is_fault=bool(after and after.is_fault),
        places=tuple(_places(machine, state, titles, seen, f"{home}?step={step}")),
        lines=tuple(
            Line(
                number=number,
                what=one.what,
                who=titles.get(one.role, ""),
                href=f"{home}?step={number}",
                is_fault=one.is_fault,
                is_here=number == step,
            )
            for number, one in enumerate(stops)
            if number
        ),
    )


def _places(machine: Machine, state: State, titles: dict[str, str], seen: str, here: str) -> Iterator[Place]:
    for role, screen in zip(machine.roles, state.screens, strict=True):
        yield Place(role=role, title=titles[role], screen=machine.screens[screen].title, href=f"{here}&role={role}", is_here=role == seen)


def _whose(machine: Machine, happening: Happening) -> tuple[str, bool]:
    if isinstance(happening, Enters):
        return happening.role, False
    event = machine.events[happening.event]
    return next((role for role in machine.roles if is_act_of(event, role)), ""), event.kind == "fault"


def _seen(machine: Machine, state: State, after: Stop | None, fallback: str) -> str:
    if after and after.role in machine.roles:
        return after.role
    moved = [role for place, role in enumerate(machine.roles) if after and after.state.screens[place] != state.screens[place]]
    if fallback in machine.roles and (not moved or fallback in moved):
        return fallback
    return (moved or [*machine.roles])[0]
