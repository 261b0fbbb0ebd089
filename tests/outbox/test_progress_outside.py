"""What is remembered of things outside, and of what came from there."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from plumbline.outbox.connector import Reference
from plumbline.outbox.progress import FILE, Delivery, Progress, Settlement

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MADE = Reference(key="PAY-7", shown="PAY-7", url="https://tracker.example/PAY-7")


def told(progress: Progress, *references: tuple[str, Reference]) -> None:
    delivery = Delivery(1, "end_1", "wsp_1", "evt_1", "leased", 0, NOW)
    progress.settle([Settlement(delivery=delivery, attempt=None, state="delivered", tries=1, due_at=None, references=references)])


def test_what_was_made_outside_is_known_after_a_restart(tmp_path: Path):
    first = Progress.open(tmp_path / FILE)
    told(first, ("com_1", MADE))
    first.close()
    again = Progress.open(tmp_path / FILE)
    assert again.reference("end_1", "com_1") == MADE
    assert again.referred("end_1", "PAY-7") == "com_1"
    assert (again.reference("end_2", "com_1"), again.referred("end_2", "PAY-7")) == (None, "")
    again.close()


def test_what_stands_for_an_item_can_change(tmp_path: Path):
    progress = Progress.open(tmp_path / FILE)
    told(progress, ("com_1", MADE))
    told(progress, ("com_1", Reference(key="PAY-8")))
    assert (progress.referred("end_1", "PAY-7"), progress.referred("end_1", "PAY-8")) == ("", "com_1")
    progress.close()


def test_a_message_is_heard_once_within_a_week_and_again_when_what_it_led_to_failed(tmp_path: Path):
    progress = Progress.open(tmp_path / FILE)
    assert [progress.hear("end_1", "d1", NOW) for _ in range(2)] == [True, False]
    assert progress.hear("end_2", "d1", NOW)
    progress.unhear("end_1", "d1")
    assert progress.hear("end_1", "d1", NOW)
    assert progress.hear("end_1", "d1", NOW + timedelta(days=8))
    progress.close()
