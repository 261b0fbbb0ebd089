"""Why a condition does not hold: its atoms, in negation-normal form, and those of them that are to blame."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from plumbline.kernel.expression.errors import EvaluationError, MissingFact
from plumbline.kernel.expression.evaluation import NO_VERDICT, Facts, Run, runnable
from plumbline.kernel.expression.syntax import OPPOSITE, Call, Chain, Choice, Compare, Has, Literal, Node, Not, facts_in, render
from plumbline.kernel.expression.types import Type
from plumbline.kernel.record import record

Plain = str | int | bool | None
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@record
class Atom:
    """One indivisible claim of a condition, with its verdict.

    text: the claim, negated where the condition negates it. met: None when a fact it needs is missing.
    name: the fact it is about; empty when it is about none. operator: how actual must stand to expected: a comparison, in, not in,
    contains, lacks, has. expected, actual: values; a list is written with commas; None when they cannot be known.
    """

    text: str
    met: bool | None
    name: str = ""
    operator: str = "=="
    expected: Plain = None
    actual: Plain = None


@record
class AtomRule:
    """An atom before any fact is known."""

    text: str
    run: Run
    name: str
    operator: str
    expected: Run
    actual: Run


@record
class AllOf:
    parts: tuple["Claim", ...]


@record
class AnyOf:
    parts: tuple["Claim", ...]


@record
class Picked:
    """One of two claims, by a condition."""

    condition: "Claim"
    run: Run
    yes: "Claim"
    no: "Claim"


Claim = AtomRule | AllOf | AnyOf | Picked


def claim(node: Node, types: Mapping[str, Type], *, negated: bool = False) -> Claim:
    """Return a boolean tree in negation-normal form: negation stands at the atoms only."""
    match node:
        case Not():
            return claim(node.operand, types, negated=not negated)
        case Chain():
            parts = tuple(claim(part, types, negated=negated) for part in node.parts)
            return AllOf(parts=parts) if (node.op == "&&") is not negated else AnyOf(parts=parts)
        case Choice():
            return Picked(
                condition=claim(node.condition, types),
                run=runnable(node.condition, types),
                yes=claim(node.yes, types, negated=negated),
                no=claim(node.no, types, negated=negated),
            )
        case _:
            return _atom(node, types, negated)


def all_atoms(whole: Claim, facts: Facts) -> tuple[Atom, ...]:
    """Return every atom with its verdict, each once, in the order of the text."""
    return _once(judged(rule, facts) for rule in _rules(whole))


def to_blame(whole: Claim, facts: Facts) -> tuple[Atom, ...]:
    """Return the atoms because of which a claim is not true: of a conjunction the parts that fail, of a disjunction all of them."""
    return _once(_blamed(whole, facts))


def judged(rule: AtomRule, facts: Facts) -> Atom:
    """Return an atom with its verdict on facts."""
    atom = Atom(text=rule.text, met=_verdict(rule.run, facts), name=rule.name, operator=rule.operator)
    return replace(atom, expected=_plain(rule.expected, facts), actual=_plain(rule.actual, facts))


def _blamed(part: Claim, facts: Facts) -> Iterator[Atom]:
    match part:
        case AtomRule():
            atom = judged(part, facts)
            if atom.met is not True:
                yield atom
        case AllOf():
            for member in part.parts:
                yield from _blamed(member, facts)
        case AnyOf():
            blamed = [tuple(_blamed(member, facts)) for member in part.parts]
            if all(blamed):
                for atoms in blamed:
                    yield from atoms
        case Picked():
            condition = _verdict(part.run, facts)
            if condition is None:
                yield from _blamed(part.condition, facts)
            else:
                yield from _blamed(part.yes if condition else part.no, facts)


def _rules(part: Claim) -> Iterator[AtomRule]:
    match part:
        case AtomRule():
            yield part
        case AllOf() | AnyOf():
            for member in part.parts:
                yield from _rules(member)
        case Picked():
            for member in (part.condition, part.yes, part.no):
                yield from _rules(member)


def _atom(node: Node, types: Mapping[str, Type], negated: bool) -> AtomRule:
    node = _opposite(node) if negated else node
    run = runnable(node, types)
    match node:
        case (Compare() as inside) | Not(operand=Compare() as inside):
            about, relation, against = _relation(inside, negated=inside is not node)
            return _rule(node, run, about, relation, runnable(against, types), runnable(about, types))
        case Not():
            relation = "has" if isinstance(node.operand, Has) else "=="
            return _rule(node, run, node.operand, relation, lambda _: False, runnable(node.operand, types))
        case _:
            return _rule(node, run, node, "has" if isinstance(node, Has) else "==", lambda _: True, run)


def _relation(node: Compare, *, negated: bool) -> tuple[Node, str, Node]:
    """What a comparison is about, how it must stand, to what; a fact comes first even where the text has it last."""
    about_left = any(facts_in(node.left))
    if node.op != "in":
        return (node.left, node.op, node.right) if about_left else (node.right, _MIRRORED[node.op], node.left)
    if about_left:
        return node.left, "not in" if negated else "in", node.right
    return node.right, "lacks" if negated else "contains", node.left


def _rule(node: Node, run: Run, about: Node, relation: str, expected: Run, actual: Run) -> AtomRule:
    name = next((fact.name for fact in facts_in(about)), about.name if isinstance(about, Call) else "")
    return AtomRule(text=render(node), run=run, name=name, operator=relation, expected=expected, actual=actual)


def _opposite(node: Node) -> Node:
    match node:
        case Compare() if node.op in OPPOSITE:
            return replace(node, op=OPPOSITE[node.op])
        case Literal():
            return replace(node, value=not node.value)
        case _:
            return Not(operand=node, at=node.at)


def _verdict(run: Run, facts: Facts) -> bool | None:
    try:
        return run(facts)
    except NO_VERDICT:
        return None


def _plain(run: Run, facts: Facts) -> Plain:
    try:
        value: Any = run(facts)
    except (MissingFact, EvaluationError):
        return None
    return ", ".join(str(member) for member in value) if isinstance(value, tuple) else value  # type: ignore[reportUnknownVariableType]


def _once(atoms: Iterator[Atom]) -> tuple[Atom, ...]:
    return tuple({atom.text: atom for atom in atoms}.values())
