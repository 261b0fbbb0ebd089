"""The releases of a cycle: in which order, to whom, what follows each, and what lets it grow."""

from collections.abc import Iterator

from plumbline.domain.cycle.release import OUT, Release
from plumbline.domain.cycle.rules.released import goes_behind, goes_first, in_order, missing_reports
from plumbline.web.frame_parts import Card, Desk, Field, Form, Line, Options, Part
from plumbline.web.frame_view import accepted_evidence

_KINDS = (("release", "A release"), ("pilot", "A phase of a pilot"))
_SHARE = "Percent of the customers"


def release_parts(desk: Desk) -> tuple[Part, ...]:
    """Return the releases as one part, with the form that plans one."""
    evidence = accepted_evidence(desk)
    cards = tuple(_card(desk, one, evidence) for one in in_order(desk.cycle))
    return (
        Part(
            id="releases",
            title="Releases",
            text=_order_words(desk),
            cards=cards,
            empty="No release is planned yet.",
            make=desk.make(_plan(desk)),
        ),
    )


def _order_words(desk: Desk) -> str:
    """Say in which order releases go, and what orders them."""
    plan = desk.cycle.plan
    first = plan.releases_first if plan else ""
    named = next((one.title for one in desk.cycle.promises.values() if one.planned_id == first), first)
    if plan is None or not first:
        return "Their order protects a promise; growing needs evidence."
    by = next((one.title for one in plan.patterns if one.on and any(rule.kind == "release" for rule in one.rules)), "")
    return f"Those that protect “{named}” go first, because the pattern {by} is on. Growing needs evidence."


def _plan(desk: Desk) -> Form:
    promises = tuple((one.id, one.title) for one in desk.cycle.promises.values())
    before = tuple((one.id, one.title) for one in desk.cycle.releases.values())
    return Form(
        act="release",
        title="Plan a release",
        fields=(
            Field(name="title", label="What is released"),
            Field(name="kind", label="It is", kind="choice", options=_KINDS),
            desk.who("owner_id", "Who runs it"),
            desk.who("after_owner_id", "Who owns what follows it", unset="Named later"),
            Field(name="promise_id", label="The promise it protects", kind="choice", options=promises),
            Field(name="after_id", label="It waits for", kind="choice", options=before, unset="No other release"),
            Field(name="planned_at", label="When", kind="when", required=False),
        ),
    )


def _card(desk: Desk, release: Release, evidence: Options) -> Card:
    return desk.card(release, release.owner_id, _lines(desk, release), _forms(desk, release, evidence))


def _lines(desk: Desk, release: Release) -> Iterator[Line]:
    kind = "Pilot" if release.kind == "pilot" else "Release"
    yield Line(text=f"{kind}, seen by {release.share} % of the customers" if release.launched_at else f"{kind}, seen by nobody yet")
    yield desk.link("Protects", release.promise_id)
    if goes_first(desk.cycle, release):
        yield Line(text="It goes first.")
    if release.state in ("planned", "held"):
        yield from (desk.link("Goes behind", one.id) for one in goes_behind(desk.cycle, release))
    if release.after_id:
        yield desk.link("Went out after" if release.launched_at else "Waits for", release.after_id)
    if release.launched_at:
        yield desk.when("Launched", release.launched_at)
    elif release.planned_at:
        yield desk.when("Planned for", release.planned_at)
    yield Line(text=f"What follows it is owned by {desk.name(release.after_owner_id) or 'nobody yet'}.")
    if release.evidence_id:
        yield desk.link("Grew on", release.evidence_id)
    if release.reason:
        yield Line(text=release.reason)
    for report in release.reports:
        held = "its promise held" if report.promise == "held" else "its promise was broken"
        yield desk.when(f"Review cycle {report.period}: {held}. {report.note}", report.at)
    if missing := missing_reports(desk.cycle, release):
        yield Line(text=f"No report for review cycle {', '.join(map(str, missing))}.")
    if release.receiver_id:
        yield Line(text=f"Taken over by {desk.name(release.receiver_id)}.")


def _forms(desk: Desk, release: Release, evidence: Options) -> Iterator[Form]:
    shown = release.state in (*OUT, "held")
    if release.state in ("planned", "held"):
        yield Form(act="launch", title="Launch it", fields=(Field(name="share", label=_SHARE, kind="number"),))
    if shown and release.kind == "pilot":
        held = Field(
            name="promise", label="Its promise", kind="choice", options=(("held", "Held"), ("broken", "Was broken"))
        )  # fmt: skip
        yield Form(act="report", title="Report the week", fields=(held, Field(name="note", label="What shows it")))
    if shown:
        yield Form(
            act="expansion",
            title="Expand it",
            fields=(
                Field(name="share", label=_SHARE, kind="number"),
                Field(
                    name="evidence_id", label="Evidence that the outcome moves", kind="choice", options=evidence, unset="None",
                    hint="Accepted evidence of this cycle.",
                ),
            ),
        )  # fmt: skip
    if release.state in OUT:
        yield Form(act="hold", title="Hold it", fields=(Field(name="reason", label="What was seen"),))
    if shown:
        yield Form(act="rollback", title="Roll it back", fields=(Field(name="reason", label="What was seen"),))
    if release.state == "planned":
        yield Form(act="dropping", title="Drop it", fields=(Field(name="reason", label="Why it is not coming"),))
    if shown and release.kind == "pilot":
        readiness = Field(name="readiness", label="What shows that they can")
        yield Form(act="delivery", title="End it into delivery", fields=(desk.who("receiver_id", "Who takes it over"), readiness))
    if release.state == "planned" or shown:
        owner = desk.who("person_id", "Who", release.after_owner_id)
        yield Form(act="after-owner", title="Name who owns what follows", fields=(owner,))
