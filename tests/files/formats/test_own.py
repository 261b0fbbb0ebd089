from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journey_maker import random_journey
from plumbline.domain.journey.model import Image
from plumbline.files.formats.own import read, write_json, write_yaml
from plumbline.files.journeys import JOURNEYS, journey_digest, load_journey
from small_journey import small

WORDS = some.text(some.characters(exclude_categories=("Cs",)), min_size=1, max_size=40).filter(lambda text: bool(text.strip()))


@pytest.mark.parametrize("file", sorted(JOURNEYS.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_built_in_journey_is_the_same_after_it_was_written(file: Path) -> None:
    model = load_journey(file)
    assert read(write_yaml(model).encode(), "again.yaml").model == model
    assert read(write_json(model).encode(), "again.json").model == model


@given(seed=some.integers(0, 10_000))
def test_any_journey_keeps_its_digest(seed: int) -> None:
    model = random_journey(seed)
    assert journey_digest(read(write_yaml(model).encode(), "again.yaml").model) == journey_digest(model)


@given(words=WORDS)
def test_any_text_is_read_back_as_it_was(words: str) -> None:
    content: list[dict[str, Any]] = [{"id": "c1", "type": "text", "text": words.replace("{", "(").replace("}", ")")}]
    screens = [{"id": "cart", "title": "Cart", "role": "buyer", "content": content}, {"id": "idle", "title": "Idle", "role": "bank"}]
    model = small(screens=screens, transitions=[], summary=words)
    assert read(write_yaml(model).encode(), "again.yaml").model == model


@pytest.mark.parametrize(
    "words", ["no", "1", "1.10", "12:30", "~", "- a", "a: b", "a #b", "'", '"', "a\nb", " a ", "a\u2028b", "😀", "@a", "true"]
)
def test_texts_that_yaml_reads_as_something_else_stay_texts(words: str) -> None:
    model = small(title=words)
    assert read(write_yaml(model).encode(), "again.yaml").model.title == words


def test_it_is_written_as_people_write_it() -> None:
    text = write_yaml(load_journey(JOURNEYS / "parcel-delay.yaml"))
    assert "\n  - {id: recipient, title: Recipient, start: on-the-way}\n" in text
    assert "from: late, on: see-choices, to: options}\n" in text
    assert max(len(line) for line in text.splitlines()) < 200
    assert "summary: >-\n  The carrier finds" in text


def test_a_picture_that_a_file_names_and_cannot_hold_is_told_when_it_is_read() -> None:
    model = replace(small(), images=(Image(id="shop", digest="f" * 64),))
    found = read(write_yaml(model).encode(), "again.yaml")
    assert found.model == model
    assert [str(loss) for loss in found.losses] == [
        "picture shop: the file names it and does not hold it; its description is shown until it is uploaded where the journey is"
    ]
