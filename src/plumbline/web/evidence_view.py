"""Evidence as cards: what it shows, how fresh it is, who judged it."""

from datetime import datetime

from plumbline.domain.cycle.decision import Decision
from plumbline.domain.cycle.evidence import Evidence
from plumbline.domain.cycle.rules.evidence import counts
from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.identity import is_id
from plumbline.kernel.record import record
from plumbline.web.clockwords import Instant, day, moment
from plumbline.web.instants import instant
from plumbline.web.labels import Chip, Names, name_of

KINDS: dict[str, str] = {"run": "Run", "metric": "Metric reading", "file": "File", "link": "Link", "event": "Event"}


@record
class EvidenceCard:
    """One piece of evidence. href is set for a run and a web address only: what people paste is shown, never followed blindly.

    file: where the file that was attached can be opened; empty when none is kept. played: which version a run played.
    """

    id: str
    kind: str
    title: str
    shows: str
    reference: str
    href: str
    file: str
    digest: str
    criteria: str
    played: str
    submitter: str
    submitted: Instant
    chip: Chip
    freshness: str
    judged: str
    note: str
    judgeable: bool
    own: bool


def evidence_cards(
    cycle: Cycle, decision: Decision, names: Names, now: datetime, zone: str, reader: str, kept: frozenset[str] = frozenset()
) -> tuple[EvidenceCard, ...]:
    """Return the evidence attached to a decision: what still has to be judged first, then the newest.

    kept: digests of the files that can be opened again.
    """
    attached = [cycle.evidence[evidence_id] for evidence_id in cycle.evidence_of.get(decision.id, ())]
    ordered = sorted(attached, key=lambda evidence: (evidence.state == "submitted", evidence.submitted_at), reverse=True)
    return tuple(_card(evidence, decision, cycle, names, now, zone, reader, kept) for evidence in ordered)


def _card(
    evidence: Evidence, decision: Decision, cycle: Cycle, names: Names, now: datetime, zone: str, reader: str, kept: frozenset[str]
) -> EvidenceCard:
    judge = name_of(names, evidence.judge_id)
    return EvidenceCard(
        id=evidence.id,
        kind=KINDS[evidence.kind],
        title=evidence.title,
        shows=evidence.shows,
        reference=evidence.reference,
        href=_href(evidence),
        file=f"/evidence/{evidence.id}/file" if evidence.digest in kept else "",
        digest=short_hash(evidence.digest),
        criteria=_criteria(evidence, decision),
        played=_played(cycle, evidence),
        submitter=name_of(names, evidence.submitter_id),
        submitted=instant(evidence.submitted_at, zone),
        chip=_chip(evidence, decision, now),
        freshness=_freshness(evidence, decision, now, zone),
        judged=f"{evidence.state.capitalize()} by {judge} on {moment(evidence.judged_at, zone)}" if judge and evidence.judged_at else "",
        note=evidence.note,
        judgeable=evidence.state == "submitted" and evidence.submitter_id != reader,
        own=evidence.state in ("submitted", "accepted") and evidence.submitter_id == reader,
    )


def short_hash(digest: str) -> str:
    """Return the first and last characters of a hash, as people compare them."""
    return f"{digest[:4]}..{digest[-4:]}" if len(digest) > 10 else digest


def _href(evidence: Evidence) -> str:
    if evidence.kind == "run" and is_id(evidence.reference, "run"):
        return f"/runs/{evidence.reference}/record"
    return evidence.reference if evidence.reference.startswith(("https://", "http://")) else ""


def _played(cycle: Cycle, evidence: Evidence) -> str:
    known = cycle.journeys.get(evidence.played.journey_id) if evidence.played else None
    return f"played {known.title}, version {evidence.played.number}" if known and evidence.played else ""


def _criteria(evidence: Evidence, decision: Decision) -> str:
    numbers = [str(place) for place, criterion in enumerate(decision.criteria, 1) if criterion.id in evidence.criterion_ids]
    if not numbers:
        return "for no criterion of today's text"
    return f"for {'criterion' if len(numbers) == 1 else 'criteria'} {', '.join(numbers)}"


def _chip(evidence: Evidence, decision: Decision, now: datetime) -> Chip:
    match evidence.state:
        case "submitted":
            return Chip("pending", "To be judged")
        case "accepted" if counts(evidence, decision, now):
            return Chip("approved", "Accepted")
        case "accepted":
            return Chip("due", "Accepted, no longer counts")
        case "expired":
            return Chip("due", "No longer fresh")
        case "rejected":
            return Chip("ended", "Not accepted")
        case "retracted":
            return Chip("ended", "Retracted")


def _freshness(evidence: Evidence, decision: Decision, now: datetime, zone: str) -> str:
    if evidence.content_hash != decision.content_hash:
        return "the decision's text has changed since"
    if evidence.fresh_until is None:
        return ""
    return f"{'fresh until' if evidence.fresh_until > now else 'was fresh until'} {day(evidence.fresh_until, zone)}"
