import pytest

from plumbline.files.problem import PackErrors
from plumbline.files.xml_reader import MAX_BYTES, MAX_DEPTH, read_xml


def problem(content: bytes) -> str:
    with pytest.raises(PackErrors) as raised:
        read_xml(content, "model.bpmn")
    return str(raised.value)


def test_elements_keep_their_place_namespace_attributes_and_text() -> None:
    root = read_xml(b'<a xmlns="urn:x" xmlns:y="urn:y">\n  <b id="1" y:id="2">caf\xc3\xa9</b></a>', "model.bpmn")
    (inner,) = root.named("b")
    assert (root.name, root.space) == ("a", "urn:x")
    assert (inner.place.line, inner.place.column, inner.text) == (2, 3, "café")
    assert (inner.get("id"), inner.get("{urn:y}id"), inner.get("none", "-")) == ("1", "2", "-")


def test_another_encoding_is_read_as_it_says() -> None:
    assert read_xml('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"), "model.bpmn").text == "é"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x "y">]>\n<a>&x;</a>', "model.bpmn:2:13: a document type or an entity"),
        (b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd">\n<a/>', "a document type"),
        (b"<a>\n<b></a>", "model.bpmn:2:6: not XML: mismatched tag"),
        (b"<a>\n&nbsp;</a>", "model.bpmn:2:1: not XML: undefined entity"),
        (b"", "model.bpmn:1:1: not XML: no element found"),
        (b"<a>" * (MAX_DEPTH + 1), "nested too deeply"),
        (b"<a>" + b" " * MAX_BYTES + b"</a>", "too large"),
        (b"kind: journey", "model.bpmn:1:1: not XML: syntax error"),
        (b"<a>\xff\xfe</a>", "not XML: not well-formed"),
    ],
    ids=["entity", "document type", "not closed", "unknown entity", "empty", "deep", "large", "yaml", "bytes"],
)
def test_what_is_not_accepted_is_told_with_its_line_and_column(content: bytes, words: str) -> None:
    assert words in problem(content)


def test_as_deep_as_allowed_is_read() -> None:
    assert read_xml(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH, "model.bpmn").name == "a"
