"""The body that a journey is kept as, its digest, and what is wrong with content."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from plumbline.domain.journey.model import Model
from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.domain.journey.problem import Problem
from plumbline.domain.journey.problems import problems_of
from plumbline.domain.journey.shape import shape_problems
from plumbline.kernel.canonical import canonical


def body_of(content: Mapping[str, Any]) -> bytes:
    """Return the body that a sound journey is kept as: its normal form in canonical JSON."""
    return canonical(plain_of(model_of(content)))


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of a journey's content, under which its body is kept."""
    return sha256(body_of(content)).hexdigest()


def faults_of(content: Any) -> tuple[Problem, ...]:
    """Return what is wrong with content: with its shape, or else with what it says. A journey with faults can be edited, not played."""
    return tuple(shape_problems(content)) or problems_of(model_of(content))


class Looked(NamedTuple):
    """What content is. model: None while its shape has faults. digest: of its body; empty while it has any fault."""

    model: Model | None
    faults: tuple[Problem, ...]
    digest: str


def looked_at(content: Mapping[str, Any]) -> Looked:
    """Return all at once what takes a look at the whole content."""
    if shaped := tuple(shape_problems(content)):
        return Looked(None, shaped, "")
    model = model_of(content)
    faults = problems_of(model)
    return Looked(model, faults, "" if faults else sha256(canonical(plain_of(model))).hexdigest())
