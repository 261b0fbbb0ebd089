"""What no recorded run has covered: exception screens, transitions and tasks."""

from collections.abc import Collection, Iterable, Iterator

from plumbline.domain.journey.analysis.finding import Finding
from plumbline.domain.journey.analysis.ground import Ground
from plumbline.domain.journey.analysis.space import Space
from plumbline.kernel.record import record


@record
class Part:
    """How many of the parts of one kind that can be reached runs went through."""

    count: int
    of: int


@record
class Coverage:
    """What recorded runs went through of what can be reached. runs: how many there are of exactly this content.

    findings: what they left out, each with a shortest way to it. complete: whether all states were looked at; without that nothing is said.
    """

    runs: int
    exceptions: Part
    transitions: Part
    tasks: Part
    findings: tuple[Finding, ...]
    complete: bool


def coverage(space: Space, covered: Collection[str], runs: int) -> Coverage:
    """Return what runs covered. covered: ids of the screens, transitions and tasks that they went through."""
    ground, model = Ground(space), space.model
    exceptions = [one.id for one in model.screens if one.kind == "exception" and one.id in ground.first_on]
    transitions = [one.id for one in model.transitions if ground.is_taken(one)]
    tasks = [one.id for one in model.tasks if any(screen in ground.first_on for screen in one.success)]
    findings = tuple(uncovered_findings(space, covered)) if space.complete else ()

    def part(ids: list[str]) -> Part:
        return Part(count=sum(one in covered for one in ids), of=len(ids))

    return Coverage(
        runs=runs, exceptions=part(exceptions), transitions=part(transitions), tasks=part(tasks), findings=findings, complete=space.complete
    )


def uncovered_findings(space: Space, covered: Iterable[str] | None) -> Iterator[Finding]:
    """Yield what recorded runs left out. covered: ids of the screens, transitions and tasks that runs went through; None without runs.

    What cannot be reached is told elsewhere, and the transitions of an exception screen that no run came to are told with the screen.
    """
    if covered is None:
        return
    ground, seen = Ground(space), frozenset(covered)
    missed = [one for one in ground.model.screens if one.kind == "exception" and one.id not in seen and one.id in ground.first_on]
    for screen in missed:
        way = space.trace(ground.first_on[screen.id])
        yield Finding(kind="uncovered", role=screen.role, screens=(screen.id,), trace=way)
    told = {screen.id for screen in missed}
    for one in ground.model.transitions:
        if one.id not in seen and ground.is_taken(one) and one.target not in told and not told.issuperset(ground.sources[one.id]):
            yield Finding(kind="uncovered", transitions=(one.id,), event=one.event, trace=ground.then(_taking(ground, one.id), one.event))
    for task in ground.model.tasks:
        if task.id not in seen and any(screen in ground.first_on for screen in task.success):
            first = min(ground.first_on[screen] for screen in task.success if screen in ground.first_on)
            yield Finding(kind="uncovered", role=task.role, task=task.id, trace=space.trace(first))


def _taking(ground: Ground, transition: str) -> int:
    """The nearest state in which a transition is taken."""
    event = ground.transitions[transition].event
    label = ground.model.events.index(ground.machine.events[event])
    sources = set(ground.sources[transition])
    for number in range(1, ground.space.count + 1):
        packed = ground.space.order[number]
        if sources.isdisjoint(ground.layout.where(packed)) or all(one != label for one, _ in ground.space.steps(packed)):
            continue
        if transition in ground.machine.step(ground.space.state(number), ground.space.happenings[label]).taken:
            return number
    raise AssertionError("the transition is taken somewhere")
