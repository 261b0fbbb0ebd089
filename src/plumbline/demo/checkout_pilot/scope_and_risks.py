"""The checkout pilot's list of what is in, what is taken for granted, and what may go wrong."""

from plumbline.demo.story import Beat, Story, beat
from plumbline.domain.cycle.assumption import (
    DropAssumption,
    RefuteAssumption,
    RegisterTest,
    ShowReading,
    StateAssumption,
    ValidateAssumption,
)
from plumbline.domain.cycle.risk import MaterialiseRisk, MitigateRisk
from plumbline.domain.cycle.scope import AcceptScope, ApplyScope, AssessScope, DeclineScope, DeferScope, RequestScope
from plumbline.domain.cycle.scope_change import (
    AcceptChange,
    ApplyChange,
    AssessChange,
    DeclineChange,
    DeferChange,
    RequestChange,
    Trade,
)
from plumbline.domain.cycle.strategy import IsolateDecision, RecordRiskReading, WriteFallback


def _item(name: str, title: str, area: str, day: int, contribution: int = 0, effort: int = 2, decision: str = "") -> tuple[Beat, ...]:
    """Ask for an item in the afternoon; its area's owner, or whoever stands in, ranks it a little later."""
    asked = beat(
        day, "15:20", "bo", lambda s: RequestScope(title=title, area=area, decisions=(s.id(decision),) if decision else ()), name
    )  # fmt: skip
    ranked = beat(day, "15:40", "ana", lambda s: AssessScope(scope_id=s.id(name), contribution=contribution, effort=effort))
    return (asked, ranked) if contribution else (asked,)


def _price(story: Story, *leaves: str, capacity: str = "") -> Trade:
    return Trade(
        displaces=tuple(story.id(one) for one in leaves),
        metric_id="post-pilot-stability",
        metric_effect="Better: fewer buyers leave after the first decline.",
        practice_id="roadmap-tradeoffs",
        practice_effect="Kept: the reason stands with the change.",
        capacity=capacity,
    )


_SCOPE = (
    *_item("s-retry", "One retry after a decline", "journey", 2, 5, 2, "retry"),
    *_item("s-form", "One address page with look-up", "journey", 3, 4, 3, "one-form"),
    *_item("s-guest", "Guest checkout", "scope", 2, 4, 1, "guest"),
    *_item("s-badge", "Trust badges beside the pay button", "go-to-market", 3, 1, 1),
    *_item("s-gift", "Gift cards", "scope", 3, 2, 5, "gift"),
    *_item("s-banner", "Campaign banner inside checkout", "go-to-market", 5, 2, 2),
    *_item("s-mail", "Mail that says the order is kept", "support", 7, 3, 1),
    *_item("s-split", "Split one order over two cards", "scope", 8),
    *_item("s-saved", "Cards that a buyer has saved", "scope", 8, 2, 3),
    *_item("s-wallet", "Wallet button in the cart", "journey", 6, 3, 3),
    beat(3, "17:00", "ana", lambda s: AcceptScope(scope_id=s.id("s-guest"))),
    beat(3, "17:01", "ana", lambda s: AcceptScope(scope_id=s.id("s-retry"))),
    beat(3, "17:02", "ana", lambda s: AcceptScope(scope_id=s.id("s-form"))),
    beat(3, "17:03", "ana", lambda s: AcceptScope(scope_id=s.id("s-badge"))),
    beat(4, "09:30", "ana", lambda s: ApplyScope(scope_id=s.id("s-guest"), note="Board 3, column Building.")),
    beat(4, "15:10", "ana", lambda s: DeferScope(scope_id=s.id("s-gift"), reason="Eight days of work for three percent of buyers.")),
    beat(
        6,
        "10:20",
        "ana",
        lambda s: DeclineScope(scope_id=s.id("s-banner"), reason="No criterion protects the revenue path from it."),
    ),
)

_CHANGES = (
    beat(
        6, "16:05", "bo",
        lambda s: RequestChange(title="Wallet for trust badges", adds=(s.id("s-wallet"),), trade=_price(s, "s-badge")), "c-wallet",
    ),
    beat(6, "17:10", "ana",
          lambda s: AcceptChange(change_id=s.id("c-wallet"), because="A wallet answers the decline, a badge does not.")),
    beat(7, "09:15", "ana", lambda s: ApplyChange(change_id=s.id("c-wallet"), note="Plan, version 4.")),
    beat(
        7, "16:00", "tom",
        lambda s: RequestChange(title="Kept-order mail in the pilot", adds=(s.id("s-mail"),), trade=_price(s, capacity="Tom, half a day")),
        "c-mail",
    ),
    beat(7, "17:00", "ana",
          lambda s: AcceptChange(change_id=s.id("c-mail"), because="Half a day, and support asked for it twice.")),
    beat(7, "17:05", "mara", lambda s: RequestChange(title="Gift cards after all", adds=(s.id("s-gift"),)), "c-gift"),
    beat(8, "09:10", "mara", lambda s: AssessChange(change_id=s.id("c-gift"), trade=_price(s, "s-form"))),
    beat(8, "16:10", "bo", lambda s: RequestChange(title="Two cards for one order", adds=(s.id("s-split"),)), "c-split"),
    beat(8, "16:20", "bo", lambda s: RequestChange(title="Drop the look-up", trade=_price(s, "s-form")), "c-drop"),
    beat(8, "16:40", "ana", lambda s: DeclineChange(change_id=s.id("c-drop"), reason="It carries two of the five points we need.")),
    beat(8, "16:45", "bo", lambda s: RequestChange(title="Badges back", adds=(s.id("s-badge"),), trade=_price(s, "s-form")), "c-badge"),
    beat(8, "17:15", "ana", lambda s: DeferChange(change_id=s.id("c-badge"), reason="After the first week of readings.")),
)  # fmt: skip


def _stated(name: str, title: str, day: int, impact: int, cost: int, owner: str = "ana") -> Beat:
    return beat(
        day, "11:20", "bo", lambda s: StateAssumption(title=title, owner_id=s.person(owner), impact=impact, cost=cost), name
    )  # fmt: skip


_ASSUMPTIONS = (
    _stated("a-read", "Buyers read the line under the card field", 2, 5, 2, "bo"),
    _stated("a-bank", "Banks answer a retry within five seconds", 2, 4, 1, "priya"),
    _stated("a-phone", "A declined buyer stays on the same device", 3, 4, 3),
    _stated("a-two", "Nobody retries more than twice", 3, 3, 1),
    _stated("a-fax", "Support still reads the old failure log", 4, 1, 1, "tom"),
    beat(3, "11:30", "priya",
          lambda s: RegisterTest(assumption_id=s.id("a-bank"), criterion="Answer time of 40 retries", threshold="39 of 40 within 5 s")),
    beat(6, "14:10", "priya",
          lambda s: ShowReading(assumption_id=s.id("a-bank"), reading="40 of 40", reference="https://ci.example/runs/4471")),
    beat(6, "14:20", "priya", lambda s: ValidateAssumption(assumption_id=s.id("a-bank"), because="All in time.")),
    beat(4, "11:30", "bo",
          lambda s: RegisterTest(assumption_id=s.id("a-read"), criterion="Gaze recordings of a decline", threshold="7 of 10 look at it")),
    beat(7, "11:10", "bo",
          lambda s: ShowReading(assumption_id=s.id("a-read"), reading="3 of 10 looked at it")),
    beat(7, "11:20", "bo", lambda s: RefuteAssumption(assumption_id=s.id("a-read"), because="Seven went straight to the button.")),
    beat(8, "11:30", "ana",
          lambda s: RegisterTest(assumption_id=s.id("a-phone"), criterion="Sessions after one", threshold="90 % stay", due_at=s.at(12))),
    beat(8, "11:40", "tom", lambda s: DropAssumption(assumption_id=s.id("a-fax"), reason="The log was switched off in spring.")),
)  # fmt: skip

_RISKS = (
    beat(5, "16:20", "mara", lambda s: MitigateRisk(risk_id=s.risk(5), note="Write down what takes over, before the build grows.")),
    beat(5, "16:30", "mara", lambda s: WriteFallback(risk_id=s.risk(5), fallback="The pilot stays at one region and is read by hand.")),
    beat(8, "10:30", "mara", lambda s: MaterialiseRisk(risk_id=s.risk(5), outside_message="The second region starts a week later.")),
    beat(8, "15:00", "mara", lambda s: MitigateRisk(risk_id=s.risk(3), note="Two directions for the same screen.")),
    beat(8, "15:05", "mara", lambda s: IsolateDecision(risk_id=s.risk(3), isolated_id=s.id("retry"))),
    beat(8, "15:30", "priya", lambda s: RecordRiskReading(risk_id=s.risk(3), reading="64 % finish after a decline, from 61 %")),
)

BEATS = (*_SCOPE, *_CHANGES, *_ASSUMPTIONS, *_RISKS)
