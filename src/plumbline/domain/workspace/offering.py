"""The rules of links for participants: how long one lasts, what it says first, who ends it."""

from dataclasses import fields
from datetime import timedelta

from plumbline.domain.checking import Answer, check, decided
from plumbline.domain.workspace.play_link import EndPlay, OfferPlay, PlayEnded, PlayOffered
from plumbline.domain.workspace.workspace import Workspace
from plumbline.kernel.identity import is_id
from plumbline.kernel.outcome import Context, Finding, Refusal

LONGEST = timedelta(days=90)
"""How long a link may last."""
LONGEST_CONSENT = 4000


def offer_play(command: OfferPlay, workspace: Workspace, context: Context) -> Answer:
    """Return what offering a link changes, or why it is refused. What is played is looked at by whoever makes the link."""
    if command.link_id in workspace.play_links:
        return []
    me, lasts = (context.actor,), context.now < command.expires_at <= context.now + LONGEST
    consent = command.consent.strip()
    findings = [
        check("play.link_new", is_id(command.link_id, "lnk"), actual=command.link_id, who=me, act="play.offer"),
        check("play.until", lasts, expected=LONGEST.days, actual=command.expires_at.isoformat(), who=me, act="play.offer"),
        check("play.consent", 0 < len(consent) <= LONGEST_CONSENT, expected=LONGEST_CONSENT, who=me, act="play.offer"),
        check("play.played", len(command.digest) == 64 and bool(command.role), who=me, act="play.offer"),
    ]
    offered = PlayOffered(**{one.name: getattr(command, one.name) for one in fields(command)})
    return decided("play.refused", findings, lambda: [offered])


def end_play(command: EndPlay, workspace: Workspace, context: Context) -> Answer:
    """Return what ending a link changes: whoever offered it ends it, or a lead."""
    link = workspace.play_links.get(command.link_id)
    if link is None:
        finding = Finding(rule="common.known", met=False, expected="link", actual=command.link_id, item=command.link_id)
        return Refusal(code="missing", kind="missing", findings=(finding,))
    if link.ended_at is not None:
        return []
    leads = tuple(person for person in workspace.members if workspace.has_rank(person, "lead"))
    may = context.actor == link.offered_by or context.actor in leads
    findings = [check("play.owner", may, actual=context.actor, who=(link.offered_by, *leads), act="play.end", item=command.link_id)]
    return decided("play.refused", findings, lambda: [PlayEnded(link_id=command.link_id)])
