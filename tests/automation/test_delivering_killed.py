"""The sender is killed in the middle of its work, while receivers fail in every way: each event still has its effect, once."""

from pathlib import Path

from webhook_kills import killed


async def test_after_kills_every_event_had_its_effect_once_at_every_receiver(tmp_path: Path):
    story = await killed(tmp_path, kills=4, seconds=8, seed=1)
    assert story.kills > 0
    assert story.recorded
    assert story.lost() == {}
    assert story.repeated_too_often() == {}
    assert all(set(one.taken) == set(story.recorded) for one in story.told.values())  # what comes twice has the same id
    assert story.receivers["canary"].taken.total() == 0  # where redirects led
    assert story.slowest_steady() < 2  # seconds; the others hang, drip and wait for a pause meanwhile
