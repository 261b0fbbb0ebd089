"""The player's page: one screen of a run in a slim bar, what can be done besides, and the end with its question."""

from collections.abc import Mapping
from typing import Any

from litestar import Response

from plumbline.domain.journey.autoplay import acts_of, waits
from plumbline.domain.journey.happening import State
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Task
from plumbline.domain.journey.wording import Wording
from plumbline.domain.run.rules import may_go_back
from plumbline.domain.run.run import Entry, Run
from plumbline.domain.run.turn import present, task_of
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import record
from plumbline.web.errors import PageMissing
from plumbline.web.findings import RefusalWords, refusal_words
from plumbline.web.forms import Fields
from plumbline.web.headers import allow_own_frame
from plumbline.web.journey_screen import FIELD, ScreenView, screen_view
from plumbline.web.pictures import Picture, pictures_of
from plumbline.web.reader import reader_of
from plumbline.web.render import page
from plumbline.web.run_view import run_view
from plumbline.web.session import AnyRequest, context_of, installation_of, nonce_of
from plumbline.web.theme_style import look_of

_MOVED = "This screen was answered already, so nothing was done twice. Below is where the run is now."


@record
class Seat:
    """A role as the bar lists it. state: mine, free, or played by somebody else. turn: whether it can do something now."""

    id: str
    title: str
    state: str
    screen: str
    turn: bool


@record
class ScreenForm:
    """Where a screen's form goes, and the step it was made at."""

    action: str
    step: int


@record
class LivePlay:
    """Where a participant's page is told that the run has moved, and the version that it shows."""

    address: str
    version: int


@record
class Chance:
    """Something that no role does. now: whether it can happen at once; otherwise it strikes as soon as it can."""

    id: str
    title: str
    kind: str
    now: bool


@record
class Playing:
    """Everything that the player shows of a run that goes on. wait: whether waiting leads on. back: whether one can go back."""

    title: str
    role: str
    role_title: str
    screen: ScreenView
    step: int
    seats: tuple[Seat, ...]
    plays: bool
    wait: bool
    back: bool
    goal: str
    chances: tuple[Chance, ...]
    armed: tuple[str, ...]
    other: str


async def player_page(
    request: AnyRequest,
    run_id: str,
    base: str,
    *,
    role: str = "",
    status: int = 200,
    refusal: Refusal | None = None,
    said: RefusalWords | None = None,
    given: Mapping[str, str] | None = None,
    beside: Mapping[str, Any] | None = None,
) -> Response[Any]:
    """Return the player on a run's present screen, or its end.

    base: the address of the run, below which its forms go. role: whose screen; the visitor's own when it is empty.
    given: what was sent and not taken, to be shown again. beside: further values of the page.
    """
    context, reader = context_of(request), reader_of(request)
    guide = context.actor_kind != "guest"
    theme = await look_of(request)
    async with installation_of(request).handling.reading(run_id) as state:
        run: Run = state
        machine: Machine | None = run.machine
        if not run.version or machine is None:
            raise PageMissing("run")
        moved = refusal is not None and refusal.kind == "stale"
        if refusal is not None and not moved:
            said = refusal_words(refusal, reader, None, base)
        pictures = await pictures_of(installation_of(request), machine.model.images, f"{base}/images")
        values: dict[str, Any] = {
            "title": machine.model.title,
            "base": base,
            "member": guide,
            "refusal": said,
            "moved": _MOVED if moved else "",
            "remarks": len(run.remarks),
            "in_cycle": guide and bool(run.journey_id),
            "question": _question(run, task_of(machine, run.task)),
            "over": run_view(run, machine, reader) if run.is_over else None,
            "played": None
            if run.is_over
            else _playing(run, machine, context.actor, role, base, guide=guide, pictures=pictures, given=given or {}),
            "screen_form": None,
            "criteria": (),
            "kept": {},
            "full": True,
            "live": None if guide or run.is_over else LivePlay(address=f"{base}/live", version=run.version),
            "theme": theme,
            "again": f"/journeys/{run.journey_id}/play" if run.journey_id else f"/templates/{run.template_id}/play",
            **(beside or {}),
        }
    played: Playing | None = values["played"]
    if played is not None and played.plays:
        values["screen_form"] = ScreenForm(action=f"{base}/steps", step=played.step)
    values["view"] = played.screen if played else None
    answer = page(request, "journey/play.html", status=status, streams=(run_id,), **values)
    if played is not None and played.screen.frame:
        allow_own_frame(answer, nonce_of(request))
    return answer


def entries_in(fields: Fields, machine: Machine, state: State, role: str) -> tuple[Entry, ...]:
    """Return what a screen's form gives the variables. A box that is not ticked is not sent, and stands for false."""
    found: dict[str, str] = {}
    for part in machine.controls(state, role):
        name = f"{FIELD}{part.variable}"
        if part.variable and part.type in ("checkbox", "switch"):
            found[part.variable] = "true" if fields.has(name) else "false"
        elif part.variable and fields.has(name):
            found[part.variable] = fields.text(name)
    return tuple(Entry(variable=name, value=value) for name, value in found.items())


def _playing(
    run: Run,
    machine: Machine,
    actor: str,
    wished: str,
    base: str,
    *,
    guide: bool,
    pictures: Mapping[str, Picture],
    given: Mapping[str, str],
) -> Playing:
    state, titles = present(run, machine), {role.id: role.title for role in machine.model.roles}
    mine = [role for role in machine.roles if run.seats.get(role) == actor]
    role = wished if wished in (mine if mine or not guide else machine.roles) else next(iter(mine), run.role)
    seats = tuple(_seat(run, machine, state, one, titles[one], actor) for one in machine.roles)
    task = task_of(machine, run.task)
    screen = state.screens[machine.roles.index(role)]
    return Playing(
        title=machine.model.title,
        role=role,
        role_title=titles[role],
        screen=screen_view(machine, state, role, frame=f"{base}/frames/{screen}", pictures=pictures, given=given),
        step=run.step,
        seats=seats,
        plays=role in mine,
        wait=role in mine and waits(machine, state, tuple(run.seats)) is not None,
        back=role in mine and may_go_back(run, actor),
        goal=Wording(machine).filled(task.goal, state) if task else "",
        chances=_chances(machine, state) if guide else (),
        armed=tuple(machine.events[fault].title for fault in (run.now.faults if run.now else ())) if guide else (),
        other=next((seat.title for seat in seats if seat.turn and seat.id != role), ""),
    )


def _seat(run: Run, machine: Machine, state: State, role: str, title: str, actor: str) -> Seat:
    holder = run.seats.get(role, "")
    screen = machine.screens[state.screens[machine.roles.index(role)]]
    return Seat(
        id=role,
        title=title,
        state="mine" if holder == actor else "taken" if holder else "free",
        screen=screen.title,
        turn=bool(acts_of(machine, state, role)) and screen.kind != "waiting",
    )


def _chances(machine: Machine, state: State) -> tuple[Chance, ...]:
    possible = {event.id for event in machine.possible(state)}
    outside = [event for event in machine.model.events if event.kind in ("system", "timer", "fault")]
    return tuple(
        Chance(id=event.id, title=event.title, kind=event.kind, now=event.id in possible)
        for event in outside
        if event.id in possible or event.kind == "fault"
    )


def _question(run: Run, task: Task | None) -> Mapping[str, Any] | None:
    """What is asked afterwards: how easy it was, or how sure one is; nothing without a task that asks."""
    if task is None or task.question == "none" or task.question in run.answers:
        return None
    ease = task.question == "ease"
    return {
        "id": task.question,
        "words": "How easy or hard was it to do this?" if ease else "How sure are you that it worked out?",
        "low": "Very hard" if ease else "Not at all",
        "high": "Very easy" if ease else "Completely",
        "numbers": tuple(range(1, 8 if ease else 6)),
    }
