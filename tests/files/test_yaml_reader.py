from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.files.problem import PackProblem, Place
from plumbline.files.yaml_reader import MAX_BYTES, YamlProblem, read, read_file


def refusal(content: bytes | str) -> PackProblem:
    with pytest.raises(YamlProblem) as raised:
        read(content.encode() if isinstance(content, str) else content, "pack.yaml")
    return raised.value.problem


def test_every_value_knows_its_line_and_column():
    document = read(b"kind: role\nmetrics:\n  - id: one\n    text: >-\n      two lines\n      of text\n", "pack.yaml")
    assert document.data == {"kind": "role", "metrics": [{"id": "one", "text": "two lines of text"}]}
    assert document.places[("kind",)] == Place(1, 7)
    assert document.places[("metrics", 0)] == Place(3, 5)
    assert document.places[("metrics", 0, "text")] == Place(4, 11)
    assert document.keys[("metrics", 0, "text")] == Place(4, 5)


def test_an_alias_is_refused_at_its_place():
    found = refusal("kind: role\na: x\nb: *a\n")
    assert (found.line, found.column) == (3, 4)
    assert "alias *a" in found.problem
    assert found.remedy


def test_an_anchor_is_refused_before_anything_can_refer_to_it():
    assert "anchor &a" in refusal("kind: &a role\n").problem


@pytest.mark.parametrize("text", ["kind: !!python/object:os.system x\n", "!pack\nkind: role\n", "kind: !!str role\n"])
def test_a_tag_is_refused(text: str):
    assert "tag" in refusal(text).problem


def test_a_key_that_stands_twice_is_refused_and_both_lines_are_named():
    found = refusal("kind: role\nid: a\nid: b\n")
    assert found.line == 3
    assert "twice, first in line 2" in found.problem


def test_a_key_that_is_no_word_is_refused():
    assert "key that is not text" in refusal("? [a, b]\n: c\n").problem


def test_words_that_other_readers_turn_into_something_else_stay_words():
    data = read(b"a: no\nb: on\nc: 1.10\nd: 0777\ne: 2026-11-21\nf: 1e3\ng: .inf\n", "pack.yaml").data
    assert data == {"a": "no", "b": "on", "c": "1.10", "d": "0777", "e": "2026-11-21", "f": "1e3", "g": ".inf"}


def test_booleans_numbers_and_nothing_are_read_unless_they_are_quoted():
    data = read(b"a: true\nb: -12\nc: null\nd:\ne: 'true'\nf: \"12\"\n", "pack.yaml").data
    assert data == {"a": True, "b": -12, "c": None, "d": None, "e": "true", "f": "12"}


def test_a_file_that_is_too_large_is_refused_unread():
    assert "too large" in refusal(b"a: " + b"x" * MAX_BYTES).problem


def test_a_file_nested_too_deeply_is_refused():
    assert "nested too deeply" in refusal("a: " + "[" * 40 + "]" * 40).problem


def test_bytes_that_are_not_utf8_are_refused_with_their_line():
    found = refusal(b"kind: role\ntitle: \xff\n")
    assert found.line == 2
    assert "UTF-8" in found.problem


def test_a_broken_file_is_refused_with_the_place_of_the_break():
    found = refusal("kind: role\nid: [a, b\ntitle: c\n")
    assert found.line in (2, 3)
    assert found.problem.startswith("not YAML")


@pytest.mark.parametrize("text", ["", "# only a remark\n"])
def test_an_empty_file_is_refused(text: str):
    assert "empty" in refusal(text).problem


def test_a_second_document_is_refused():
    assert "second document" in refusal("kind: role\n---\nkind: role\n").problem


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_whatever_the_bytes_the_answer_is_data_or_one_problem_with_a_place(content: bytes):
    problem = None
    try:
        document = read(content, "pack.yaml")
    except YamlProblem as refused:
        problem = refused.problem
    else:
        assert () in document.places
    assert problem is None or (problem.line >= 1 and problem.column >= 1)


def test_a_file_goes_by_the_name_it_is_given(tmp_path: Path):
    file = tmp_path / "x.yaml"
    file.write_text("kind: role\n")
    assert read_file(file, "mine/x.yaml").file == "mine/x.yaml"
