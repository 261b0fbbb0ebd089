"""A run as evidence: which criteria it could show, and attaching it to one."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from plumbline.domain.cycle.decision import OPEN, Decision
from plumbline.domain.cycle.evidence import SubmitEvidence
from plumbline.domain.cycle.rules.decision_acting import IN_FORCE
from plumbline.domain.run.run import Run
from plumbline.installation import Installation
from plumbline.kernel.outcome import Refusal
from plumbline.projections.cycles import cycles
from plumbline.projections.items import find_item
from plumbline.projections.runs import RunRow, find_run
from plumbline.web.errors import PageMissing
from plumbline.web.findings import problem_words
from plumbline.web.forms import fields_of
from plumbline.web.player import player_page
from plumbline.web.render import see_other
from plumbline.web.session import context_of, installation_of
from plumbline.web.status import status_of

_MANY = 200
_SHORT = 90


async def criteria_for(installation: Installation, run: RunRow) -> list[tuple[str, str]]:
    """Return the criteria that a run could show, as choices: of its own cycle's decisions, or of every cycle for a template's run.

    A decision that names journeys in other versions says so; it would refuse the run, and say what can be done about it.
    """
    ids = [run.cycle_id] if run.cycle_id else [one.id for one in await cycles(installation.ledger)]
    found: list[tuple[str, str]] = []
    for cycle_id in ids:
        async with installation.handling.reading(cycle_id) as cycle:
            found += [
                (f"{decision.id} {criterion.id}", f"D-{decision.number} {decision.title}: {_short(criterion.text)}{_other(decision, run)}")
                for decision in cycle.decisions.values()
                if decision.state in OPEN | IN_FORCE
                for criterion in decision.criteria
            ]
    return found[:_MANY]


@post("/runs/{run_id:str}/evidence")
async def attach_run(request: Request[Any, Any, Any], run_id: FromPath[str]) -> Response[Any] | Redirect:
    """Attach a run that is over to a criterion as evidence, under the digest of its record."""
    installation, fields = installation_of(request), await fields_of(request)
    row = await find_run(installation.ledger, run_id)
    if row is None:
        raise PageMissing("run")
    choices = await criteria_for(installation, row)
    chosen = fields.one_of("criterion", [value for value, _ in choices], "")
    if not chosen:
        fields.complain("criterion", "Choose the criterion that it shows.")
    if not row.result:
        fields.complain("criterion", "The run goes on; what it shows is fixed when it has ended.")
    if fields.problems:
        return await player_page(request, run_id, f"/runs/{run_id}", status=422, said=problem_words(fields.problems))
    decision_id, _, criterion_id = chosen.partition(" ")
    async with installation.handling.reading(run_id) as state:
        run: Run = state
        title = f"Run of {run.machine.model.title}" if run.machine else "Run"
    command = SubmitEvidence(
        decision_id=decision_id, criterion_ids=(criterion_id,), kind="run", title=title, shows=fields.text("shows"), reference=run_id,
    )  # fmt: skip
    item = await find_item(installation.ledger, decision_id)
    if item is None:
        raise PageMissing("decision")
    answer = await installation.handling.handle(item.cycle_id, command, context_of(request))
    if isinstance(answer, Refusal):
        return await player_page(request, run_id, f"/runs/{run_id}", status=status_of(answer), refusal=answer, beside={"criteria": choices})
    return see_other(f"/decisions/{decision_id}#evidence")


def _other(decision: Decision, run: RunRow) -> str:
    named = {one.digest for one in decision.journeys}
    return " (names another version)" if named and run.digest not in named else ""


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


routes = (attach_run,)
