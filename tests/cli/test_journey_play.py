"""`plumbline journey play`: from a list of events, and in conversation."""

import json

from typer.testing import CliRunner

from plumbline.cli import journey


def called(*arguments: str, given: str = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(journey.app, ["play", *arguments], input=given)
    return done.exit_code, done.stdout, done.stderr


def test_a_list_of_events_is_played_and_told_as_data() -> None:
    events = "wait,see-choices,day=saturday,choose-slot,wait"
    code, out, _ = called("parcel-delay", "--task", "get-it-on-saturday", "--events", events, "--json")
    told = json.loads(out)
    assert (code, told["result"], told["success"], told["screens"]["recipient"]) == (0, "success", True, "received")
    assert [move.get("happened", move.get("variable")) for move in told["moves"]][-2:] == ["loaded", "at-the-door"]
    assert told["values"]["day"] == "saturday"


def test_a_preset_strikes_and_a_fault_is_let_happen() -> None:
    code, out, _ = called("parcel-delay", "--preset", "nobody-home-twice", "--events", "wait,see-choices,choose-slot,wait")
    assert (code, out.splitlines()[0]) == (0, "Recipient: We did not meet you  (step 5)")
    code, out, _ = called("parcel-delay", "--events", "parcel-lost,wait,see-choices,choose-slot,wait")
    assert out.startswith("Recipient: We are looking for your parcel")


def test_what_cannot_happen_ends_the_script_with_its_place() -> None:
    code, _, err = called("parcel-delay", "--events", "wait,collect")
    assert code == 3
    assert err.startswith("event 2, collect: collect cannot happen here.")
    assert called("parcel-delay", "--preset", "nothing", "--events", "wait")[0] == 2
    assert called("no-such-journey")[0] == 2


def test_a_conversation_lists_what_is_possible_and_plays_several_roles() -> None:
    code, out, _ = called("parcel-delay", given="wait\nask-support\nsupport\nsend-again\nrecipient\n")
    assert code == 0
    assert "  > see-choices  See my options" in out
    assert "  > by_text=false" in out
    assert "Customer support: A recipient asks for help" in out
    assert out.rstrip().endswith("over: success, goal reached")
