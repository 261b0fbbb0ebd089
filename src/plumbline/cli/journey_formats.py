"""`plumbline journey export` and `import`: journeys in the formats of other tools, with every loss named."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from plumbline.cli.journey_given import MISUSE, Given, Json, loaded, misuse, print_problems
from plumbline.cli.printing import plain
from plumbline.files.formats.imported import Imported
from plumbline.files.formats.registry import READERS, WRITERS, format_of
from plumbline.files.problem import PackErrors
from plumbline.files.xml_reader import MAX_BYTES
from plumbline.kernel.nearest import nearest

Foreign = Annotated[str, typer.Argument(metavar="FILE", help="The file to read, or - for what is piped in.")]
Out = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="OUT", help="Where to write it; without, it is printed.", dir_okay=False)
]


def export(
    given: Given, form: Annotated[str, typer.Option("--format", help=f"One of {', '.join(WRITERS)}.")] = "yaml", output: Out = None
) -> None:
    """Write a journey in the format of another tool."""
    if form not in WRITERS:
        misuse(f"no journey is written as {form}; there are {', '.join(WRITERS)}", nearest(form, [*WRITERS]), _example("export", "mermaid"))
    _write(WRITERS[form](loaded(given)), output)


def import_(
    given: Foreign,
    form: Annotated[str, typer.Option("--format", help=f"One of {', '.join(READERS)}; without, the file tells.")] = "",
    output: Out = None,
    as_json: Json = False,
) -> None:
    """Make a journey of another tool's file; what could not be kept is listed, and nothing is half imported."""
    content = _content(given)
    form = form or format_of(content, given)
    if form not in READERS:
        misuse(f"no journey is read from {form}; there are {', '.join(READERS)}", nearest(form, [*READERS]), _example("import", "yaml"))
    try:
        imported = READERS[form](content, given)
    except PackErrors as errors:
        print_problems(errors.problems, sys.stderr.write)
        raise typer.Exit(MISUSE) from None
    if as_json:
        _report(imported, given, form)
    if output or not as_json:
        _write(WRITERS["json" if output and output.suffix == ".json" else "yaml"](imported.model), output)
    if not as_json:
        _say(imported, output)


def _content(given: str) -> bytes:
    try:
        if given == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(given).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)  # one more than is accepted, so that a larger file is told as such
    except OSError as error:
        misuse(f"{given} cannot be read: {error.strerror}", "", _example("import", "yaml"))


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        misuse(f"{output} cannot be written: {error.strerror}", "", _example("export", "yaml"))


def _say(imported: Imported, output: Path | None) -> None:
    model, count = imported.model, len(imported.losses)
    sys.stderr.writelines(f"not kept: {plain(str(loss))}\n" for loss in imported.losses)
    sys.stderr.write(f"{model.id}: {len(model.roles)} roles, {len(model.screens)} screens, {len(model.transitions)} transitions; ")
    sys.stderr.write(f"{count} thing{'' if count == 1 else 's'} not kept\n" if count else "everything was kept\n")
    if output:
        sys.stderr.write(f"next: plumbline journey check {output}\n")


def _report(imported: Imported, given: str, form: str) -> None:
    losses = [{"line": loss.line, "what": loss.what, "became": loss.became} for loss in imported.losses]
    report = {"file": given, "format": form, "journey": imported.model.id, "losses": losses}
    sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")


def _example(verb: str, form: str) -> str:
    given = "parcel-delay" if verb == "export" else "journey.yaml -o copy.yaml"
    return f"plumbline journey {verb} {given} --format {form}"
