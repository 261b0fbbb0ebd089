"""Where an event came from: its causes back to the command that began it, what it rests on, as PROV-JSON and in one sentence."""

from collections.abc import Sequence
from datetime import timedelta
from textwrap import shorten
from typing import Any

from plumbline.events.cloudevent import envelope
from plumbline.handling.subjects import subject_of
from plumbline.kernel.identity import is_id, made_at
from plumbline.kernel.record import record
from plumbline.ledger.dating import size_at
from plumbline.ledger.entry import Entry
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.attributes import type_of
from plumbline.projections.history import oldest_of, positions_of
from plumbline.words.event import Label

_LONGEST = 100
_BESIDE = 20
_NAMED = 5
_MOMENT = timedelta(milliseconds=1)
_GROUNDS = ("thread.opened", "evidence.submitted")
_QUOTED = 80  # characters of what a thread asks


@record
class Provenance:
    """chain: the event's causes from the first to the event itself. command: what began it.

    rests_on: the threads in which the same item was discussed and the evidence that was given for it. cut: there are more causes.
    """

    chain: tuple[Entry, ...]
    command: str
    rests_on: tuple[Entry, ...]
    cut: bool = False

    @property
    def entry(self) -> Entry:
        """The event that is explained."""
        return self.chain[-1]


async def entry_by_id(ledger: WorkspaceLedger, event_id: str) -> Entry | None:
    """Return an entry of the workspace by its event id. Ids begin with the millisecond in which the entry was recorded."""
    if not is_id(event_id, "evt"):
        return None
    at = made_at(event_id)
    after = await size_at(ledger, at - _MOMENT)
    while found := await ledger.scan(after, _BESIDE):
        for one in found:
            if one.id == event_id:
                return one
            if one.recorded_at >= at + _MOMENT:
                return None
        after = found[-1].position
    return None


async def provenance_of(ledger: WorkspaceLedger, entry: Entry) -> Provenance:
    """Return where an entry came from."""
    chain, seen = [entry], {entry.id}
    while (cause := chain[0].attribution.causation_id) and cause not in seen and len(chain) < _LONGEST:
        found = await entry_by_id(ledger, cause)
        if found is None:
            break
        chain.insert(0, found)
        seen.add(found.id)
    command = chain[0].attribution.causation_id or chain[0].attribution.correlation_id
    return Provenance(
        chain=tuple(chain), command=command, rests_on=await _rests_on(ledger, entry), cut=len(chain) == _LONGEST and is_id(command, "evt")
    )


def named_in(found: Provenance) -> tuple[str, ...]:
    """Return the ids of the items that the sentence names: what it is about first, then the threads, by the section they are in."""
    about = subject_of(found.entry).rpartition("/")[2]
    return tuple(dict.fromkeys((about, *(one.event.thread_id for one in found.rests_on if one.event_name == "thread.opened"))))


def sentence_of(found: Provenance, label: Label) -> str:
    """Return it in one sentence. label: names an id."""
    entry, source = found.entry, found.entry.attribution
    about, grounds = named_in(found)[0], [_ground(one, label) for one in found.rests_on]
    noun, _, verb = entry.event_name.partition(".")
    words = [f"{noun} {verb}".replace("_", " ").capitalize(), f"({label(about)})", f"by {label(source.actor)}"]
    words += [f"as {source.role.replace('_', ' ')}"] if source.role and source.role != source.actor else []
    words += [f"on behalf of {label(source.on_behalf_of)}"] if source.on_behalf_of else []
    words += [f"through {source.surface}"]
    words += [f"under the playbook {source.playbook}"] if source.playbook else []
    words += [f"because of {', '.join(grounds[:_NAMED])}"] if grounds else []
    words += [f"and {len(grounds) - _NAMED} more"] if len(grounds) > _NAMED else []
    return " ".join(words) + "."


def _ground(entry: Entry, label: Label) -> str:
    """A thread by its number, what it asks and where; evidence by its title and, of a run, its id. What was erased is left out."""
    told: Any = entry.event
    if entry.event_name == "thread.opened":
        text = shorten(told.text, _QUOTED, placeholder=" …")
        return f"thread T-{told.number}{text and f' “{text}”'} in {label(told.thread_id)}"
    return f"evidence “{told.title}”{f' ({told.reference})' if told.kind == 'run' else ''}"


def prov_json(found: Provenance, base_url: str) -> dict[str, Any]:
    """Return it as PROV-JSON (W3C): events are activities, what they are about are entities, who did them are agents."""
    activities: dict[str, Any] = {}
    agents: dict[str, Any] = {}
    entities: dict[str, Any] = {}
    generated: dict[str, Any] = {}
    associated: dict[str, Any] = {}
    informed: dict[str, Any] = {}
    used: dict[str, Any] = {}
    acted: dict[str, Any] = {}
    for one in (*found.chain, *found.rests_on):
        source, name = one.attribution, f"plumbline:{one.id}"
        event = envelope(one, base_url)
        activities[name] = {"prov:startTime": event["time"], "prov:endTime": event["recordedtime"], "prov:type": type_of(one.event_name)}
        agent, about = f"plumbline:{source.actor}", f"plumbline:{subject_of(one).rpartition('/')[2]}"
        agents[agent] = {"prov:type": "prov:SoftwareAgent" if source.actor_kind in ("system", "agent") else "prov:Person"}
        entities.setdefault(about, {"plumbline:address": f"{base_url}/v1/{subject_of(one)}"})
        associated[f"_:by-{one.id}"] = {"prov:activity": name, "prov:agent": agent, **({"prov:role": source.role} if source.role else {})}
        generated[f"_:of-{one.id}"] = {"prov:entity": about, "prov:activity": name}
        if source.on_behalf_of:
            agents.setdefault(f"plumbline:{source.on_behalf_of}", {"prov:type": "prov:Person"})
            acted[f"_:for-{one.id}"] = {"prov:delegate": agent, "prov:responsible": f"plumbline:{source.on_behalf_of}"}
        if cause := source.causation_id:
            activities.setdefault(f"plumbline:{cause}", {"prov:type": "plumbline:Command"} if is_id(cause, "cmd") else {})
            informed[f"_:after-{one.id}"] = {"prov:informed": name, "prov:informant": f"plumbline:{cause}"}
    for one in found.rests_on:
        ground = subject_of(one).rpartition("/")[2]
        used[f"_:on-{one.id}"] = {"prov:activity": f"plumbline:{found.entry.id}", "prov:entity": f"plumbline:{ground}"}
    parts = {
        "activity": activities, "agent": agents, "entity": entities, "wasAssociatedWith": associated, "wasGeneratedBy": generated,
        "wasInformedBy": informed, "used": used, "actedOnBehalfOf": acted,
    }  # fmt: skip
    prefix = {"plumbline": f"{base_url}/id/", "prov": "http://www.w3.org/ns/prov#"}
    return {"prefix": prefix} | {name: part for name, part in parts.items() if part}


async def _rests_on(ledger: WorkspaceLedger, entry: Entry) -> tuple[Entry, ...]:
    """What an event about a decision rests on: the threads on it or made into it, and the evidence for it, as they were begun before it."""
    decision = getattr(entry.event, "decision_id", "")
    if not decision:
        return ()
    positions = await positions_of(ledger, [decision], before=entry.position, limit=_LONGEST)
    found: Sequence[Entry] = await ledger.entries(sorted(positions))
    begun = {one.event.thread_id for one in found if one.event_name == "thread.opened"}
    became = {one.event.thread_id for one in found if one.event_name == "thread.resolved"} - begun
    opened = await ledger.entries([await oldest_of(ledger, one, "thread") for one in sorted(became)])
    return (*opened, *(one for one in found if one.event_name in _GROUNDS))
