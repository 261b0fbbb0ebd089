"""`plumbline import`: bring decisions in that were written down somewhere else; as often as you like, each once."""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.cli.asking import FOUND, Asking, Cycle, asks, chosen
from plumbline.cli.client import Misused, part
from plumbline.cli.printing import print_json, print_lines
from plumbline.cli.record_files import bodies, files_in, portions
from plumbline.domain.cycle.decision.imported import Source
from plumbline.files.records.table import MEANINGS

app = typer.Typer(add_completion=False)

Form = Annotated[Source, typer.Argument(help="adr: Markdown, Nygard's or MADR; kep: kep.yaml; pep; csv: a row each; xes: a trace each.")]
Where = Annotated[Path, typer.Argument(metavar="PATH", help="A folder of records, or one file.")]
Section = Annotated[str, typer.Option(help="The section they belong to; the cycle's first without it.")]
Objective = Annotated[str, typer.Option(help="The objective they belong to; the cycle's first without it.")]
Owner = Annotated[str, typer.Option(help="Who owns them from now on: a name or an id; you without it.")]
Pseudonyms = Annotated[bool, typer.Option("--pseudonyms", help="Give the people that records name other names, the same every time.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would become of each record, and record nothing.")]
History = Annotated[bool, typer.Option("--history/--no-history", help="Read from git how each record changed.")]
Columns = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="MEANING=COLUMN", help="Of a table: which column is the title, status, begun …; may be repeated."),
]
_STOPPED = 130  # what shells expect of whatever Ctrl C ended
_MARKS = {"new": "+", "changed": "~", "same": "=", "refused": "!", "unread": "!"}


@app.command("import")
@asks
def import_(
    asking: Asking,
    source: Form,
    path: Where,
    cycle: Cycle = "",
    section: Section = "",
    objective: Objective = "",
    owner: Owner = "",
    columns: Columns = None,
    pseudonyms: Pseudonyms = False,
    history: History = True,
    dry_run: DryRun = False,
) -> None:
    """Bring decisions in that were written down somewhere else; as often as you like, each once."""
    files, others = files_in(source, path)
    if not files:
        raise Misused(f"{path} holds no record of this form")
    cycle_id = asking.cycle(cycle)
    parts: dict[str, dict[str, str]] = asking.client.get(f"/v1/cycles/{part(cycle_id)}") if section or objective else {}
    told = {
        "section_id": chosen(section, parts["sections"], "--section") if section else "",
        "objective_id": chosen(objective, parts["objectives"], "--objective") if objective else "",
        "owner_id": asking.person(owner),
        "columns": _columns(columns),
        "pseudonyms": pseudonyms,
        "dry_run": dry_run,
    }
    lines = _brought(asking, cycle_id, source, [body for file in files for body in bodies(source, path, file, history=history)], told)
    counts = Counter(one["outcome"] for one in lines)
    if asking.as_json:
        print_json({"items": lines, "counts": counts, "skipped": [str(one) for one in others]})
    else:
        _report(lines, counts, others, dry_run=dry_run)
    if counts["refused"] + counts["unread"]:
        raise typer.Exit(FOUND)


def _brought(asking: Asking, cycle_id: str, source: str, read: list[dict[str, Any]], told: dict[str, Any]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    with typer.progressbar(length=len(read), label="Bringing in", file=sys.stderr, hidden=asking.as_json or not sys.stderr.isatty()) as bar:
        for portion in portions(read):
            try:
                answer = asking.client.post(f"/v1/cycles/{part(cycle_id)}/imports", {"source": source, "files": portion, **told})
            except KeyboardInterrupt:
                kept = (
                    "nothing was recorded" if told["dry_run"] else f"{len(lines)} records are there, maybe more; run it again for the rest"
                )
                sys.stderr.write(f"\nStopped: {kept}.\n")
                raise typer.Exit(_STOPPED) from None
            lines += answer["items"]
            bar.update(len(portion))
    return lines


def _report(lines: list[dict[str, Any]], counts: Counter[str], others: list[Path], *, dry_run: bool) -> None:
    for one in lines:
        state = f"  {one['state'].replace('_', ' ')}" if one["state"] else ""
        print_lines(f"{_MARKS[one['outcome']]} {one['name']}: {one['outcome']}{state}  {one['title']}")
        print_lines(*(f"    {note}" for note in (*one["notes"], *filter(None, (one["problem"],)))))
        print_lines(*(f"    {finding['detail']} {finding['remedy']}" for finding in one["findings"]))
    for other in others:
        print_lines(f"  {other.name}: left out, it does not look like a record; name the file itself to bring it in")
    said = ", ".join(f"{counts[name]} {name}" for name in _MARKS if counts[name])
    print_lines(f"{said or 'nothing'}; {_next(counts, dry_run=dry_run)}")


def _next(counts: Counter[str], *, dry_run: bool) -> str:
    if dry_run:
        return "nothing was recorded, this was a dry run"
    return "mend those and run it again" if counts["refused"] + counts["unread"] else "run it again whenever they change"


def _columns(pairs: list[str] | None) -> dict[str, str]:
    wrong = [one for one in pairs or () if "=" not in one]
    if wrong:
        raise Misused(f"--map takes MEANING=COLUMN, such as title=Summary; {wrong[0]} has no =")
    told = dict(one.split("=", 1) for one in pairs or ())
    if strange := [meaning for meaning in told if meaning not in MEANINGS]:
        raise Misused(f"--map {strange[0]}=… is not understood; a column can be the {', '.join(MEANINGS)}")
    return told
