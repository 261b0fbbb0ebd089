"""What was answered is answered again without asking, until something is written."""

from pathlib import Path

from ledger_grounds import Counting, NoFold, opened, remarks
from plumbline.ledger.answers import Answers
from plumbline.ledger.sqlite import SqliteLedger

COUNT = "SELECT count FROM remarks WHERE stream = ?"


class Asked:
    """A question that counts how often it is asked, and something that is written."""

    def __init__(self, rows: int = 1) -> None:
        self.times, self.version, self.rows = 0, 0, rows

    async def ask(self) -> list[int]:
        self.times += 1
        return [self.times] * self.rows

    async def ask_while_written(self) -> list[int]:
        self.version += 1
        return await self.ask()


async def test_a_question_is_asked_once_between_two_writes():
    asked = Asked()
    answers = Answers(lambda: asked.version)
    assert [await answers.ask("how many", asked.ask) for _ in range(3)] == [[1]] * 3
    asked.version += 1
    assert await answers.ask("how many", asked.ask) == [2]


async def test_an_answer_that_may_be_from_before_a_write_is_given_once():
    asked = Asked()
    answers = Answers(lambda: asked.version)
    assert await answers.ask("how many", asked.ask_while_written) == [1]
    assert await answers.ask("how many", asked.ask) == [2]


async def test_what_somebody_does_to_an_answer_is_his_own_affair():
    asked = Asked()
    answers = Answers(lambda: asked.version)
    for _ in range(2):
        (await answers.ask("how many", asked.ask)).append(7)
    assert await answers.ask("how many", asked.ask) == [1]


async def test_long_answers_and_those_of_long_ago_are_not_kept():
    asked = Asked(rows=1000)
    answers = Answers(lambda: asked.version)
    for _ in range(2):
        await answers.ask("which", asked.ask)
    assert asked.times == 2
    asked.rows = 1
    for number in range(1000):
        await answers.ask(number, asked.ask)
    assert (await answers.ask(999, asked.ask))[0] == 1002
    assert (await answers.ask(0, asked.ask))[0] == 1003


async def test_read_models_answer_with_what_was_just_written(tmp_path: Path):
    ledger = await opened("sqlite", tmp_path, [Counting()])
    for version in range(5):
        await ledger.append(remarks("s", version, "one more"))
        for _ in range(2):
            assert await ledger.query(COUNT, ("s",)) == [(version + 1,)]
            assert (await ledger.head()).size == version + 1
    await ledger.close()


async def test_a_rebuilt_read_model_answers_anew_though_the_ledger_has_not_grown(tmp_path: Path):
    await (ledger := await opened("sqlite", tmp_path)).append(remarks("s", 0, "before there was anything to count it"))
    await ledger.close()
    ledger = await opened("sqlite", tmp_path, [Counting()])
    assert isinstance(ledger, SqliteLedger)
    assert await ledger.query(COUNT, ("s",)) == []
    await ledger.rebuild("remarks", lambda _: NoFold())
    assert await ledger.query(COUNT, ("s",)) == [(1,)]
    await ledger.close()
