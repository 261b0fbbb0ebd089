"""Journey files: read strictly, checked whole, typed; every problem with its line."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.domain.journey.problem import Problem
from plumbline.domain.journey.problems import problems_of
from plumbline.files.problem import PackErrors, PackProblem
from plumbline.files.validation import schema_problems
from plumbline.files.yaml_reader import Document, YamlProblem, read, read_file
from plumbline.kernel.canonical import canonical, digest
from plumbline.kernel.record import record

JOURNEYS = Path(__file__).resolve().parent.parent / "library" / "journeys"
"""The folder of the built-in templates."""


@record
class Template:
    """A journey that others can be made from. content: its normal form in canonical JSON, whose digest is the journey's."""

    model: Model
    content: str
    digest: str


@cache
def template(identifier: str) -> Template | None:
    """Return one built-in template; None when there is none of that id. Raises PackErrors."""
    if identifier not in _files():
        return None
    model = load_journey(_files()[identifier], f"library/journeys/{identifier}.yaml")
    body = canonical(plain_of(model))
    return Template(model=model, content=body.decode(), digest=sha256(body).hexdigest())


@cache
def templates() -> Mapping[str, Template]:
    """Return the built-in templates by their ids, in the order of their titles. Raises PackErrors."""
    found = [one for identifier in _files() if (one := template(identifier)) is not None]
    return {one.model.id: one for one in sorted(found, key=lambda each: each.model.title)}


@cache
def _files() -> Mapping[str, Path]:
    """A template's file is called like the template."""
    return {file.stem: file for file in sorted(JOURNEYS.glob("*.yaml"))}


def read_journey(content: bytes, file: str) -> Model:
    """Return the journey in the bytes of a YAML or JSON file. Raises PackErrors with everything that is wrong; nothing is kept then."""
    try:
        return journey_in(read(content, file))
    except YamlProblem as unreadable:
        raise PackErrors([unreadable.problem]) from None


def load_journey(file: Path, called: str | None = None) -> Model:
    """Return the journey in a file. called: its name in problems. Raises PackErrors, OSError."""
    try:
        return journey_in(read_file(file, called))
    except YamlProblem as unreadable:
        raise PackErrors([unreadable.problem]) from None


def journey_in(document: Document) -> Model:
    """Return the journey in a file that was read. Raises PackErrors."""
    if problems := schema_problems(document, ("journey",)):
        raise PackErrors(problems)
    model = model_of(document.data)
    if found := [*_placed(problems_of(model), document)]:
        raise PackErrors(found)
    return model


def journey_digest(model: Model) -> str:
    """Return the SHA-256 of a journey's normal form, in hex: what approvals, runs and threads are bound to."""
    return digest(plain_of(model))


def _placed(problems: Sequence[Problem], document: Document) -> Iterator[PackProblem]:
    for one in problems:
        yield document.problem(one.path, one.problem, one.expected, one.remedy, one.nearest, offset=one.offset or 0)
