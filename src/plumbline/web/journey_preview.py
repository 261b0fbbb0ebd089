"""A screen of a journey as people will see it, while somebody edits it: drawn by what draws it in the player, out of what is not saved."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from plumbline.domain.journey.happening import State
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import DEVICES, Model, Screen
from plumbline.domain.journey.plain import Plain, model_of
from plumbline.domain.journey.problem import Problem
from plumbline.domain.journey.rules import faults_of
from plumbline.domain.journey.shape import shape_problems
from plumbline.kernel.record import record
from plumbline.web.journey_screen import ScreenView, screen_view
from plumbline.web.pictures import Picture


@record
class Preview:
    """A screen on a device. view: None while it cannot be drawn. whole: whether its conditions hold as they do at the start of a run.

    saved: whether it is drawn as it was saved last, because what is being written cannot be drawn.
    """

    view: ScreenView | None
    device: str
    whole: bool = True
    saved: bool = False


def preview_of(
    content: Plain,
    screen_id: str,
    problems: Sequence[Problem],
    *,
    saved: Plain | None = None,
    device: str = "",
    frame: str = "",
    pictures: Mapping[str, Picture] | None = None,
) -> Preview:
    """Return a screen with the values that a run begins with.

    problems: those of the journey; with any, the screen is drawn by itself, and everything on it is there whatever its condition says.
    saved: the journey as it was saved last, to draw from while this one has no shape. device: another one than the journey's.
    frame: the address that shows HTML of the screen. pictures: those that are kept.
    """
    if any(shape_problems(content)):
        if saved is None:
            return Preview(view=None, device=device or "phone")
        # A hotspot is drawn on the picture, so that has to be there before the hotspot has a place.
        last = preview_of(saved, screen_id, faults_of(saved), device=device, frame=frame, pictures=pictures)
        return replace(last, saved=last.view is not None)
    model = model_of(content)
    screen = next((one for one in model.screens if one.id == screen_id), None)
    if screen is None or not any(one.id == screen.role for one in model.roles):
        return Preview(view=None, device=model.device)
    model = replace(model, device=next((one for one in DEVICES if one == device), model.device))
    machine = Machine(_alone(model, screen) if problems else model)
    places = tuple(screen.id if role == screen.role else start for role, start in zip(machine.roles, machine.start().screens, strict=True))
    state = State(screens=places, values=machine.start().values)
    view = screen_view(machine, state, screen.role, frame=frame, pictures=pictures)
    return Preview(view=view, device=model.device, whole=not problems)


def _alone(model: Model, screen: Screen) -> Model:
    """The screen by itself, without any condition, so that what is wrong elsewhere, or half typed, does not keep it from being seen."""
    known = {one.id for one in model.variables}
    shown = replace(
        screen,
        stage="",
        content=tuple(replace(one, when="", variable=one.variable if one.variable in known else "") for one in screen.content),
        hotspots=tuple(replace(one, when="") for one in screen.hotspots),
    )
    leaving = (one for one in model.transitions if one.source in (screen.id, screen.stage or screen.id))
    role = next(one for one in model.roles if one.id == screen.role)
    return replace(
        model,
        roles=(replace(role, start=screen.id),),
        screens=(shown,),
        transitions=tuple(replace(one, source=screen.id, target="", when="", updates={}) for one in leaving),
        events=tuple(one for one in model.events if one.role in ("", role.id) and not one.roles),
        stages=(),
        tasks=(),
        presets=(),
    )
