"""The tables of the reference pages, made from the code. `python tests/reference_tables.py` writes them; a test compares them."""

import ast
import dataclasses
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from plumbline.app import composition, opening
from plumbline.cli.factories import Factories
from plumbline.cli.later import Later
from plumbline.cli.root import build
from plumbline.domain.cycle import (
    agenda,
    assumption,
    blocker,
    checkpoint,
    clock,
    communication,
    decision,
    drill,
    escalation,
    evidence,
    frame,
    gate,
    lens,
    outcome,
    practice,
    promise,
    release,
    review,
    risk,
    safeguard,
    scope,
    scope_change,
    stage,
    step,
    strategy,
    thread,
)
from plumbline.domain.document import document
from plumbline.domain.journey import journey
from plumbline.domain.permission import needed
from plumbline.domain.run import run
from plumbline.domain.workspace import workspace
from plumbline.kernel.outcome import Refusal
from plumbline.kernel.record import erasable_fields
from plumbline.settings import all_settings, sentence_of, type_words, variable
from plumbline.words import catalog
from plumbline.words.event import sentences

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
_FENCE = re.compile(r"<!-- made from the code: (\w+) -->\n.*?<!-- end -->", re.DOTALL)
_NOUNS = (
    agenda,
    assumption, blocker, checkpoint, clock, communication, decision, document, escalation, evidence, frame, gate, journey, lens, outcome,
    practice, promise, release, review, risk, run, safeguard, scope, scope_change, stage, step, strategy, thread, workspace,
    drill,
)  # fmt: skip
COMMANDS: tuple[type[Any], ...] = tuple(command for noun in _NOUNS for command in get_args(noun.Command) or (noun.Command,))
_CODE = re.compile(r"[a-z_]+(\.[a-z_]+)*")


def settings() -> str:
    rows = (
        (
            f"`{variable(setting)}`",
            type_words(setting),
            f"`{setting.default}`" if setting.default not in ("", None) else "",
            sentence_of(setting),
        )
        for setting in all_settings()
    )
    return _table(("Variable", "Value", "Default", "What it is for"), rows)


def events() -> str:
    rows = ((f"`{name}`", _plain(sentences().get(name, "")), _fields(event)) for name, event in sorted(opening.EVENTS.items()))
    return _table(("Event", "Reads as", "Fields (*erasable*)"), rows)


def commands() -> str:
    return "\n\n".join(_command(path, command) for path, command in leaves(command_line(), ("plumbline",)))


def refusals() -> str:
    rows: list[tuple[str, ...]] = []
    for code in sorted(refusal_codes()):
        words = catalog.refusal_words(Refusal(code=code))
        rows.append((f"`{code}`", words.title, words.text))
    return _table(("Code", "Title", "What it means"), rows)


def findings() -> str:
    rows = ((f"`{rule}`", words["title"], _plain(words["unmet"])) for rule, words in sorted(catalog.findings().items()))
    return _table(("Rule", "Title", "When it is not met"), rows)


def routes() -> str:
    paths: dict[str, dict[str, Any]] = composition.openapi()["paths"]
    rows = (
        (f"`{method.upper()}`", f"`{path}`", str(operation.get("summary", "")))
        for path, methods in sorted(paths.items())
        for method, operation in methods.items()
        if method in ("get", "post", "put", "patch", "delete")
    )
    return _table(("Method", "Path", "What it does"), rows)


def permissions() -> str:
    """The commands that ask for more than the rank of a contributor, by what they ask for."""
    by_need: dict[str, list[str]] = {}
    for command in COMMANDS:
        by_need.setdefault(needed(command), []).append(f"`{command.__name__}`")
    rows = (
        (need, ", ".join(sorted(by_need[need])))
        for need in ("contributor", "owner", "lead", "admin", "installation", "invitation", "system")
    )
    return _table(("Asks for", "Commands"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "settings": settings, "events": events, "commands": commands, "refusals": refusals, "findings": findings, "routes": routes,
    "permissions": permissions,
}  # fmt: skip


def refusal_codes() -> set[str]:
    """Return every code that the source gives a refusal: `Refusal(code="…")`, and the first argument of what makes one."""
    found = (code for path in (ROOT / "src").rglob("*.py") for code in _codes(ast.parse(path.read_text(encoding="utf-8"))))
    return {code for code in found if code}


def command_line() -> Any:
    """Return the command line, without anything behind it."""
    return build(Factories(demo=_never, serve=_never, openapi=composition.openapi, health=lambda _: ()))


def leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command that does something, with the words that call it."""
    command = command.loaded() if isinstance(command, Later) else command
    below: dict[str, Any] | None = getattr(command, "commands", None)
    if below is None:
        yield path, command
        return
    for name, child in below.items():
        yield from leaves(child, (*path, name))


def filled(page: str) -> str:
    """Return a page with its tables made anew."""
    return _FENCE.sub(lambda found: f"<!-- made from the code: {found[1]} -->\n{TABLES[found[1]]()}\n<!-- end -->", page)


def pages() -> list[Path]:
    """Return the reference pages that hold such a table."""
    return [path for path in sorted(REFERENCE.glob("*.md")) if _FENCE.search(path.read_text(encoding="utf-8"))]


def _codes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name == "Refusal":
            yield from (_text(part.value) for part in node.keywords if part.arg == "code")
        elif (name == "decided" or "refus" in name) and node.args:
            yield _text(node.args[0])


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(value)) if _CODE.fullmatch(value):
            return value
        case _:
            return ""


def _command(path: tuple[str, ...], command: Any) -> str:
    arguments = [part for part in command.params if part.param_type_name == "argument"]
    options = [part for part in command.params if part.param_type_name == "option" and part.name != "help"]
    names = [part.metavar or part.name.upper() for part in arguments]
    asked = [f"{part.opts[0]} {part.name.upper()}" for part in options if part.required]
    usage = " ".join([*path, *(name if part.required else f"[{name}]" for name, part in zip(names, arguments, strict=True)), *asked])
    rows = [
        *((f"`{name}`", str(part.help or "").strip()) for name, part in zip(names, arguments, strict=True) if part.help),
        *(("`" + "`, `".join([*part.opts, *part.secondary_opts]) + "`", str(part.help or "").strip()) for part in options),
    ]
    head = f"### {' '.join(path)}\n\n{str(command.help or '').strip()}\n\n```\n{usage}\n```"
    return f"{head}\n\n{_table(('Given', 'What it does'), rows)}" if rows else head


def _fields(event: type[Any]) -> str:
    erasable = erasable_fields(event)
    return ", ".join(f"*{field.name}*" if field.name in erasable else field.name for field in dataclasses.fields(event))


def _plain(sentence: str) -> str:
    return sentence.replace("[", "").replace("]", "").replace("{", "‹").replace("}", "›")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines)


def _never(_: object) -> int:
    raise AssertionError("the reference only reads the command line")


if __name__ == "__main__":
    for page in pages():
        old = page.read_text(encoding="utf-8")
        if (new := filled(old)) != old:
            page.write_text(new, encoding="utf-8")
            sys.stdout.write(f"wrote {page.relative_to(ROOT)}\n")
