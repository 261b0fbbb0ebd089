"""A handoff to take along: Markdown, JSON, a page to print, and a zip of them with the proofs that show the approvals offline.

Everything in it follows from the handoff, its cycle and one signed checkpoint, so the same place in the ledger gives the same bytes.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import field
from html import escape
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from plumbline.artifacts.handoff_content import EXCEPTION, Content, JourneyContent, LineContent, content_of
from plumbline.artifacts.handoff_scenarios import Scenarios, scenarios_of
from plumbline.artifacts.proofs import Proven, prove
from plumbline.domain.cycle.decision import DecisionApproved
from plumbline.handling import Handling
from plumbline.kernel.record import record
from plumbline.ledger.within import WorkspaceLedger
from plumbline.projections.history import kind_key, positions_of

KIND = "plumbline-handoff"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip cannot tell of earlier times; a fixed one keeps its bytes the same


@record
class Package:
    """What a handoff says, and what proves it. scenarios: that cover each of its journeys, by the digest of the version."""

    content: Content
    proven: Proven
    scenarios: Mapping[str, Scenarios] = field(default_factory=dict[str, Scenarios])


async def package_of(handling: Handling, cycle_id: str, handoff_id: str, names: Mapping[str, str], base_url: str) -> Package:
    """Return a handoff with a proof of each approval by one checkpoint that covers them all, signed now when the newest does not.

    Raises KeyError when the cycle has no such handoff.
    """
    async with handling.reading(cycle_id) as cycle:
        content = content_of(cycle, cycle.handoffs[handoff_id], names, base_url)
    ledger = handling.ledger
    approvals: dict[str, int] = {}
    for line in content.lines:
        if (position := await _approval(ledger, line.decision_id)) is not None:
            approvals[line.label] = position
    scenarios = await scenarios_of(handling, (one.digest for line in content.lines for one in line.journeys))
    return Package(content=content, proven=await prove(ledger, approvals), scenarios=scenarios)


def markdown(package: Package) -> str:
    """Return the package as Markdown. What people wrote is escaped where Markdown would read it as markup."""
    content = package.content
    parts = [f"# {content.label} {plain(content.title)}", *(f"{name}: {plain(text)}" for name, text in content.head)]
    for line in content.lines:
        parts.append(f"## {line.number}. {line.label} {plain(line.title)}\n\n**Constraint:** {plain(line.constraint)}")
        if line.doubt:
            parts.append(f"**Suspect:** {plain(line.doubt)}")
        parts += [f"**{name}:** {plain(text)}" for name, text in line.facts]
        parts.append(_listed("Acceptance criteria", [f"{plain(text)} (check: {plain(check)})" for text, check in line.criteria]))
        rows = [f"| {plain(when)} | {plain(then)} |" for when, then in line.edge_cases]
        if rows:
            parts.append("\n".join(["| When | Then |", "| --- | --- |", *rows]))
        parts += [_journey_markdown(one, package.scenarios.get(one.digest, Scenarios())) for one in line.journeys]
        runs = [f"{plain(one.title)}: {one.href} (record {one.digest})" for one in line.runs]
        parts.append(_listed("Runs that show it", runs))
    if content.risks:
        parts.append("## Open risks\n\n" + "\n".join(f"- {plain(risk)}" for risk in content.risks))
    parts.append(f"## Proof\n\n{_proof_words(package)}\n\n```\n{package.proven.checkpoint}```")
    return "\n\n".join(part for part in parts if part) + "\n"


def _journey_markdown(journey: JourneyContent, scenarios: Scenarios) -> str:
    head = f"### {plain(journey.title)}, {journey.version} ({journey.digest})"
    rows = [f"| {' | '.join(map(plain, row))} |" for row in journey.exceptions]
    table = "\n".join([f"| {' | '.join(EXCEPTION)} |", f"|{' --- |' * len(EXCEPTION)}", *rows]) if rows else ""
    covering = f"Scenarios that cover it:\n\n{chr(10).join(f'- {plain(one)}' for one in scenarios.titles)}" if scenarios.titles else ""
    return "\n\n".join(part for part in (head, journey.href, table, covering) if part)


def as_json(package: Package) -> str:
    """Return the package as JSON, with the checkpoint and every proof in it."""
    content, proven = package.content, package.proven
    whole: dict[str, Any] = {
        "kind": KIND,
        "version": 1,
        "id": content.id,
        "number": content.number,
        "title": content.title,
        "state": content.state,
        "cycle": content.cycle,
        "source": content.source,
        "lines": [_line_json(line, package.scenarios) for line in content.lines],
        "open_risks": list(content.risks),
        "checkpoint": proven.checkpoint,
        "public_key": proven.key,
        "proofs": {proof.label: json.loads(proof.text) for proof in proven.proofs},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def html(package: Package) -> str:
    """Return the package as one page that prints well and needs nothing else."""
    content = package.content
    body = [f"<h1>{_e(content.label)} {_e(content.title)}</h1>", "<dl>"]
    body += [f"<dt>{_e(name)}</dt><dd>{_e(text)}</dd>" for name, text in content.head]
    body.append("</dl>")
    for line in content.lines:
        body += _line_html(line, package.scenarios)
    if content.risks:
        body += ["<h2>Open risks</h2>", "<ul>", *(f"<li>{_e(risk)}</li>" for risk in content.risks), "</ul>"]
    body += ["<h2>Proof</h2>", f"<p>{_e(_proof_words(package))}</p>", f"<pre>{_e(package.proven.checkpoint)}</pre>"]
    head = f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{_e(content.label)} {_e(content.title)}</title>'
    style = files("plumbline.artifacts").joinpath("handoff.css").read_text(encoding="utf-8")
    return f"{head}<style>{style}</style></head>\n<body>\n" + "\n".join(body) + "\n</body>\n</html>\n"


def archive(package: Package) -> bytes:
    """Return a zip with the three forms, the checkpoint, a proof per approval, the verifier and how to use it; the same bytes each time."""
    kept = BytesIO()
    with ZipFile(kept, "w") as out:
        for name, text in sorted(_files(package).items()):
            entry = ZipInfo(name, _EARLIEST)
            entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, 0o644 << 16, 3
            out.writestr(entry, text.encode())
    return kept.getvalue()


def plain(text: str) -> str:
    """Escape what Markdown would take for markup, and keep a text on its line."""
    escaped = "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in text)
    return " ".join(escaped.split())


async def _approval(ledger: WorkspaceLedger, decision_id: str) -> int | None:
    """Return the position of a decision's newest approval."""
    for position in await positions_of(ledger, [decision_id, kind_key("decision.approved")], limit=1000):
        entry = await ledger.entry(position)
        if entry is not None and isinstance(entry.event, DecisionApproved) and entry.event.decision_id == decision_id:
            return position
    return None


def _files(package: Package) -> dict[str, str]:
    verifier = files("plumbline.ledger").joinpath("verify_offline.py").read_text(encoding="utf-8")
    made = {
        "handoff.md": markdown(package),
        "handoff.json": as_json(package),
        "handoff.html": html(package),
        "checkpoint.txt": package.proven.checkpoint,
        "key.txt": f"{package.proven.key}\n",
        "verify_offline.py": verifier,
        "README.txt": _readme(package),
    }
    told = {one.digest: one for line in package.content.lines for one in line.journeys}
    features = {f"scenarios/{digest[:12]}.feature": package.scenarios[digest].gherkin for digest in told if digest in package.scenarios}
    return (
        made
        | {name: text for name, text in features.items() if text}
        | {f"proofs/{proof.label}.json": proof.text for proof in package.proven.proofs}
    )


def _readme(package: Package) -> str:
    content = package.content
    lines = [f"  python verify_offline.py proofs/{proof.label}.json --key key.txt" for proof in package.proven.proofs]
    return "\n".join([
        f"{content.label} {content.title}",
        "",
        "handoff.md, handoff.json and handoff.html say the same. proofs/ holds one file per approval.",
        "",
        "Check an approval without the server (Python 3 and the package cryptography):",
        *lines,
        "",
        "Compare key.txt with the key that you got from the server's operator by another way: plumbline ledger key",
        "Keep checkpoint.txt. With --checkpoint checkpoint.txt a later proof shows that nothing before it was changed.",
        "",
    ])  # fmt: skip


def _proof_words(package: Package) -> str:
    labels = ", ".join(f"{proof.label} (entry {proof.position})" for proof in package.proven.proofs)
    return f"The approvals of {labels or 'none of the lines'} are in the ledger over {package.proven.size} entries that this note signs."


def _line_json(line: LineContent, scenarios: Mapping[str, Scenarios]) -> dict[str, Any]:
    return {
        "id": line.id,
        "decision": {"id": line.decision_id, "label": line.label, "title": line.title, "content_hash": line.content_hash},
        "constraint": line.constraint,
        "suspect": line.doubt,
        **{name.casefold().replace(" ", "_"): text for name, text in line.facts},
        "criteria": [{"text": text, "check": check} for text, check in line.criteria],
        "edge_cases": [{"when": when, "then": then} for when, then in line.edge_cases],
        "journeys": [
            {
                "id": one.id,
                "title": one.title,
                "version": one.version,
                "digest": one.digest,
                "source": one.href,
                "exceptions": [dict(zip(map(str.casefold, EXCEPTION), row, strict=True)) for row in one.exceptions],
                "scenarios": list(scenarios.get(one.digest, Scenarios()).titles),
            }
            for one in line.journeys
        ],
        "runs": [{"id": one.id, "title": one.title, "record_digest": one.digest, "source": one.href} for one in line.runs],
    }


def _line_html(line: LineContent, scenarios: Mapping[str, Scenarios]) -> list[str]:
    parts = [f"<section><h2>{line.number}. {_e(line.label)} {_e(line.title)}</h2>", f'<p class="constraint">{_e(line.constraint)}</p>']
    if line.doubt:
        parts.append(f"<p><strong>Suspect:</strong> {_e(line.doubt)}</p>")
    parts += ["<dl>", *(f"<dt>{_e(name)}</dt><dd>{_e(text)}</dd>" for name, text in line.facts), "</dl>"]
    parts += ["<h3>Acceptance criteria</h3>", "<ol>"]
    parts += [f"<li>{_e(text)}<br><small>Check: {_e(check)}</small></li>" for text, check in line.criteria]
    parts.append("</ol>")
    if line.edge_cases:
        parts.append("<table><thead><tr><th>When</th><th>Then</th></tr></thead><tbody>")
        parts += [f"<tr><td>{_e(when)}</td><td>{_e(then)}</td></tr>" for when, then in line.edge_cases]
        parts.append("</tbody></table>")
    for one in line.journeys:
        parts += _journey_html(one, scenarios.get(one.digest, Scenarios()))
    if line.runs:
        runs = (f'<li><a href="{_e(one.href)}">{_e(one.title)}</a> <small>record {_e(one.digest)}</small></li>' for one in line.runs)
        parts += ["<h3>Runs that show it</h3>", "<ul>", *runs, "</ul>"]
    return [*parts, "</section>"]


def _journey_html(journey: JourneyContent, scenarios: Scenarios) -> list[str]:
    named = f'<a href="{_e(journey.href)}">{_e(journey.title)}</a>, {_e(journey.version)}'
    parts = [f"<h3>{named}</h3>", f"<p><small>{_e(journey.digest)}</small></p>"]
    if journey.exceptions:
        parts.append(f"<table><thead><tr>{''.join(f'<th>{_e(one)}</th>' for one in EXCEPTION)}</tr></thead><tbody>")
        parts += [f"<tr>{''.join(f'<td>{_e(one)}</td>' for one in row)}</tr>" for row in journey.exceptions]
        parts.append("</tbody></table>")
    if scenarios.titles:
        parts += ["<p>Scenarios that cover it:</p>", "<ul>", *(f"<li>{_e(one)}</li>" for one in scenarios.titles), "</ul>"]
    return parts


def _listed(title: str, lines: list[str]) -> str:
    return "\n".join([f"### {title}", "", *(f"{number}. {line}" for number, line in enumerate(lines, start=1))]) if lines else ""


def _e(text: str) -> str:
    return escape(text)


FORMS: Mapping[str, tuple[str, str, Callable[[Package], str | bytes]]] = {
    "md": ("handoff.md", "text/markdown; charset=utf-8", markdown),
    "json": ("handoff.json", "application/json", as_json),
    "html": ("handoff.html", "text/html; charset=utf-8", html),
    "zip": ("handoff.zip", "application/zip", archive),
}
"""The forms in which a handoff leaves: file name, media type, and what makes it."""
