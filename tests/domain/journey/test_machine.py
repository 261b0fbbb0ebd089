import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.domain.journey.happening import Enters, Occurs, State
from plumbline.domain.journey.machine import Machine, NotPossible
from plumbline.domain.journey.model import Preset
from small_journey import machine, plain

PAYMENT = machine()


def after(*events: str, of: Machine = PAYMENT) -> State:
    state = of.start()
    for event in events:
        state = of.step(state, Occurs(event=event)).state
    return state


def possible(state: State, of: Machine = PAYMENT) -> list[str]:
    return [event.id for event in of.possible(state)]


def changed(name: str, identifier: str, **properties: object) -> Machine:
    parts = [{**one, **properties} if one["id"] == identifier else one for one in plain()[name]]
    return machine(**{name: parts})


def test_a_run_begins_on_the_first_screen_of_every_role_with_default_values() -> None:
    assert PAYMENT.start() == State(screens=("cart", "idle"), values=(0, "card", False, ""))


def test_a_preset_begins_a_run_with_its_values() -> None:
    assert PAYMENT.start(Preset(id="twice", title="Declined twice", values={"tries": 2})).values[0] == 2


def test_an_act_moves_the_role_that_acts_and_every_role_that_listens() -> None:
    step = PAYMENT.step(PAYMENT.start(), Occurs(event="pay"))
    assert (step.state.screens, step.taken) == (("paying", "asked"), ("t-pay", "t-asked"))


def test_an_act_is_not_possible_when_only_a_listener_could_take_it() -> None:
    assert possible(after("pay", "accepted")) == []
    paid_bank_idle = after("pay", "accepted")
    assert paid_bank_idle.screens == ("paid", "idle")
    with pytest.raises(NotPossible):
        PAYMENT.step(paid_bank_idle, Occurs(event="pay"))


def test_a_shared_event_needs_every_role_it_names() -> None:
    assert "call" in possible(after("pay", "declined"))
    assert "call" not in possible(PAYMENT.start())


def test_updates_apply_after_all_conditions_were_read() -> None:
    state = after("pay", "declined", "pay", "declined")
    assert state.values[0] == 2
    assert "pay" not in possible(state)


def test_a_number_that_would_leave_its_range_stays_at_its_end() -> None:
    beyond = changed("transitions", "t-refused", set={"tries": "tries + 2"})
    assert after("pay", "declined", of=beyond).values[0] == 2


def test_of_two_roles_that_write_one_variable_the_later_one_stands() -> None:
    both = changed("transitions", "t-no", set={"tries": "0"})
    assert after("pay", "declined", of=both).values[0] == 0


def test_the_first_transition_whose_condition_holds_is_taken() -> None:
    way_out = {"id": "t-else", "from": "cart", "on": "pay", "to": "left"}
    forked = machine(transitions=[*plain()["transitions"], way_out])
    assert after("pay", of=forked).screens[0] == "paying"
    assert after("pay", "declined", "pay", "declined", "call", of=forked).values[0] == 0


def test_a_transition_of_a_stage_leaves_each_of_its_screens() -> None:
    assert after("leave").screens[0] == "left"
    assert after("pay", "declined", "leave").screens[0] == "left"
    assert "leave" not in possible(after("pay"))


def test_a_transition_of_the_screen_goes_before_that_of_its_stage() -> None:
    own = {"id": "t-own", "from": "cart", "on": "leave", "to": "paid"}
    assert after("leave", of=machine(transitions=[*plain()["transitions"], own])).screens[0] == "paid"


def test_a_variable_takes_its_default_again_when_its_stage_is_entered() -> None:
    resetting = changed("variables", "method", reset="checkout")
    invoice = resetting.step(resetting.start(), Enters(role="buyer", variable="method", value="invoice")).state
    outside = resetting.step(invoice, Occurs(event="pay")).state
    assert outside.values[1] == "invoice"
    assert resetting.step(outside, Occurs(event="declined")).state.values[1] == "card"


def test_a_control_gives_its_variable_a_value_and_the_screen_stays() -> None:
    state = PAYMENT.step(PAYMENT.start(), Enters(role="buyer", variable="gift", value=True)).state
    assert state == State(screens=("cart", "idle"), values=(0, "card", True, ""))


def test_free_text_is_captured_and_is_no_entry_that_the_analysis_has_to_try() -> None:
    noted = PAYMENT.step(PAYMENT.start(), Enters(role="buyer", variable="note", value="Ring twice")).state
    assert noted.values[3] == "Ring twice"
    assert {entry.variable for entry in PAYMENT.entries(PAYMENT.start(), "buyer")} == {"method", "gift"}


@pytest.mark.parametrize(
    "entry",
    [
        Enters(role="buyer", variable="method", value="cheque"),
        Enters(role="buyer", variable="gift", value=1),
        Enters(role="buyer", variable="tries", value=2),
        Enters(role="buyer", variable="colour", value="red"),
        Enters(role="bank", variable="gift", value=True),
        Enters(role="auditor", variable="gift", value=True),
    ],
    ids=str,
)
def test_what_no_control_on_the_screen_offers_cannot_be_entered(entry: Enters) -> None:
    with pytest.raises(NotPossible):
        PAYMENT.step(PAYMENT.start(), entry)


def test_a_control_that_is_not_there_takes_nothing() -> None:
    later = after("pay", "declined", "call")
    assert PAYMENT.shows(later, "buyer", "wrap")
    tried = State(screens=("cart", "idle"), values=(1, "card", False, ""))
    assert not PAYMENT.shows(tried, "buyer", "wrap")
    with pytest.raises(NotPossible):
        PAYMENT.step(tried, Enters(role="buyer", variable="gift", value=True))


def test_an_event_nobody_declared_is_not_possible() -> None:
    with pytest.raises(NotPossible):
        PAYMENT.step(PAYMENT.start(), Occurs(event="refund"))


@given(choices=st.lists(st.integers(0, 40), max_size=40))
def test_whatever_is_possible_can_be_done_and_leads_to_a_state_of_the_journey(choices: list[int]) -> None:
    state = PAYMENT.start()
    for choice in choices:
        offers = [Occurs(event=event) for event in possible(state)] + [
            one for role in PAYMENT.roles for one in PAYMENT.entries(state, role)
        ]
        if not offers:
            assert state.screens[0] in ("paid", "left")
            return
        step = PAYMENT.step(state, offers[choice % len(offers)])
        assert PAYMENT.step(state, offers[choice % len(offers)]) == step
        state = step.state
        assert all(PAYMENT.screens[screen].role == role for role, screen in zip(PAYMENT.roles, state.screens, strict=True))
        assert all(
            value in variable.domain
            for variable, value in zip(PAYMENT.model.variables, state.values, strict=True)
            if variable.type != "text"
        )
