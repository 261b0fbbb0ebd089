from dataclasses import replace
from datetime import datetime, timedelta

from cycle_story import OWNERS, Story, names, small_plan, story, unmet
from cycle_walk import settle
from plumbline.domain.cycle.attention import obligations_of, touched
from plumbline.domain.cycle.blocker import ExtendBlocker, RaiseBlocker, TellOutside
from plumbline.domain.cycle.communication import CheckMessage, Claim, DraftMessage, EditMessage, Rests, SendMessage, WithdrawMessage
from plumbline.domain.cycle.decision import ApproveDecision, EditDecision, ScheduleDecision, WithdrawDecision
from plumbline.domain.cycle.facts import cycle_facts
from plumbline.domain.cycle.facts.message import claims_of, is_suspect
from plumbline.domain.cycle.frame import AssignArea
from plumbline.domain.cycle.rules.telling import told_findings
from plumbline.domain.playbook.plan import Item
from plumbline.kernel.outcome import Refusal


def with_marketing() -> Story:
    area = Item(id="go-to-market", title="Go-to-market", text="", bound_to="metric:x")
    plan = small_plan()
    told = story(replace(plan, areas=(*plan.areas, area)))
    told.given(AssignArea(area="go-to-market", person_id="bo"), by="mara")
    assert "go-to-market" not in OWNERS
    return told


def claim(reference: str, rests_on: Rests = "decision", at: datetime | None = None) -> Claim:
    return Claim(text="A declined card is tried once more.", rests_on=rests_on, reference=reference, at=at)


def drafted(told: Story, *claims: Claim, blocker: str = "") -> str:
    command = DraftMessage(title="Cards", audience="All buyers", text="We try once more.", claims=claims, blocker_id=blocker)
    return told.given(command, by="ida")


def test_m1_messages_are_checked_and_sent_by_go_to_market():
    told = with_marketing()
    message = drafted(told)
    assert [one.person_id for one in obligations_of(told.cycle, told.workspace, message)] == ["bo"]
    assert unmet(told.when(CheckMessage(message_id=message), by="ida")) == ["M1.owner"]
    assert unmet(told.when(SendMessage(message_id=message, channel=""), by="bo")) == ["M1.checked", "M1.channel"]
    told.given(CheckMessage(message_id=message), by="bo")
    assert names(told.when(SendMessage(message_id=message, channel="mail"), by="bo")) == ["MessageSent"]


def test_m2_a_claim_rests_on_something():
    told = with_marketing()
    answer = told.when(DraftMessage(title="x", audience="all", text="y", claims=(claim(""),)), by="ida")
    assert unmet(answer) == ["M2.claim"]
    assert unmet(told.when(CheckMessage(message_id=drafted(told, claim("dec_none"))), by="bo")) == ["M2.rests"]


def test_m2_a_stale_claim_blocks_sending_and_a_check_reads_it_anew():
    told = with_marketing()
    decision = told.drafted()
    message = drafted(told, claim(decision))
    told.given(CheckMessage(message_id=message), by="bo")
    told.given(EditDecision(decision_id=decision, title="Retry twice"), by="ida")
    assert unmet(told.when(SendMessage(message_id=message, channel="mail"), by="bo")) == ["M2.rests"]
    assert cycle_facts(told.cycle, told.workspace, told.now)["communication"] == {"unchecked": 0, "claims_stale": 1}
    told.given(CheckMessage(message_id=message), by="bo")
    assert names(told.when(SendMessage(message_id=message, channel="mail"), by="bo")) == ["MessageSent"]


def test_m2_what_was_sent_becomes_suspect_and_comes_back_to_go_to_market():
    told = with_marketing()
    decision = told.drafted()
    message = drafted(told, claim(decision))
    told.given(CheckMessage(message_id=message), by="bo")
    told.given(SendMessage(message_id=message, channel="mail"), by="bo")
    assert obligations_of(told.cycle, told.workspace, message) == ()
    answer = told.when(WithdrawDecision(decision_id=decision, because="No."), by="ida")
    assert isinstance(answer, list)
    assert message in touched(told.cycle, answer[0])
    assert is_suspect(told.cycle.messages[message], told.cycle, told.now)
    assert [one.reason for one in obligations_of(told.cycle, told.workspace, message)] == ["attention.message_suspect"]


def test_m2_a_claimed_date_is_contradicted_when_the_date_moves():
    told = with_marketing()
    decision = told.drafted()
    due_at = told.decision(decision).due_at
    message = drafted(told, claim(decision, "date", due_at))
    told.given(CheckMessage(message_id=message), by="bo")
    told.given(ScheduleDecision(decision_id=decision, due_at=told.now + timedelta(days=6), fallback="One retry."), by="ida")
    standings = [standing for _, standing in claims_of(told.cycle.messages[message], told.cycle, told.now)]
    assert standings == ["contradicted"]


def test_m2_a_commitment_is_a_decision_that_went_through_the_entry_gate():
    told = with_marketing()
    decision = told.ready()
    told.given(ApproveDecision(decision_id=decision, because="Yes.", option_id="opt_b"), by="ana")
    assert unmet(told.when(CheckMessage(message_id=drafted(told, claim(decision, "commitment"))), by="bo")) == ["M2.rests"]


def test_m3_a_message_about_a_blocker_is_what_the_blocker_tells_the_outside():
    told = with_marketing()
    raised = RaiseBlocker(title="Feed is down", owner_id="ida", due_at=told.now + timedelta(days=2), fallback="By hand.")
    blocker = told.given(raised, by="ida")
    message = drafted(told, blocker=blocker)
    told.given(CheckMessage(message_id=message), by="bo")
    assert names(told.when(SendMessage(message_id=message, channel="status page"), by="bo")) == ["MessageSent", "OutsideTold"]
    assert told.cycle.blockers[blocker].tells_outside


def test_an_edit_asks_for_a_new_check_and_a_withdrawn_message_for_nothing():
    told = with_marketing()
    message = drafted(told)
    told.given(CheckMessage(message_id=message), by="bo")
    told.given(EditMessage(message_id=message, text="Other words.", claims=()), by="ida")
    assert told.cycle.messages[message].state == "drafted"
    told.given(WithdrawMessage(message_id=message, reason="Not needed."), by="ida")
    settle(told)
    assert obligations_of(told.cycle, told.workspace, message) == ()
    assert cycle_facts(told.cycle, told.workspace, told.now)["communication"] == {}


def told_of_a_blocker(told: Story, *claims: Claim) -> tuple[str, str]:
    """A blocker that stops a decision, and a checked message about it."""
    decision = told.drafted()
    due_at = told.now + timedelta(days=4)
    raised = RaiseBlocker(title="Feed is down", owner_id="ida", due_at=due_at, fallback="By hand.", blocks=(decision,))
    blocker = told.given(raised, by="ida")
    message = drafted(told, *claims, blocker=blocker)
    told.given(CheckMessage(message_id=message), by="bo")
    return blocker, message


def denied(told: Story, blocker: str) -> list[str]:
    found = told_findings(told.cycle.blockers[blocker], told.cycle, told.workspace, told.now)
    return [one.rule for one in found if not one.met]


def test_b4_a_message_that_was_sent_and_promises_what_a_blocker_stops_is_a_finding_and_holds_back_the_next():
    told = with_marketing()
    decision = told.drafted()
    due_at = told.decision(decision).due_at
    assert due_at is not None
    early = drafted(told, Claim(text="It is there on Friday.", rests_on="date", reference=decision, at=due_at))
    told.given(CheckMessage(message_id=early), by="bo")
    told.given(SendMessage(message_id=early, channel="Mail"), by="bo")
    raised = RaiseBlocker(
        title="Feed is down", owner_id="ida", due_at=due_at + timedelta(days=2), fallback="By hand.", blocks=(decision,),
        outside_message="The feed is back soon.",
    )  # fmt: skip
    blocker = told.given(raised, by="ida")
    assert denied(told, blocker) == ["B4.agrees"]
    assert cycle_facts(told.cycle, told.workspace, told.now)["cycle"]["blockers_silent"] == 1
    late = drafted(told, blocker=blocker)
    told.given(CheckMessage(message_id=late), by="bo")
    answer = told.when(SendMessage(message_id=late, channel="Mail"), by="bo")
    assert unmet(answer) == ["B4.agrees"]
    told.given(WithdrawMessage(message_id=early, reason="The feed is down."), by="bo")
    assert denied(told, blocker) == []
    told.given(SendMessage(message_id=late, channel="Mail"), by="bo")


def test_b4_a_message_about_a_blocker_promises_nothing_before_the_blocker_is_gone():
    told = with_marketing()
    decision = told.drafted()
    due_at = told.decision(decision).due_at
    assert due_at is not None
    for days, expected in ((2, ["B4.claim"]), (-1, [])):
        raised = RaiseBlocker(
            title="Feed is down", owner_id="ida", due_at=due_at + timedelta(days=days), fallback="By hand.", blocks=(decision,)
        )  # fmt: skip
        blocker = told.given(raised, by="ida")
        claimed = Claim(text="It is there on Friday.", rests_on="date", reference=decision, at=due_at)
        message = drafted(told, claimed, blocker=blocker)
        told.given(CheckMessage(message_id=message), by="bo")
        answer = told.when(SendMessage(message_id=message, channel="Mail"), by="bo")
        assert (unmet(answer) if isinstance(answer, Refusal) else []) == expected


def test_b4_what_was_told_does_not_outlive_the_blockers_time_or_a_new_due_date():
    told = with_marketing()
    blocker, message = told_of_a_blocker(told)
    told.given(TellOutside(blocker_id=blocker, message="Back on Thursday."), by="ida")
    assert denied(told, blocker) == []
    due_at = told.cycle.blockers[blocker].due_at
    told.at(due_at)
    assert denied(told, blocker) == ["B4.in_time"]
    assert unmet(told.when(SendMessage(message_id=message, channel="Mail"), by="bo")) == ["B4.in_time"]
    told.given(ExtendBlocker(blocker_id=blocker, due_at=due_at + timedelta(days=1), tradeoff="The test waits."), by="ida")
    assert denied(told, blocker) == ["B4.current"]
    told.given(SendMessage(message_id=message, channel="Mail"), by="bo")
    assert denied(told, blocker) == []
