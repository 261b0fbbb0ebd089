"""How the installation stands, for the page of whoever runs it."""

from plumbline.domain.permission import founding_refusal
from plumbline.health.check import Check, problems
from plumbline.health.running import look_at
from plumbline.kernel.record import record
from plumbline.web.clockwords import moment
from plumbline.web.labels import Chip, name_of
from plumbline.web.reader import reader_of
from plumbline.web.session import AnyRequest, context_of, installation_of

_CHIPS = {"good": Chip("approved", "Good"), "problem": Chip("breached", "Problem"), "unknown": Chip("draft", "Unknown")}


@record
class CheckLine:
    """One check with its state as a word. command: what to type; empty where nothing is to be typed."""

    id: str
    title: str
    chip: Chip
    said: str
    remedy: str
    command: str


@record
class HealthView:
    """first: id of the first check that found something, and its title; empty when none did. at: when all this was looked at.

    run_by: who may see it, for everybody else; empty for those who do.
    """

    lines: tuple[CheckLine, ...] = ()
    first: str = ""
    first_title: str = ""
    at: str = ""
    run_by: str = ""


async def health_of(request: AnyRequest) -> HealthView:
    """Look at everything now, for an administrator of the installation; tell others who those are."""
    installation, reader = installation_of(request), reader_of(request)
    home = await installation.states.workspace(installation.states.home_id)
    if founding_refusal(home, context_of(request)) is not None:
        names = (name_of(installation.names, one.id) for one in home.members.values() if one.admin and one.active)
        return HealthView(run_by=", ".join(names) if installation.is_home else "whoever runs it")
    scheduler = request.app.state.scheduler
    checks = await look_at(installation, watched=None if scheduler is None else scheduler.alive())
    first = next(iter(problems(checks)), None)
    return HealthView(
        lines=tuple(_line(one) for one in checks),
        first=first.id if first else "",
        first_title=first.title if first else "",
        at=moment(reader.now, reader.zone),
    )


def _line(one: Check) -> CheckLine:
    return CheckLine(id=one.id, title=one.title, chip=_CHIPS[one.state], said=one.said, remedy=one.remedy, command=one.command)
