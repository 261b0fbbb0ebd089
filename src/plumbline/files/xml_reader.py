"""Strict XML: elements with their places. No document type, no entities, nothing from outside; bounded in size and depth."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from plumbline.files.problem import PackErrors, PackProblem, Place

MAX_BYTES = 5 << 20
MAX_DEPTH = 100
MAX_ELEMENTS = 200_000


@dataclass(slots=True, eq=False)
class Element:
    """One element. space: its namespace; attributes: by local name, with `{namespace}` before those of a namespace of their own."""

    name: str
    space: str
    place: Place
    attributes: Mapping[str, str]
    children: list["Element"] = field(default_factory=list["Element"])
    text: str = ""

    def get(self, name: str, otherwise: str = "") -> str:
        """Return an attribute, or the other text."""
        return self.attributes.get(name, otherwise)

    def named(self, *names: str) -> Iterator["Element"]:
        """Yield the children with one of some local names."""
        return (one for one in self.children if one.name in names)

    def everything(self) -> Iterator["Element"]:
        """Yield the element and all below it, in the order of the file."""
        yield self
        for one in self.children:
            yield from one.everything()


def read_xml(content: bytes, file: str) -> Element:
    """Return the root element of a file. Raises PackErrors with the line and column of the first thing that is not accepted."""
    if len(content) > MAX_BYTES:
        raise _refused(file, Place(1, 1), "the file is too large", f"at most {MAX_BYTES} bytes", "split it, or export less")
    building = _Building(file)
    parser: Any = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(building)
    try:
        parser.parse(io.BytesIO(content))
    except DefusedXmlException:
        place = Place(int(parser.getLineNumber() or 1), int(parser.getColumnNumber() or 0) + 1)
        raise _refused(
            file, place, "a document type or an entity", "elements and text only", "remove the `<!DOCTYPE …>` and what it declares"
        ) from None
    except SAXParseException as error:
        place = Place(int(error.getLineNumber() or 1), int(error.getColumnNumber() or 0) + 1)
        raise _refused(file, place, f"not XML: {error.getMessage()}", "one well-formed element", "mend the syntax at this place") from None
    except (ValueError, LookupError) as error:  # an encoding that Python cannot give to the parser
        raise _refused(file, Place(1, 1), f"not readable: {error}", "XML in UTF-8", "save the file as UTF-8") from None
    if building.root is None:
        raise _refused(file, Place(1, 1), "the file is empty", "one element", "choose another file")
    return building.root


class _Building(ContentHandler):
    """Builds elements from parse events, so that what is too deep or too much is refused before it is kept."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.root: Element | None = None
        self._file = file
        self._open: list[Element] = []
        self._count = 0
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - the name that the parser calls
        self._locator = locator

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: N802
        place = Place(int(self._locator.getLineNumber() or 1), int(self._locator.getColumnNumber() or 0) + 1)
        self._count += 1
        if len(self._open) >= MAX_DEPTH:
            raise _refused(self._file, place, "elements nested too deeply", f"at most {MAX_DEPTH} levels", "flatten the file")
        if self._count > MAX_ELEMENTS:
            raise _refused(self._file, place, "too many elements", f"at most {MAX_ELEMENTS}", "split the file")
        given: Any = attrs
        attributes = {(f"{{{space}}}{local}" if space else local): str(value) for (space, local), value in given.items()}
        element = Element(name=name[1], space=name[0] or "", place=place, attributes=attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].text += content


def _refused(file: str, place: Place, problem: str, expected: str, remedy: str) -> PackErrors:
    return PackErrors(
        [PackProblem(file=file, line=place.line, column=place.column, where="", problem=problem, expected=expected, remedy=remedy)]
    )
