from datetime import timedelta

from cycle_story import Story, names, story, unmet
from plumbline.domain.cycle.attention import obligations_of
from plumbline.domain.cycle.decision import DraftDecision
from plumbline.domain.cycle.thread import Anchor, OpenThread, RedactComment, ReopenThread, ReplyToThread, ResolveThread
from plumbline.kernel.outcome import Refusal


def opened(told: Story, by: str = "bo", *, asks: str = "", blocking: bool = False, about: str = "") -> str:
    anchor = Anchor(kind="decision", id=about) if about else Anchor(kind="section", id=told.section)
    command = OpenThread(
        section_id=told.section, objective_id=told.objective, anchor=anchor, text="Which message?", asks_id=asks, blocking=blocking
    )
    return told.given(command, by=by)


def test_a_thread_names_everything_it_lacks_at_once():
    told = story()
    answer = told.when(OpenThread(section_id="", objective_id="x", anchor=Anchor(kind="decision", id="y"), text=" ", asks_id="z"), by="bo")
    assert unmet(answer) == ["T1.section", "T1.objective", "T1.anchor", "T1.text", "T6.asked"]


def test_asking_somebody_starts_their_window_and_their_answer_stops_it():
    told = story()
    thread_id = opened(told, asks="ana")
    clock = told.cycle.clocks[told.cycle.clock_of[thread_id]]
    assert (clock.purpose, clock.holder_id, clock.budget) == ("answer", "ana", timedelta(hours=48))
    told.given(ReplyToThread(thread_id=thread_id, text="The second one."), by="ana")
    assert clock.state == "stopped"
    assert [one.person_id for one in obligations_of(told.cycle, told.workspace, thread_id)] == ["bo"]


def test_an_answer_can_ask_back():
    told = story()
    thread_id = opened(told, asks="ana")
    told.given(ReplyToThread(thread_id=thread_id, text="For whom?", asks_id="bo"), by="ana")
    clock = told.cycle.clocks[told.cycle.clock_of[thread_id]]
    assert (clock.holder_id, clock.state) == ("bo", "running")


def test_redirecting_a_question_takes_what_is_left_of_its_window_along():
    told = story()
    thread_id = opened(told, asks="ana")
    due_at = told.cycle.clocks[told.cycle.clock_of[thread_id]].due_at
    told.later(hours=5).given(ReplyToThread(thread_id=thread_id, text="Ida knows.", asks_id="ida"), by="bo")
    clock = told.cycle.clocks[told.cycle.clock_of[thread_id]]
    assert (clock.holder_id, clock.due_at) == ("ida", due_at)


def test_without_a_window_an_answer_is_due_when_the_review_cycle_ends():
    told = story(comment_window_hours=0)
    thread_id = opened(told, asks="ana")
    assert told.cycle.clocks[told.cycle.clock_of[thread_id]].due_at == told.cycle.periods[1].closes_at


def test_a_blocking_thread_is_closed_by_its_author_after_an_answer():
    told = story()
    decision_id = told.in_review()
    thread_id = opened(told, blocking=True, about=decision_id)
    assert unmet(told.when(ResolveThread(thread_id=thread_id, outcome="answered"), by="ana")) == ["T2.who", "T3.reply"]
    assert unmet(told.when(ResolveThread(thread_id=thread_id, outcome="answered"), by="bo")) == ["T3.reply"]
    told.given(ReplyToThread(thread_id=thread_id, text="The second one."), by="ana")
    assert names(told.when(ResolveThread(thread_id=thread_id, outcome="answered"), by="bo")) == ["ThreadResolved"]


def test_the_owner_of_a_decision_closes_a_comment_that_does_not_block():
    told = story()
    thread_id = opened(told, about=told.in_review())
    assert names(told.when(ResolveThread(thread_id=thread_id, outcome="accepted"), by="ana")) == ["ThreadResolved"]


def test_a_lead_closes_the_thread_of_somebody_who_has_left():
    told = story()
    thread_id = opened(told, blocking=True)
    told.given(ReplyToThread(thread_id=thread_id, text="Here."), by="ana")
    told.workspace.members["bo"].active = False
    answer = told.when(ResolveThread(thread_id=thread_id, outcome="answered"), by="ana")
    assert isinstance(answer, Refusal)
    assert answer.findings[0].who == ("mara", "lena")
    assert names(told.when(ResolveThread(thread_id=thread_id, outcome="answered"), by="mara")) == ["ThreadResolved"]


def test_closing_twice_the_same_way_changes_nothing_and_another_way_is_refused():
    told = story()
    thread_id = opened(told)
    told.given(ResolveThread(thread_id=thread_id, outcome="deferred"), by="bo")
    assert told.when(ResolveThread(thread_id=thread_id, outcome="deferred"), by="bo") == []
    assert unmet(told.when(ResolveThread(thread_id=thread_id, outcome="accepted"), by="bo")) == ["T2.open"]


def test_a_duplicate_points_to_another_thread():
    told = story()
    first, second = opened(told), opened(told)
    assert unmet(told.when(ResolveThread(thread_id=second, outcome="duplicate", linked_id=second), by="bo")) == ["T3.link"]
    assert told.given(ResolveThread(thread_id=second, outcome="duplicate", linked_id=first), by="bo") == second


def test_a_redacted_comment_leaves_its_hash_and_no_words():
    told = story()
    thread_id = opened(told)
    comment = told.cycle.threads[thread_id].comments[0]
    digest = comment.text_digest
    command = RedactComment(thread_id=thread_id, comment_id=comment.id, reason="A name.")
    assert unmet(told.when(command, by="ana")) == ["T5.who"]
    told.given(command, by="bo")
    assert (comment.text, comment.redacted, comment.text_digest) == ("", True, digest)


def test_a_reopened_blocking_thread_needs_a_new_answer_and_asks_again():
    told = story()
    thread_id = opened(told, blocking=True, about=told.in_review())
    told.given(ReplyToThread(thread_id=thread_id, text="The second one."), by="ida")
    told.given(ResolveThread(thread_id=thread_id, outcome="answered"), by="bo")
    answer = told.when(ReopenThread(thread_id=thread_id, reason="Not for cards."), by="bo")
    assert names(answer) == ["ThreadReopened", "ClockStarted"]
    assert told.cycle.threads[thread_id].asks_id == "ida"
    assert told.cycle.clocks[told.cycle.clock_of[thread_id]].holder_id == "ida"
    assert unmet(told.when(ResolveThread(thread_id=thread_id, outcome="answered"), by="bo")) == ["T3.reply"]
    told.given(ReplyToThread(thread_id=thread_id, text="Cards too."), by="ida")
    told.given(ResolveThread(thread_id=thread_id, outcome="answered"), by="bo")


def test_a_reopened_thread_is_open_again():
    told = story()
    thread_id = opened(told)
    told.given(ResolveThread(thread_id=thread_id, outcome="answered"), by="bo")
    assert unmet(told.when(ReopenThread(thread_id=thread_id, reason=" "), by="ana")) == ["T2.reason"]
    told.given(ReopenThread(thread_id=thread_id, reason="Not the French one."), by="ana")
    assert (told.cycle.threads[thread_id].state, told.cycle.threads[thread_id].reopened) == ("open", 1)


def test_a_thread_becomes_a_new_decision_and_is_closed_by_it():
    told = story()
    thread = opened(told, by="ida", blocking=True)
    command = DraftDecision(title="Which message?", section_id=told.section, objective_id=told.objective, thread_id=thread)
    decision = told.given(command, by="ida")
    closed = told.cycle.threads[thread]
    assert (closed.state, closed.outcome, closed.linked_id) == ("resolved", "converted", decision)


def test_a_thread_that_somebody_may_not_close_does_not_become_their_decision():
    told = story()
    thread = opened(told, by="ida")
    command = DraftDecision(title=" ", section_id=told.section, objective_id=told.objective, thread_id=thread)
    assert unmet(told.when(command, by="bo")) == ["decision.title", "T2.who"]
    unknown = DraftDecision(title="Which?", section_id=told.section, objective_id=told.objective, thread_id="thr_nowhere")
    assert unmet(told.when(unknown, by="bo")) == ["common.known"]
    assert told.cycle.decisions == {}
