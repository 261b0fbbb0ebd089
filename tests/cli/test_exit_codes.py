"""Every command, not a sample of them, ends with the code that the reference promises for each way in which it cannot do its work."""

import re
from collections.abc import Generator
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from console import Line, running
from reference_tables import command_line, leaves

MISUSE, RULE, MISSING, FORBIDDEN, FOUND, AGAIN = 2, 3, 4, 5, 7, 8
NOBODY = "http://127.0.0.1:1"
UNKNOWN, JOURNEY = "dec_" + "0" * 26, "jrn_" + "0" * 26
TOKEN = "plb_pat_" + "0" * 43 + "_000000"
Path_ = tuple[str, ...]
ALL: dict[Path_, Any] = dict(leaves(command_line(), ()))
ASKING = {path: command for path, command in ALL.items() if "server" in {one.name for one in command.params}}
OF_MAIL_SERVERS: dict[Path_, int] = {("mail", "receive"): 75}
"""Commands that mail servers run: their codes are those of sysexits.h."""
ASKS_LATER = {("mcp",)}
"""Commands that talk to the server only when somebody talks to them."""
NEEDS_NO_TOKEN = {("api", "asyncapi")}
"""Commands that read what is the same for everybody."""
LISTS_ALL = {"signal"}
"""Nouns whose list is of all cycles where none is named."""
NAMES_NOTHING = {("calendar", "define"), ("journey", "add"), ("workspace", "create"), ("decision", "move"), ("search",)}
"""Commands whose first word is what they make or look for. Several decisions move together or none: one that is missing is a finding."""
MORE: dict[Path_, tuple[str, ...]] = {
    ("decision", "propose"): (
        "--title", "T", "--section", "s", "--objective", "o", "--owner", UNKNOWN.replace("dec", "usr"), "--due", "+1d", "--fallback", "F",
        "--cycle", UNKNOWN.replace("dec", "cyc"),
    ),
    ("thread", "open"): ("--on", UNKNOWN),
    ("endpoint", "add"): ("https://hooks.example.org/in", "--title", "T"),
    ("endpoint", "new-credentials"): ("--token-file", "FOLDER/text.md"),
}  # fmt: skip
"""What a command needs besides what its help marks as required."""
TIMES = frozenset({"at", "due_at", "until"})
FITTING: dict[tuple[Path_, str], str] = {
    (("escalation", "define"), "level"): "area:legal:24",
    (("calendar", "define"), "hours"): "mon-fri 09:00-17:00",
    (("escalation", "resolve"), "cause"): "capacity",
    (("handoff", "export"), "out"): "FOLDER/package.zip",
    (("journey", "edit"), "edits"): "FOLDER/edits.json",
    (("journey", "export"), "given"): JOURNEY,
    (("journey", "compare"), "before"): JOURNEY,
    (("journey", "compare"), "after"): JOURNEY,
    (("journey", "add"), "given"): "FOLDER/journey.yaml",
    (("import",), "path"): "FOLDER/text.md",
    (("api", "get"), "path"): f"/v1/decisions/{UNKNOWN}",
    (("api", "post"), "path"): f"/v1/decisions/{UNKNOWN}/submission",
}
"""Words of a form of their own."""
TRIED = (UNKNOWN, "1", "+1d", "FILE", "key=value", "0.5", "Europe/Berlin", "a@house.example", "/v1/needs", "2026-12-01", "[]")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that every command can read as what it wants, and a folder to write into."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "text.md").write_text("# Text\n\nWords.\n")
    (folder / "edits.json").write_text("[]")
    (folder / "journey.yaml").write_text(run("template", "show", "activation").printed)
    return folder


class Ran(NamedTuple):
    code: int
    printed: str
    complaint: str


def run(*words: str) -> Ran:
    """Run a command in this process; nothing is on its standard input."""
    printed, complained, code = TextIOWrapper(BytesIO(), encoding="utf-8"), StringIO(), 0
    with redirect_stdout(printed), redirect_stderr(complained), pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stdin", TextIOWrapper(BytesIO(), encoding="utf-8"))
        try:
            command_line()([*words])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    printed.seek(0)
    return Ran(code, printed.read(), " ".join(complained.getvalue().replace("│", " ").split()))


def called(path: Path_, files: Path) -> list[str]:
    """Return words that a command accepts: for each that it needs, the first of some that it does not complain about."""
    needed = [one for one in ALL[path].params if one.required]
    usual = {one.name: "+1d" if one.name in TIMES else UNKNOWN for one in needed}
    given = {name: FITTING.get((path, name), word).replace("FOLDER", str(files)) for name, word in usual.items()}
    left = {one.name: [word.replace("FILE", str(files / "text.md")) for word in TRIED[1:]] for one in needed}
    for _ in range(30):
        words = [*path, *worded(needed, given), *(word.replace("FOLDER", str(files)) for word in MORE.get(path, ()))]
        said = run(*words, "--server", NOBODY)
        if said.code != MISUSE:
            return words
        wrong = next((one for one in needed if left[one.name] and complains(said.complaint, one)), None)
        if wrong is None:
            break
        choice = re.search(r"(?:is not one of|Choose from:?) '?([\w-]+)", said.complaint)
        given[wrong.name] = choice[1] if choice else left[wrong.name].pop(0)
    return [*path, *worded(needed, given), *(word.replace("FOLDER", str(files)) for word in MORE.get(path, ()))]


def complains(complaint: str, one: Any) -> bool:
    about = complaint.partition("Invalid value for ")[2].partition(":")[0]
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", about, re.IGNORECASE) for name in (*one.opts, str(one.metavar)))


def worded(needed: list[Any], given: dict[str, str]) -> list[str]:
    options = [one for one in needed if one.param_type_name == "option"]
    said = [word for one in options for word in ((one.opts[0],) if one.secondary_opts else (one.opts[0], given[one.name]))]
    return [*said, *(given[one.name] for one in needed if one.param_type_name == "argument")]


@pytest.fixture(scope="module")
def words(files: Path) -> dict[Path_, list[str]]:
    """How each command that asks a server can be called."""
    return {path: called(path, files) for path in ASKING}


@pytest.fixture(scope="module")
def plumbline(tmp_path_factory: pytest.TempPathFactory) -> Generator[Line, None, None]:
    with running(tmp_path_factory.mktemp("demo"), "demo", "--no-open") as (address, _):
        yield Line(address)


def test_there_are_no_commands_that_this_table_does_not_know():
    assert len(ALL) > 280
    assert set(MORE) | set(OF_MAIL_SERVERS) | ASKS_LATER | NEEDS_NO_TOKEN | set(NAMES_NOTHING) <= set(ASKING)


def test_an_option_that_does_not_exist_is_misuse_of_every_command():
    codes = {path: run(*path, "--no-such-option").code for path in ALL}
    assert {path: code for path, code in codes.items() if code != MISUSE} == {}


def test_without_what_it_needs_every_command_is_misused():
    needing = [path for path, command in ALL.items() if any(one.required for one in command.params)]
    assert {path: code for path in needing if (code := run(*path).code) != MISUSE} == {}


def test_without_a_server_every_command_says_try_again(words: dict[Path_, list[str]]):
    codes = {path: run(*said, "--server", NOBODY).code for path, said in words.items() if path not in ASKS_LATER}
    assert {path: code for path, code in codes.items() if code != OF_MAIL_SERVERS.get(path, AGAIN)} == {}


def test_a_token_that_is_not_known_may_do_nothing(plumbline: Line, words: dict[Path_, list[str]]):
    asked = {path: said for path, said in words.items() if path not in ASKS_LATER | NEEDS_NO_TOKEN}
    codes = {path: run(*said, "--server", plumbline.server, "--token", TOKEN).code for path, said in asked.items()}
    assert {path: code for path, code in codes.items() if code != OF_MAIL_SERVERS.get(path, FORBIDDEN)} == {}


def test_what_is_named_and_is_not_there_is_not_found(plumbline: Line, words: dict[Path_, list[str]]):
    naming = {path: said for path, said in words.items() if path not in NAMES_NOTHING and names_something(path)}
    assert len(naming) > 150
    ran = {path: run(*said, *in_a_cycle(path), "--server", plumbline.server) for path, said in naming.items()}
    wrong = [f"{path} {one.code} {one.complaint or one.printed}" for path, one in ran.items() if one.code != MISSING]
    assert "\n".join(wrong) == ""


def test_a_cycle_that_is_not_there_is_not_found_and_one_that_is_not_said_is_misuse(plumbline: Line):
    listing = [
        path
        for path, command in ASKING.items()
        if path[-1] == "list" and path[0] not in LISTS_ALL and "cycle" in {one.name for one in command.params}
    ]
    assert len(listing) > 10
    for path in listing:
        assert run(*path, "--cycle", "Nowhere", "--server", plumbline.server).code == MISSING, path
        assert run(*path, "--server", plumbline.server).code == MISUSE, path


@pytest.mark.parametrize(
    "words",
    [
        ("decision", "approve", "D-4", "--because", "It is late."),
        ("thread", "resolve", "T-1", "--outcome", "duplicate"),
        ("decision", "withdraw", "D-1", "--because", "Too late."),
    ],
)
def test_what_a_rule_refuses_is_told_apart(plumbline: Line, words: tuple[str, ...]):
    said = run(*words, "--cycle", "Checkout", "--server", plumbline.server)
    assert said.code == RULE, said.complaint


def names_something(path: Path_) -> bool:
    """Tell whether what a command needs first is a thing that has to be there: its help writes such a word in capitals of its own."""
    first = next((one for one in ALL[path].params if one.required and one.param_type_name == "argument"), None)
    return first is not None and first.metavar is not None


def in_a_cycle(path: Path_) -> tuple[str, ...]:
    return ("--cycle", "Checkout") if "cycle" in {one.name for one in ALL[path].params} else ()
