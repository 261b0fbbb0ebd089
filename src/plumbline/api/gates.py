"""Gates: what they ask, how they answer without being passed, and what a trial would change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from plumbline.api.access import caller, installation_of
from plumbline.api.acts import Act, handlers
from plumbline.api.cycles import known_cycle
from plumbline.api.looking import AsOf, looking
from plumbline.api.problems import FindingBody, finding_body, missing
from plumbline.api.texts import Text
from plumbline.domain.cycle.facts.entry import conditions_of, gate_rule, is_overridden
from plumbline.domain.cycle.gate import AddGateCondition, OverrideGate, PassGate
from plumbline.domain.cycle.rules.acts import Act as Way
from plumbline.domain.cycle.rules.gate import claims_of, evaluate_gate
from plumbline.domain.cycle.state import Cycle
from plumbline.domain.playbook.plan import Condition, GateRule
from plumbline.kernel.expression import Atom


class ConditionBody(msgspec.Struct, kw_only=True):
    """One condition of a gate. added: by the cycle, on top of its playbook."""

    id: str
    expression: str
    sentence: str
    who: str
    act: str
    added: bool


class PassageBody(msgspec.Struct, kw_only=True):
    """What went through a gate. judged_position: the ledger's newest entry when it was judged."""

    item_id: str
    by_id: str
    at: datetime
    judged_version: int
    judged_position: int


class OverrideBody(msgspec.Struct, kw_only=True):
    """What a lead lets through for a time; in_force is false when the time is over or the content has changed."""

    item_id: str
    by_id: str
    at: datetime
    expires_at: datetime
    reason: str
    control: str
    in_force: bool


class GateBody(msgspec.Struct, kw_only=True):
    """A gate: its rule, and what it let through. subject: `decision`, or `cycle` for the whole."""

    id: str
    title: str
    sentence: str
    subject: str
    conditions: list[ConditionBody]
    passages: list[PassageBody]
    overrides: list[OverrideBody]


class GateList(msgspec.Struct, kw_only=True):
    items: list[GateBody]


class GateQuestion(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a gate is asked to judge: a decision's id, or the cycle's own. assume: ids of conditions to take as met, as a trial."""

    item_id: Text
    assume: list[Text] = []


class ActBody(msgspec.Struct, kw_only=True):
    """One thing to do. act: the command, such as `evidence.submit`; who can do it, most fitting first; values: what it is done with."""

    act: str
    item: str
    who: list[str]
    words: str
    values: dict[str, str | int | bool | None]


class ClaimBody(msgspec.Struct, kw_only=True):
    """One indivisible claim of a condition; met is null while what it speaks about is not measured."""

    text: str
    met: bool | None
    expected: str | int | bool | None
    actual: str | int | bool | None


class AnsweredCondition(msgspec.Struct, kw_only=True):
    """How one condition stands. met is null while it rests on what is not measured; fault says why it cannot be judged at all."""

    id: str
    sentence: str
    met: bool | None
    assumed: bool
    fault: str
    claims: list[ClaimBody]


class GateAnswer(msgspec.Struct, kw_only=True):
    """A gate's answer. findings: what stands in the way; acts: the fewest that would let it through, in an order to do them in.

    trial: conditions were assumed, so the answer is about what would be.
    """

    gate_id: str
    item_id: str
    status: str
    trial: bool
    conditions: list[AnsweredCondition]
    findings: list[FindingBody]
    acts: list[ActBody]


@get("/cycles/{item_id:str}/gates", summary="List a cycle's gates", tags=["gates"])
async def list_gates(request: Request[Any, Any, Any], item_id: FromPath[str], as_of: FromQuery[AsOf] = "") -> GateList:
    """Return the gates of a cycle with their rules, passages and overrides."""
    caller(request)
    async with looking(request, known_cycle(item_id), as_of) as look:
        if look.cycle.plan is None:
            raise missing("cycle", item_id)
        return GateList(items=[_gate(gate, look.cycle, look.now) for gate in look.cycle.plan.gates])


@post("/cycles/{item_id:str}/gates/{gate_id:str}/evaluation", summary="Ask a gate without passing it", tags=["gates"], status_code=200)
async def evaluate(
    request: Request[Any, Any, Any], item_id: FromPath[str], gate_id: FromPath[str], data: JSONBody[GateQuestion]
) -> GateAnswer:
    """Return the gate's answer for a decision or the cycle; nothing is written."""
    caller(request)
    async with looking(request, known_cycle(item_id)) as look:
        gate = gate_rule(look.cycle, gate_id)
        if gate is None:
            raise missing("gate", gate_id)
        if unknown := sorted(set(data.assume) - {one.id for one in conditions_of(look.cycle, gate)}):
            raise missing("condition", unknown[0])
        judged = evaluate_gate(look.cycle, look.workspace, look.now, gate_id, data.item_id, data.assume)
        claims: Mapping[str, tuple[Atom, ...]] = {}
        if judged.judged:
            claims = claims_of(look.cycle, look.workspace, look.now, gate, data.item_id)
    names = installation_of(request).names
    return GateAnswer(
        gate_id=gate_id,
        item_id=data.item_id,
        status=judged.status,
        trial=bool(data.assume),
        conditions=[
            AnsweredCondition(
                id=one.condition.id,
                sentence=one.condition.sentence,
                met=one.met,
                assumed=one.assumed,
                fault=one.fault,
                claims=[
                    ClaimBody(text=atom.text, met=atom.met, expected=atom.expected, actual=atom.actual)
                    for atom in claims.get(one.condition.id, ())
                ],
            )
            for one in judged.judged
        ],
        findings=[finding_body(one, names) for one in judged.findings if not one.met],
        acts=[_act_body(one, names) for one in judged.acts],
    )


def routes() -> list[HTTPRouteHandler]:
    """Return the routes of gates."""
    return [list_gates, evaluate, *handlers(_ACTS)]


_ACTS = (
    Act(path="/cycles/{item_id:str}/gate-passages", command=PassGate, field="", noun="cycles", summary="Pass a gate"),
    Act(path="/cycles/{item_id:str}/gate-overrides", command=OverrideGate, field="", noun="cycles", summary="Override a gate for a time"),
    Act(path="/cycles/{item_id:str}/gate-conditions", command=AddGateCondition, field="", noun="cycles", summary="Add to what a gate asks"),
)


def _gate(gate: GateRule, cycle: Cycle, now: datetime) -> GateBody:
    own = {one.id for one in gate.conditions}
    return GateBody(
        id=gate.id,
        title=gate.title,
        sentence=gate.sentence,
        subject=gate.subject,
        conditions=[_condition(one, added=one.id not in own) for one in conditions_of(cycle, gate)],
        passages=[
            PassageBody(
                item_id=one.item_id, by_id=one.by_id, at=one.at, judged_version=one.judged_version, judged_position=one.judged_position
            )
            for one in cycle.passages.values()
            if one.gate_id == gate.id
        ],
        overrides=[
            OverrideBody(
                item_id=one.item_id,
                by_id=one.by_id,
                at=one.at,
                expires_at=one.expires_at,
                reason=one.reason,
                control=one.control,
                in_force=is_overridden(cycle, gate.id, one.item_id, now),
            )
            for one in cycle.overrides.values()
            if one.gate_id == gate.id
        ],
    )


def _condition(condition: Condition, *, added: bool) -> ConditionBody:
    return ConditionBody(
        id=condition.id,
        expression=condition.expression,
        sentence=condition.sentence,
        who=condition.who,
        act=condition.act,
        added=added,
    )


def _act_body(act: Way, names: Mapping[str, str]) -> ActBody:
    noun, _, verb = act.act.partition(".")
    who = " or ".join(names.get(person, person) for person in act.who[:3]) or "nobody here"
    words = f"{verb.replace('_', ' ').capitalize()} {noun}: {who}."
    return ActBody(act=act.act, item=act.item, who=list(act.who), words=words, values=dict(act.values))
