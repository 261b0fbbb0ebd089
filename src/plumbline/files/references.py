"""Ids that packs point at: each must exist somewhere; an unknown one is told with the nearest that does."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from plumbline.domain.playbook.catalogue import ACTS, ANYBODY, DETECTORS, METRICS, POLICIES
from plumbline.files.problem import PackProblem, Path
from plumbline.files.yaml_reader import Document
from plumbline.kernel.nearest import nearest

Known = Mapping[str, frozenset[str]]
_LISTS = {
    "base": {
        "areas": "area", "context": "context", "challenges": "challenge", "stages": "stage", "steps": "step", "gates": "gate",
        "strategies": "strategy", "agenda": "agenda", "capabilities": "capability",
    },
    "industry": {"signals": "market-signal", "pressures": "pressure", "promises": "promise", "safeguards": "safeguard"},
    "role": {"practices": "practice", "failure_modes": "failure"},
    "objective": {"target_signals": "signal", "warning_signs": "warning"},
    "pattern": {}, "binding": {},
}  # fmt: skip
_FIELDS = {"area": "area", "detector": "detector", "stop_rule": "detector", "act": "act", "metric": "metric", "gate": "gate",
           "step": "step", "scope": "gate"}  # fmt: skip


def reference_problems(documents: Sequence[Document]) -> list[PackProblem]:
    """Return every id that names nothing, and every id that two packs claim."""
    known = _known(documents)
    problems = [*_bases(documents), *_taken_twice(documents)]
    for document in documents:
        problems += _references(document, known)
        problems += _OF_KIND.get(document.data["kind"], _nothing)(document, documents, known)
    return problems


def _known(documents: Sequence[Document]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {"metric": set(METRICS), "detector": set(DETECTORS), "policy": set(POLICIES), "act": set(ACTS)}
    for document in documents:
        kind = document.data["kind"]
        found.setdefault(kind, set()).add(document.data["id"])
        for name, noun in _LISTS[kind].items():
            found.setdefault(noun, set()).update(part["id"] for part in document.data[name])
        if kind == "pattern":
            added = (change["agenda"]["id"] for change in document.data["changes"] if "agenda" in change)
            found.setdefault("agenda", set()).update(added)
    return {noun: frozenset(ids) for noun, ids in found.items()}


def _bases(documents: Sequence[Document]) -> Iterator[PackProblem]:
    bases = [document for document in documents if document.data["kind"] == "base"]
    if not bases and documents:
        yield documents[0].problem((), "no base pack among the files", "one pack of kind base", "add the built-in folder")
    for extra in bases[1:]:
        yield extra.problem(("kind",), f"a second base pack; the first is {bases[0].file}", "one pack of kind base", "remove one of them")


def _taken_twice(documents: Sequence[Document]) -> Iterator[PackProblem]:
    first: dict[tuple[str, str], str] = {}
    for document in documents:
        name = (document.data["kind"], document.data["id"])
        if name in first:
            yield document.problem(("id",), f"{name[0]} {name[1]} is taken by {first[name]}", "an id of its own", "rename this pack")
        first.setdefault(name, document.file)


def _references(document: Document, known: Known) -> Iterator[PackProblem]:
    yield from _repeated(document)
    for path, value in _texts(document.data, ()):
        field = path[-1]
        if field in ("bound_to", "about", "otherwise", "releases_first"):
            yield from _binding_target(document, path, value, known)
        elif field == "who":
            yield from _unless(value, known.get("area", frozenset()) | set(ANYBODY), "area", document, path)
        elif isinstance(field, str) and (noun := _FIELDS.get(field)):
            yield from _unless(value, known.get(noun, frozenset()), noun, document, path)


def _binding_target(document: Document, path: Path, value: str, known: Known) -> Iterator[PackProblem]:
    noun, _, identifier = value.partition(":")
    if noun not in known:
        yield document.problem(
            path,
            f"{noun} is nothing a part can be bound to",
            ", ".join(sorted(known)),
            "correct it",
            nearest(noun, sorted(known)),
        )
    elif "{" not in identifier:  # a placeholder is judged when a playbook is composed
        yield from _unless(identifier, known[noun], noun, document, path)


def _repeated(document: Document) -> Iterator[PackProblem]:
    for name in _LISTS[document.data["kind"]]:
        counts = Counter(part["id"] for part in document.data[name])
        for place, part in enumerate(document.data[name]):
            if counts[part["id"]] > 1:
                yield document.problem((name, place, "id"), f"{part['id']} stands in {name} twice", "each id once", "rename one of them")


def _base(document: Document, documents: Sequence[Document], known: Known) -> Iterator[PackProblem]:
    for place, name in enumerate(document.data["patterns"]):
        yield from _unless(name, known.get("pattern", frozenset()), "pattern", document, ("patterns", place))


def _industry(document: Document, documents: Sequence[Document], known: Known) -> Iterator[PackProblem]:
    own = frozenset(part["id"] for part in document.data["pressures"])
    yield from _unless(document.data["coordination_pressure"], own, "pressure", document, ("coordination_pressure",))
    for place, promise in enumerate(document.data["promises"]):
        if not promise["bound_to"].startswith("metric:"):
            problem = f"nothing measures the promise {promise['id']}"
            yield document.problem(("promises", place, "bound_to"), problem, "metric:ID", "name the metric that shows whether it is kept")


def _role(document: Document, documents: Sequence[Document], known: Known) -> Iterator[PackProblem]:
    own = frozenset(mode["id"] for mode in document.data["failure_modes"])
    for place, name in enumerate(document.data["risk_failure_modes"]):
        yield from _unless(name, own, "failure mode", document, ("risk_failure_modes", place))
    yield from _metrics(document, known)


def _objective(document: Document, documents: Sequence[Document], known: Known) -> Iterator[PackProblem]:
    signals = frozenset(signal["id"] for signal in document.data["target_signals"])
    for place, sign in enumerate(document.data["warning_signs"]):
        if "signal" in sign:
            yield from _unless(sign["signal"], signals, "target signal", document, ("warning_signs", place, "signal"))
    for place, name in enumerate(document.data["capabilities"]):
        yield from _unless(name, known.get("capability", frozenset()), "capability", document, ("capabilities", place))
    yield from _metrics(document, known)


def _metrics(document: Document, known: Known) -> Iterator[PackProblem]:
    for place, metric in enumerate(document.data["metrics"]):
        yield from _unless(metric["id"], known["metric"], "metric", document, ("metrics", place, "id"))


def _pattern(document: Document, documents: Sequence[Document], known: Known) -> Iterator[PackProblem]:
    conditions = {
        gate["id"]: frozenset(condition["id"] for condition in gate["conditions"])
        for base in documents
        if base.data["kind"] == "base"
        for gate in base.data["gates"]
    }
    for place, change in enumerate(document.data["changes"]):
        if "scope" in change:
            here = conditions.get(change["scope"], frozenset())
            yield from _unless(change["condition"], here, "condition of this gate", document, ("changes", place, "condition"))
        if change.get("agenda", {}).get("every_days") and "area" not in change["agenda"]:
            problem = f"nobody holds the agenda item {change['agenda']['id']}, which comes up by itself"
            yield document.problem(("changes", place, "agenda"), problem, "area: ID", "name the area whose owner records it")


def _binding(document: Document, documents: Sequence[Document], known: Known) -> Iterator[PackProblem]:
    parts = {kind: _pack(documents, kind, document.data[kind]) for kind in ("industry", "role", "objective")}
    for kind, pack in parts.items():
        if pack is None:
            yield from _unless(document.data[kind], known.get(kind, frozenset()), kind, document, (kind,))
    industry, role, objective = (parts[kind] for kind in ("industry", "role", "objective"))
    if industry is None or role is None or objective is None:
        return
    signs = _ids(role["failure_modes"]) | _ids(objective["warning_signs"])
    arguments = _ids(industry["safeguards"]) | _ids(objective["target_signals"]) | _ids(role["metrics"]) | _ids(objective["metrics"])
    for place, risk in enumerate(document.data["risks"]):
        yield from _unless(risk["sign"], signs, "warning sign or failure mode of this playbook", document, ("risks", place, "sign"))
        yield from _unless(
            risk["argument"], arguments, "signal, safeguard or metric of this playbook", document, ("risks", place, "argument")
        )
        if "stage" in risk:
            yield from _unless(risk["stage"], known.get("stage", frozenset()), "stage", document, ("risks", place, "stage"))


def _pack(documents: Sequence[Document], kind: str, identifier: str) -> Any:
    return next((one.data for one in documents if one.data["kind"] == kind and one.data["id"] == identifier), None)


def _ids(parts: Sequence[Any]) -> frozenset[str]:
    return frozenset(part["id"] for part in parts)


def _nothing(document: Document, documents: Sequence[Document], known: Known) -> Iterator[PackProblem]:
    yield from ()


_OF_KIND: dict[str, Callable[[Document, Sequence[Document], Known], Iterator[PackProblem]]] = {
    "base": _base, "industry": _industry, "role": _role, "objective": _objective, "pattern": _pattern, "binding": _binding,
}  # fmt: skip


def _texts(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str) and path:
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():  # type: ignore[misc]
            yield from _texts(value, (*path, str(key)))  # type: ignore[arg-type]
    elif isinstance(data, list):
        for place, value in enumerate(data):  # type: ignore[arg-type]
            yield from _texts(value, (*path, place))


def _unless(value: str, known: frozenset[str], noun: str, document: Document, path: Path) -> Iterator[PackProblem]:
    if value not in known:
        near = nearest(value, sorted(known))
        listed = ", ".join(sorted(known)) if len(known) <= 8 else f"one of {len(known)} known ids"
        yield document.problem(path, f"no {noun} has the id {value}", listed or f"a {noun}", "correct the id or add what it names", near)
