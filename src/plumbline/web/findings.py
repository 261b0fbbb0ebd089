"""Findings as pages show them: what must hold, how it stands, who can mend it, and a link that begins mending it."""

from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from plumbline.domain.cycle.state import Cycle
from plumbline.kernel.outcome import Finding, Refusal
from plumbline.kernel.record import record
from plumbline.web.forms import Problem
from plumbline.web.labels import Names, href_of, label_of, name_of
from plumbline.web.reader import Reader
from plumbline.words import catalog

# Where on a decision's page an act begins. What is not here begins at the item itself.
_BEGINS = {
    "decision.assign": ("own", "Assign an owner"),
    "decision.propose": ("own", "Propose it to an owner"),
    "decision.schedule": ("schedule", "Set due and fallback"),
    "decision.submit": ("stage", "Put it into review"),
    "decision.edit": ("edit", "Edit the decision"),
    "decision.ask_for_evidence": ("ask", "Ask for evidence"),
    "decision.hold": ("hold-until", "Hold it"),
    "decision.supersede": ("supersede", "Supersede it"),
    "decision.withdraw": ("withdraw", "Withdraw it"),
    "decision.wake": ("stage", "Wake it"),
    "decision.add_dependency": ("depends", "Link decisions"),
    "decision.object": ("object", "Raise a concern"),
    "decision.approve": ("record", "Record the decision"),
    "decision.read": ("question", "Read it again"),
    "decision.release_hold": ("hold", "Release the hold"),
    "decision.settle_concern": ("concerns", "Settle the concern"),
    "decision.move": ("review", "Move it to another review"),
    "decision.meet_condition": ("obligations", "Meet the condition"),
    "decision.vote": ("vote", "Vote"),
    "decision.delegate": ("delegate", "Delegate"),
    "decision.reopen": ("reopen", "Reopen it"),
    "evidence.submit": ("attach", "Attach evidence"),
    "evidence.accept": ("evidence", "Judge the evidence"),
    "evidence.reject": ("evidence", "Judge the evidence"),
    "thread.open": ("open-thread", "Open a thread"),
    "thread.ask": ("threads", "Ask somebody"),
    "thread.resolve": ("threads", "Close the thread"),
    "thread.reply": ("threads", "Answer"),
    "gate.pass": ("gate", "See the gate"),
    "decision.refer": ("journeys", "Name the version of now"),
    "journey.settle_finding": ("findings", "Mend it or accept it"),
    "journey.play": ("", "Play it"),
    "lens.apply": ("lens", "Apply the lens"),
    "review.sign_off": ("sections", "Read and sign off"),
    "review.assign": ("readers", "Ask a reader"),
    "review.close_round": ("closing", "Close the round"),
    "risk.assess": ("risks", "Assess it"),
    "risk.mitigate": ("risks", "Start the mitigation"),
    "risk.answer": ("risks", "Answer the question"),
    "risk.write_fallback": ("risks", "Write the fallback"),
    "risk.hold_checkpoint": ("risks", "Hold the checkpoint"),
    "assumption.show": ("assumptions", "Show whether it holds"),
    "assumption.test": ("assumptions", "Test it"),
    "assumption.validate": ("assumptions", "Show whether it holds"),
    "blocker.resolve": ("blockers", "Resolve it"),
    "cycle.add_objective": ("", "Add an objective"),
    "cycle.assign_area": ("", "Hand the area on"),
    "cycle.close_review_period": ("", "Close the review cycle"),
    "cycle.set_outcome": ("", "Set the outcome"),
    "communication.check": ("", "Check the messages"),
    "drill.close_gap": ("drills", "Close the gap of the rehearsal"),
    "drill.start": ("drills", "Rehearse the escalation"),
    "escalation.start": ("", "Take it up a level"),
    "retrospective.hold": ("", "Hold the retrospective"),
    "risk.identify": ("", "Name a risk"),
    "scope.assess": ("", "Rank or price it"),
    "step.record_manual_part": ("", "Record what was done"),
    "support.close_review": ("", "Judge each promise"),
    "release.name_after_owner": ("", "Name who owns what follows"),
    "safeguard.formalise": ("safeguards", "Formalise it"),
    "safeguard.review": ("safeguards", "Review it"),
    "guest.invite": ("guests", "Invite a guest"),
    "guest.revoke": ("guests", "See the guests"),
    "review.read": ("sections", "Read it again"),
}


_AT_ITEM = frozenset({
    "evidence.accept", "evidence.reject", "thread.resolve", "thread.reply", "safeguard.formalise", "safeguard.review", "risk.assess",
    "risk.mitigate", "risk.answer", "risk.write_fallback", "risk.hold_checkpoint",
})  # fmt: skip


@record
class ConditionLine:
    """One condition of a list. text is its name, sentence says how it stands."""

    text: str
    sentence: str
    role: str
    words: str
    who: str
    href: str
    link: str


@record
class RefusalLine:
    sentence: str
    href: str = ""
    link: str = ""


@record
class RefusalWords:
    """A reasoned no as a to-do list."""

    title: str
    lines: tuple[RefusalLine, ...]
    text: str = ""


class Called(Mapping[str, str]):
    """What people and the items of a cycle are called, by id; looked up only when a sentence names them."""

    def __init__(self, names: Names, cycle: Cycle | None) -> None:
        self._names, self._cycle = names, cycle

    def __getitem__(self, key: str) -> str:
        called = self._names.get(key) or (label_of(self._cycle, key) if self._cycle else "")
        if not called:
            raise KeyError(key)
        return called

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def condition_lines(findings: Iterable[Finding], reader: Reader, cycle: Cycle, page: str = "") -> tuple[ConditionLine, ...]:
    """Return findings as a list of conditions. page: the path the list stands on; links to it stay on it."""
    called = Called(reader.names, cycle)
    return tuple(_condition(finding, called, reader, cycle, page) for finding in findings)


def refusal_words(refusal: Refusal, reader: Reader, cycle: Cycle | None, page: str = "") -> RefusalWords:
    """Return a refusal as a title and one line for each thing that is missing."""
    called = Called(reader.names, cycle)
    lines = tuple(_line(finding, called, reader, cycle, page) for finding in refusal.unmet)
    told = catalog.refusal_words(refusal)
    missing = f": {len(lines)} {'thing is' if len(lines) == 1 else 'things are'} missing" if refusal.kind == "rule" and lines else ""
    return RefusalWords(title=f"{told.title}{missing}", text=told.text, lines=lines)


def problem_words(problems: Iterable[Problem]) -> RefusalWords:
    """Return what is wrong with a form, in the same shape as a refusal."""
    lines = tuple(RefusalLine(sentence=problem.sentence) for problem in problems)
    return RefusalWords(title="Nothing was recorded: the form needs something more", lines=lines)


def people(ids: Iterable[str], names: Names) -> str:
    """Return names as people list them."""
    told = list(dict.fromkeys(name_of(names, person) for person in ids))
    if len(told) > 3:
        return f"{', '.join(told[:3])} or {len(told) - 3} others"
    return " or ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _condition(finding: Finding, called: Called, reader: Reader, cycle: Cycle, page: str) -> ConditionLine:
    said = catalog.sentence(finding, called, ZoneInfo(reader.zone))
    href, link = begin(finding.act, finding.item, cycle, page)
    return ConditionLine(
        text=said.title,
        sentence=said.text,
        role="approved" if finding.met else "due",
        words=_state(finding),
        who="" if finding.met else people(finding.who, reader.names),
        href=href,
        link=link,
    )


def _line(finding: Finding, called: Called, reader: Reader, cycle: Cycle | None, page: str) -> RefusalLine:
    said = catalog.sentence(finding, called, ZoneInfo(reader.zone))
    href, link = begin(finding.act, finding.item, cycle, page)
    return RefusalLine(sentence=" ".join(part for part in (said.text, said.remedy) if part), href=href, link=link)


def _state(finding: Finding) -> str:
    counted = isinstance(finding.expected, int) and isinstance(finding.actual, int) and not isinstance(finding.actual, bool)
    if counted and not isinstance(finding.expected, bool):
        return f"{finding.actual} of {finding.expected}" if finding.expected else ("None open" if finding.met else f"{finding.actual} open")
    return "Met" if finding.met else "Missing"


def acts_by_name() -> tuple[tuple[str, str], ...]:
    """Return the acts that have a place on a page: name and words, by name."""
    return tuple((act, f"{link} ({act})") for act, (_, link) in sorted(_BEGINS.items()))


def begin(act: str, item: str, cycle: Cycle | None, page: str) -> tuple[str, str]:
    """Return where an act begins and what the link to it says; both empty when no page has it yet."""
    anchor, link = _BEGINS.get(act, ("", ""))
    place = href_of(cycle, item) if cycle and item else ""
    path, _, own = place.partition("#")
    exact = own if act in _AT_ITEM else ""
    if anchor and path in ("", page):
        return f"#{exact or anchor}", link
    if anchor and path.startswith(("/decisions/", "/reviews/", "/journeys/")):
        return f"{path}#{exact or anchor}", link
    return (place, link or "Open it") if act and place else ("", "")
