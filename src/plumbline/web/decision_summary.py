"""A recorded decision as the constraint that implementation works under: on the page, and as Markdown to take along."""

from plumbline.artifacts.handoff_package import plain
from plumbline.kernel.record import record
from plumbline.ledger.entry import Entry
from plumbline.web.decision_view import DecisionView


@record
class Summary:
    """constraint: the sentence to build by. position and hash: the approval's entry; 0 and empty when it is older than shown."""

    constraint: str
    consequence: str
    because: str
    position: int
    hash: str
    markdown: str


def summary_of(view: DecisionView, approval: Entry | None, base_url: str) -> Summary:
    """Return the summary of a decision."""
    chosen = next((option for option in view.options if option.chosen), None)
    position = approval.position if approval else 0
    leaf = approval.leaf_hash.hex() if approval else ""
    return Summary(
        constraint=chosen.title if chosen else view.title,
        consequence=chosen.consequence if chosen else "",
        because=view.because,
        position=position,
        hash=leaf,
        markdown=markdown_of(view, position, leaf, base_url),
    )


def markdown_of(view: DecisionView, position: int, leaf: str, base_url: str) -> str:
    """Return a decision as Markdown. What people wrote is escaped where Markdown would read it as markup."""
    parts = [f"# {view.label} {plain(view.title)}", f"**{view.chip.words}**{_signed(view)}"]
    if view.question:
        parts.append(plain(view.question))
    if chosen := next((option for option in view.options if option.chosen), None):
        parts.append(f"## Constraint\n\n{plain(chosen.title)}{': ' + plain(chosen.consequence) if chosen.consequence else ''}")
    if view.because:
        parts.append(f"## Because\n\n{plain(view.because)}")
    if view.criteria:
        shown = [f"{c.text} ({c.chip.words.lower()}{': ' + c.evidence if c.evidence else ''})" for c in view.criteria]
        parts.append(_list("Acceptance criteria", shown, "1."))
    if view.obligations:
        parts.append(_list("Conditions", [f"{o.text} ({o.owner}, due {o.due}{', met' if o.met else ''})" for o in view.obligations]))
    if view.scope:
        parts.append(_list("Scope", list(view.scope)))
    if view.evidence:
        parts.append(_list("Evidence", [f"{e.kind}: {e.title} ({e.chip.words.lower()})" for e in view.evidence]))
    parts.append(f"Source: {base_url}/decisions/{view.id}{_entry(position, leaf)}")
    return "\n\n".join(parts) + "\n"


def _signed(view: DecisionView) -> str:
    if not view.approver or not view.ended:
        return f" - owner {plain(view.owner)}" if view.owner else ""
    return f" by {plain(view.approver)} on {view.ended.title}"


def _entry(position: int, leaf: str) -> str:
    return f"  \nLedger entry {position}, hash `{leaf}`" if position else ""


def _list(title: str, lines: list[str], mark: str = "-") -> str:
    return "\n".join([f"## {title}", "", *(f"{mark} {plain(line)}" for line in lines)])
