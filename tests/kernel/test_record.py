"""Records behave as frozen dataclasses do, though they share most of their functions."""

import copy
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import msgspec
import pytest

from plumbline.kernel.record import record


@record
class Place:
    """A point with a name, and a word nobody should see."""

    name: str
    x: int = 0
    tags: tuple[str, ...] = ()
    parts: list[str] = field(default_factory=list[str])
    secret: str = field(default="", repr=False)
    seen: int = field(default=0, compare=False)


@record
class Other:
    name: str
    x: int = 0
    tags: tuple[str, ...] = ()


@record
class Nothing:
    """Has no field at all."""


def test_records_with_equal_fields_are_equal_and_hash_alike():
    assert Other(name="a", x=1) == Other(name="a", x=1)
    assert hash(Other(name="a", x=1)) == hash(Other(name="a", x=1))
    assert Other(name="a", x=1) != Other(name="a", x=2)
    assert Nothing() == Nothing()


def test_records_of_different_classes_are_never_equal():
    assert Place(name="a") != Other(name="a")


def test_a_field_that_does_not_count_does_not_count():
    assert Place(name="a", seen=1) == Place(name="a", seen=2)


def test_a_record_cannot_be_changed():
    made: Any = Place(name="a")
    with pytest.raises(FrozenInstanceError, match="name"):
        made.name = "b"
    with pytest.raises(FrozenInstanceError, match="x"):
        del made.x
    with pytest.raises((AttributeError, FrozenInstanceError)):
        made.unknown = 1


def test_a_secret_field_is_not_printed():
    assert repr(Place(name="a", secret="hunter2")) == "Place(name='a', x=0, tags=(), parts=[], seen=0)"


def test_defaults_that_are_made_are_made_each_time():
    assert Place(name="a").parts is not Place(name="b").parts


def test_a_record_needs_its_fields_by_name_and_no_others():
    made: Any = Other
    with pytest.raises(TypeError, match="name"):
        made()
    with pytest.raises(TypeError, match="colour"):
        made(name="a", colour="red")
    with pytest.raises(TypeError):
        made("a")


@record
class Wider(Other):
    """Inherits fields and adds one."""

    colour: str = "red"


def test_a_record_that_inherits_has_all_fields():
    assert Wider(name="a", x=2, colour="blue") == replace(Wider(name="a", colour="blue"), x=2)
    assert repr(Wider(name="a")) == "Wider(name='a', x=0, tags=(), colour='red')"


def test_replacing_copying_pickling_and_decoding_give_equal_records():
    made = Place(name="a", x=3, tags=("t",))
    assert replace(made, x=4) == Place(name="a", x=4, tags=("t",))
    assert copy.deepcopy(made) == made
    assert pickle.loads(pickle.dumps(made)) == made
    assert msgspec.json.decode(msgspec.json.encode(made), type=Place) == made
    assert [one.name for one in fields(made)] == ["name", "x", "tags", "parts", "secret", "seen"]
