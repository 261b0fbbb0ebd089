"""Links for participants: making one, ending it, letting somebody in. Workspace, directory and run; pages and API share it."""

from datetime import datetime, timedelta

from plumbline.directory.participants import Participant
from plumbline.domain import permission
from plumbline.domain.run.run import StartRun, TakeRole
from plumbline.domain.workspace.play_link import EndPlay, OfferPlay, PlayLink, PlayOffered
from plumbline.edge.playable import Playable
from plumbline.handling import Answer
from plumbline.installation import Installation
from plumbline.kernel.outcome import Context, Finding, Refusal
from plumbline.kernel.record import record
from plumbline.projections.runs import open_session

MOST_IN_A_MINUTE = 30
"""How many participants one link lets in within a minute."""


@record
class Offered:
    """A link that was made. address: shown once; it is kept as a digest only."""

    link_id: str
    address: str


@record
class Came:
    """A participant who was let in. secret: what their browser carries."""

    secret: str
    run_id: str


async def offer(
    installation: Installation,
    context: Context,
    played: Playable,
    *,
    role: str,
    until: datetime,
    consent: str,
    preset: str = "",
    task: str = "",
    cohort: str = "",
    campaign: str = "",
    shared: bool = False,
) -> Offered | Refusal:
    """Make a link to a version; a refusal leaves nothing behind."""
    model = played.model
    asked = next((one.role for one in model.tasks if one.id == task), "")
    link_id = context.new_id("lnk")
    command = OfferPlay(
        link_id=link_id, title=model.title, digest=played.digest, role=asked or role, expires_at=until, consent=consent,
        journey_id=played.journey_id, number=played.number, cycle_id=played.cycle_id, template_id=played.template_id,
        template_version=played.template_version, preset=preset, task=task, cohort=cohort, campaign=campaign, shared=shared,
    )  # fmt: skip
    if refused := permission.refusal(command, None, await installation.handling.workspace(), context):
        return refused  # before anything is said about what was asked for
    findings = [
        _known("run.role", role or asked, [one.id for one in model.roles]),
        _known("run.preset", preset, ["", *(one.id for one in model.presets)]),
        _known("run.task", task, ["", *(one.id for one in model.tasks)]),
    ]
    if unmet := tuple(one for one in findings if not one.met):
        return Refusal(code="play.refused", findings=unmet)
    answer = await installation.handling.handle(installation.workspace_id, command, context, bodies=[played.body])
    if isinstance(answer, Refusal):
        return answer
    secret = installation.directory.participants.keep_link(link_id, installation.workspace_id)
    return Offered(link_id=link_id, address=f"{installation.base_url}/p/{secret}")


async def end(installation: Installation, context: Context, link_id: str) -> Answer:
    """End a link, and forget who came by it."""
    answer = await installation.handling.handle(installation.workspace_id, EndPlay(link_id=link_id), context)
    if not isinstance(answer, Refusal):
        installation.directory.participants.forget_link(link_id)
    return answer


async def link_of(installation: Installation, link_id: str) -> PlayLink | None:
    """Return a link of the workspace."""
    return (await installation.handling.workspace()).play_links.get(link_id)


async def let_in(installation: Installation, context: Context, offered: PlayOffered, *, role: str, consent: bool) -> Came | Refusal:
    """Begin a run for a participant, or seat them in the session of a shared link. context: theirs, with an id that nobody has yet."""
    came = installation.directory.participants.came_since(offered.link_id, context.now - timedelta(minutes=1))
    if came >= MOST_IN_A_MINUTE:
        finding = Finding(rule="play.few", met=False, expected=MOST_IN_A_MINUTE, act="run.start", item=offered.link_id)
        return Refusal(code="run.link_over", kind="unavailable", findings=(finding,))
    session = await open_session(installation.ledger, offered.link_id) if offered.shared else ""
    run_id = session or context.new_id("run")
    command = (
        TakeRole(run_id=run_id, role=role)
        if session
        else StartRun(
            digest=offered.digest, role=role if offered.shared else offered.role, journey_id=offered.journey_id, number=offered.number,
            cycle_id=offered.cycle_id, template_id=offered.template_id, template_version=offered.template_version, preset=offered.preset,
            task=offered.task, cohort=offered.cohort, campaign=offered.campaign, link_id=offered.link_id, consent=consent,
        )
    )  # fmt: skip
    answer = await installation.handling.handle(run_id, command, context)
    if isinstance(answer, Refusal):
        return answer
    participant = Participant(id=context.actor, link_id=offered.link_id, run_id=run_id, workspace_id=installation.workspace_id)
    return Came(secret=installation.directory.participants.add(participant, context.now), run_id=run_id)


def _known(rule: str, given: str, offered: list[str]) -> Finding:
    return Finding(rule=rule, met=given in offered, expected=", ".join(filter(None, offered)), actual=given, act="play.offer")
