"""Sending events again, to an endpoint that was added later too; conditions over attribution; one subject in order."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from plumbline.domain.workspace.connecting import MOST_REPLAYED
from plumbline.domain.workspace.endpoint import Endpoint, Pace
from plumbline.edge import webhooks
from plumbline.edge.replaying import Choice, Preview, Trial, preview, replay, tried
from plumbline.kernel.outcome import Refusal
from plumbline.projections.deliveries import owed_after
from small_house import House
from webhook_house import context, endpoint, open_house, sending, something, states, until_states
from webhook_receiver import Message, answer, receiving, willing


async def found(house: House, endpoint_id: str) -> Endpoint:
    one = await webhooks.endpoint_of(house.installation, endpoint_id)
    assert one is not None
    return one


async def seen(house: House, endpoint_id: str, choice: Choice) -> Preview:
    answer = await preview(house.installation, context(house), await found(house, endpoint_id), choice)
    assert isinstance(answer, Preview), answer
    return answer


async def of_others(house: House, one: Endpoint, subjects: Sequence[str]) -> set[str]:
    """Return the states of deliveries that are about something else."""
    return {told.state for told in await webhooks.told(house.installation, one) if told.owed.subject not in subjects}


async def test_what_a_filter_counts_is_what_is_sent_again_under_the_same_ids(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.*", "decision.*"])
        async with sending(house):
            await something(house)
            noon = house.clock() + timedelta(hours=4)
            house.clock.set(noon)
            decision = await house.decision()
            await until_states(house, made.endpoint_id, ["delivered"] * len(await states(house, made.endpoint_id)))
            first = {one.event["id"] for one in receiver.messages}
            whole = len(first)
            assert (await seen(house, made.endpoint_id, Choice())).count == whole
            assert (await seen(house, made.endpoint_id, Choice(types=("workspace.*",)))).count == 1
            assert (await seen(house, made.endpoint_id, Choice(since=noon))).count == whole - 1
            assert (await seen(house, made.endpoint_id, Choice(until=noon))).count == 1
            assert (await seen(house, made.endpoint_id, Choice(subject=decision))).count == whole - 1
            assert (await seen(house, made.endpoint_id, Choice(subject=f"decisions/{decision}"))).count == whole - 1
            assert (await seen(house, made.endpoint_id, Choice(states=("exhausted",)))).count == 0
            assert (await seen(house, made.endpoint_id, Choice(states=("delivered",)))).count == whole
            choice = Choice(types=("decision.*",), states=("delivered",))
            receiver.messages.clear()
            assert await replay(house.installation, context(house), await found(house, made.endpoint_id), choice) == whole - 1
            await receiver.until(whole - 1)
            await until_states(house, made.endpoint_id, ["delivered"] * whole)
        assert {one.event["id"] for one in receiver.messages} < first


async def test_an_endpoint_that_was_added_later_is_told_of_what_happened_before(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        await something(house)
        between = await house.installation.ledger.size()
        await something(house)
        made = await endpoint(house, receiver, ["workspace.member_added"])
        assert (await seen(house, made.endpoint_id, Choice())).count == 0
        late = await seen(house, made.endpoint_id, Choice(after=between))
        assert (late.count, [one.owed for one in late.first]) == (1, [False])
        async with sending(house):
            assert await replay(house.installation, context(house), await found(house, made.endpoint_id), Choice(after=between)) == 1
            await receiver.until(1)
            await until_states(house, made.endpoint_id, ["delivered"])
        ledger, states_ = house.installation.ledger, house.installation.states
        ask = "SELECT * FROM owed ORDER BY position, endpoint_id"
        grown = await ledger.query(ask)
        await states_.ledger.rebuild("deliveries", await states_.folds())
        assert await ledger.query(ask) == grown


async def test_what_is_sent_again_is_written_down_with_the_act_and_survives_a_restart(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.member_added"])
        async with sending(house):
            await something(house)
            await until_states(house, made.endpoint_id, ["delivered"])
        receiver.messages.clear()
        assert await replay(house.installation, context(house), await found(house, made.endpoint_id), Choice()) == 1
        assert receiver.messages == [], "nothing is sent while no sender runs"
        async with sending(house):  # a process that knows only what stands in the ledger
            again = await receiver.until(1)
            await until_states(house, made.endpoint_id, ["delivered"])
        assert len(again) == 1


async def test_only_leads_and_administrators_have_something_sent_again_and_never_nothing(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.*"])
        one = await found(house, made.endpoint_id)
        assert isinstance(await replay(house.installation, context(house, "bo"), one, Choice()), Refusal)
        assert isinstance(await preview(house.installation, context(house, "bo"), one, Choice()), Refusal)
        refused = await replay(house.installation, context(house), one, Choice())
        assert isinstance(refused, Refusal)
        assert [finding.rule for finding in refused.findings if not finding.met] == ["endpoint.replay", "endpoint.replay_once"]
        assert MOST_REPLAYED > 0


async def test_what_came_to_be_owed_by_one_act_is_taken_up_whole_however_few_are_asked_for(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        for _ in range(5):
            await something(house)
        made = await endpoint(house, receiver, ["workspace.member_added"])
        await replay(house.installation, context(house), await found(house, made.endpoint_id), Choice(after=0))
        rows, upto = await owed_after(house.installation.states.ledger, 0, 2)
        assert len(rows) > 2
        assert {one.since for one in rows} == {upto}


async def test_a_condition_over_attribution_decides_of_what_an_endpoint_is_told(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.*"], condition=f'authid == "{house.people["ana"]}" && plsurface == "web"')
        other = await endpoint(house, receiver, ["workspace.*"], condition='plsurface == "mcp"')
        await something(house)
        assert await states(house, made.endpoint_id) == ["pending"]
        assert await states(house, other.endpoint_id) == []
        ledger, states_ = house.installation.ledger, house.installation.states
        await webhooks.edit(house.installation, context(house), made.endpoint_id, condition="")
        ask = "SELECT * FROM owed ORDER BY position, endpoint_id"
        grown = await ledger.query(ask)
        await states_.ledger.rebuild("deliveries", await states_.folds())
        assert await ledger.query(ask) == grown
        trial = await tried(house.installation, context(house), ("workspace.*",), 'plsurface == "web"')
        assert isinstance(trial, Trial)
        assert 0 < trial.count < trial.looked_at
        assert {one.event_name.partition(".")[0] for one in trial.newest} == {"workspace"}


async def test_a_condition_that_cannot_be_judged_is_refused_with_the_reason(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        for wrong in ("plsurfaces == 1", "plsurface", "(", "plsurface == 3"):
            made = await webhooks.add(
                house.installation, context(house), title="Receiver", address=receiver.address, condition=wrong, pace=Pace(at_once=0)
            )
            assert isinstance(made, Refusal)
            assert [one.rule for one in made.findings if not one.met] == ["endpoint.condition", "endpoint.at_once"]


async def test_in_order_the_next_event_of_a_subject_waits_visibly_and_other_subjects_do_not(tmp_path: Path):
    held = True

    async def holding(message: Message) -> bytes:
        event = message.event
        if b"challenge" in message.body or not held or event["subject"] != subjects[0]:
            return await willing(message)
        return answer(500)

    subjects: list[str] = []
    async with open_house(tmp_path) as house, receiving(holding) as receiver:
        made = await endpoint(house, receiver, ["decision.*"], pace=Pace(ordered=True))
        subjects.append(f"decisions/{await house.decision()}")
        await house.decision(criterion="crt_" + "1" * 26)
        one = await found(house, made.endpoint_id)
        async with sending(house) as sender:
            async with asyncio.timeout(10):
                while await of_others(house, one, subjects) != {"delivered"}:  # noqa: ASYNC110 - what is waited for stands in a file
                    await asyncio.sleep(0.01)
            waiting = [told for told in await webhooks.told(house.installation, one) if told.state == "parked"]
            assert waiting
            assert {told.owed.subject for told in waiting} == set(subjects)
            assert all(0 < told.waits_for < told.owed.position for told in waiting)
            held = False
            async with asyncio.timeout(10):
                while set(await states(house, made.endpoint_id)) != {"delivered"}:
                    house.clock.set(house.clock() + timedelta(minutes=10))
                    sender.wake()
                    await asyncio.sleep(0.05)
        taken = [one.event["sequence"] for one in receiver.messages if one.event.get("subject") == subjects[0]]
        assert taken == sorted(taken)


async def test_deliveries_are_counted_by_the_hour_and_state_whether_taken_up_or_not(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.*"])
        async with sending(house):
            await something(house)
            await until_states(house, made.endpoint_id, ["delivered"])
        house.clock.set(house.clock() + timedelta(hours=2))
        await something(house)
        hours = await webhooks.by_hour(house.installation, await found(house, made.endpoint_id))
        assert [dict(one.counts) for one in hours[-3:]] == [{"delivered": 1}, {}, {"pending": 1}]
        assert len(hours) == 24


async def test_it_is_known_when_each_secret_was_signed_with_last(tmp_path: Path):
    async with open_house(tmp_path) as house, receiving() as receiver:
        made = await endpoint(house, receiver, ["workspace.*"])
        begin = house.clock()
        house.clock.set(begin + timedelta(minutes=5))
        await webhooks.rotate(house.installation, context(house), made.endpoint_id, timedelta(hours=1))
        new, old = webhooks.secrets_of(house.installation, made.endpoint_id)
        assert (new.used_at, old.used_at) == (None, begin)
        assert old.until == house.clock() + timedelta(hours=1)
        async with sending(house):
            await something(house)
            await until_states(house, made.endpoint_id, ["delivered"])
        assert {one.used_at for one in webhooks.secrets_of(house.installation, made.endpoint_id)} == {house.clock()}
