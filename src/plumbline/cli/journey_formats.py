"""`plumbline journey export` and `import`: journeys in the formats of other tools, with every loss named."""

import json
import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from plumbline.artifacts.offline_journey import offline_page
from plumbline.cli.asking import Asking, asks
from plumbline.cli.client import part
from plumbline.cli.journey_given import MISUSE, Json, loaded, misuse, print_problems
from plumbline.cli.printing import plain
from plumbline.domain.journey.body import digest_of
from plumbline.domain.journey.plain import model_of, plain_of
from plumbline.files.formats.imported import Imported
from plumbline.files.formats.registry import READERS, WRITERS, format_of
from plumbline.files.problem import PackErrors
from plumbline.files.xml_reader import MAX_BYTES
from plumbline.kernel.nearest import nearest

Foreign = Annotated[str, typer.Argument(metavar="FILE", help="The file to read, or - for what is piped in.")]
_GIVEN = "A file, - for what is piped in, a built-in journey, or one on the server: jrn_…, jrn_…@3 for its version 3."
Kept = Annotated[str, typer.Argument(metavar="JOURNEY", help=_GIVEN)]
_KEPT = re.compile(r"(jrn_[0-9a-z]{26})(?:@([1-9][0-9]{0,5}))?")
_OFFLINE = "html"
_FORMS = (*WRITERS, _OFFLINE)
Out = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="OUT", help="Where to write it; without, it is printed.", dir_okay=False)
]


@asks
def export(
    asking: Asking,
    given: Kept,
    form: Annotated[str, typer.Option("--format", "--to", help=f"One of {', '.join(_FORMS)}.")] = "yaml",
    output: Out = None,
) -> None:
    """Write a journey in the format of another tool, or as one HTML file that plays offline."""
    if form not in _FORMS:
        misuse(f"no journey is written as {form}; there are {', '.join(_FORMS)}", nearest(form, [*_FORMS]), _example("export", "mermaid"))
    _write(_exported(asking, given, form), output)


def _exported(asking: Asking, given: str, form: str) -> str:
    """A journey on a server goes out with its pictures and the workspace's theme; a file has neither."""
    kept = _KEPT.fullmatch(given)
    path = f"/v1/journeys/{part(kept[1])}" if kept else ""
    if form == _OFFLINE:
        if kept:
            return asking.client.download(f"{path}/offline?number={kept[2] or 0}").decode()
        model = loaded(given)
        return offline_page(model, digest_of(plain_of(model)))
    if not kept:
        return WRITERS[form](loaded(given))
    found = asking.client.get(f"{path}/versions/{kept[2]}" if kept[2] else path)
    return WRITERS[form](model_of(found["content"]))


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
