"""`plumbline playbook`: list, show, compose, start and check playbooks; `schema` prints the schema of a kind of pack."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import msgspec
import typer
import yaml

from plumbline.artifacts.playbook_document import markdown
from plumbline.cli.asking import Asking, asks, instant
from plumbline.cli.client import part
from plumbline.domain.playbook.compose import CompositionError, combinations, compose, plan_id
from plumbline.domain.playbook.pack import Packs
from plumbline.domain.playbook.plan import Plan
from plumbline.files.checking import check_paths
from plumbline.files.packs import BUILT_IN, find_file, load_packs
from plumbline.files.problem import PackErrors, PackProblem
from plumbline.files.schema import kinds
from plumbline.files.schema import schema as schema_of
from plumbline.files.yaml_reader import read_file
from plumbline.kernel.nearest import nearest
from plumbline.words.changed_plan import changed_version

MISUSE, FOUND = 2, 7


class Format(StrEnum):
    md = "md"
    json = "json"
    yaml = "yaml"


PacksFolder = Annotated[
    list[Path] | None, typer.Option("--packs", help="A folder of your own packs, beside the built-in ones; may be repeated.")
]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
app = typer.Typer(no_args_is_help=True, add_completion=False)
schema_app = typer.Typer(add_completion=False)


@app.command("list")
def list_(packs: PacksFolder = None, as_json: Json = False) -> None:
    """List every playbook that can be composed, then the patterns."""
    loaded = _loaded(packs)
    rows = [_row(loaded, *names) for names in combinations(loaded)]
    if as_json:
        _print_json(rows)
        return
    width = max((len(str(row["id"])) for row in rows), default=0)
    for row in rows:
        sys.stdout.write(f"{row['id']:{width}}  {row['title']}{'  (reference)' if row['reference'] else ''}\n")
    on = [pattern.id for pattern in loaded.patterns.values() if pattern.on_by_default]
    sys.stdout.write(f"\n{len(rows)} playbooks, {len(loaded.patterns)} patterns; on by default: {', '.join(sorted(on)) or 'none'}\n")
    sys.stdout.write("next: plumbline playbook show ID\n")


@app.command()
def show(
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="A playbook such as legaltech.customer-success.stakeholder-alignment, or a pack.")
    ],
    packs: PacksFolder = None,
    as_json: Json = False,
) -> None:
    """Print one playbook, or the file of one pack as it was written."""
    loaded = _loaded(packs)
    plans = {plan_id(*names): names for names in combinations(loaded)}
    if identifier in plans:
        _print_plan(_composed(loaded, *plans[identifier], ()), Format.json if as_json else Format.md)
        return
    file = find_file([BUILT_IN, *(packs or ())], identifier)
    if file is None:
        _misuse(f"there is no playbook or pack {identifier}", nearest(identifier, [*plans, *_pack_ids(loaded)]), "plumbline playbook list")
    if as_json:
        _print_json(read_file(file).data)
    else:
        sys.stdout.write(file.read_text(encoding="utf-8"))


@app.command("compose", context_settings={"allow_extra_args": False})
def compose_(
    industry: str,
    role: str,
    objective: str,
    pattern: Annotated[list[str] | None, typer.Option("--pattern", help="+ID switches a pattern on, -ID off; may be repeated.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.md,
    packs: PacksFolder = None,
    as_json: Json = False,
) -> None:
    """Compose a playbook from an industry, a role and an objective, and print it."""
    plan = _composed(_loaded(packs), industry, role, objective, pattern or ())
    _print_plan(plan, Format.json if as_json else form)


@app.command()
@asks
def start(
    asking: Asking,
    industry: str,
    role: str,
    objective: str,
    title: Annotated[str, typer.Option(help="What the cycle is called.")],
    pattern: Annotated[list[str] | None, typer.Option("--pattern", help="+ID switches a pattern on, -ID off; may be repeated.")] = None,
    owner: Annotated[list[str] | None, typer.Option("--owner", help="AREA=PERSON; you answer for the areas that are not named.")] = None,
    drop_risk: Annotated[list[str] | None, typer.Option("--drop-risk", help="A risk not to start with; may be repeated.")] = None,
    starts: Annotated[str, typer.Option(help="When it starts: 2026-12-01T09:00, or +3d; now without it.", show_default=False)] = "",
) -> None:
    """Start a cycle from a playbook on a running server."""
    plan = asking.client.get(f"/v1/playbooks/{part(plan_id(industry, role, objective))}")
    offered = {one["id"]: bool(one["on"]) for one in plan["patterns"]}
    asking.act(
        "/v1/cycles",
        {
            "industry": industry,
            "role": role,
            "objective": objective,
            "title": title,
            "patterns": sorted(_switched(offered, pattern)) if pattern else None,
            "dropped_risks": drop_risk or [],
            "owners": {area: asking.person(person) for area, person in map(_area, owner or ())},
            "starts_at": instant(starts) if starts else None,
        },
    )


@app.command()
@asks
def versions(
    asking: Asking,
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A playbook, as `playbook list` names it.")],
    digest: Annotated[str, typer.Argument(metavar="DIGEST", help="A version to compare with the loaded one.")] = "",
) -> None:
    """List the versions of a playbook that cycles run, or what has changed since one of them, on a running server."""
    path = f"/v1/playbooks/{part(identifier)}/versions"
    if digest:
        found = asking.client.get(f"{path}/{part(digest)}/differences")
        lines = [f"{line['what']}\n  - {line['before']}\n  + {line['after']}" for line in found["items"]] or ["nothing differs"]
    else:
        found = asking.client.get(path)
        lines = [f"{one['digest'][:12]}  {'loaded' if one['loaded'] else 'earlier'}  cycles: {one['cycles']}" for one in found["items"]]
    if asking.as_json:
        _print_json(found)
    else:
        sys.stdout.write("\n".join(lines) + "\n")


@app.command()
def compare(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="A playbook that both versions make.")],
    before: Annotated[Path, typer.Option("--before", help="The folder with the packs as they were.")],
    packs: PacksFolder = None,
    as_json: Json = False,
) -> None:
    """Print what differs between two versions of a playbook: your packs as they were, and as they are."""
    names = tuple(identifier.split("."))
    if len(names) != 3:
        _misuse(f"{identifier} names no playbook", "", "legaltech.customer-success.stakeholder-alignment")
    then, now = (_composed(_loaded(folders), *names, ()) for folders in ([before], packs))
    changed = changed_version(then, now)
    if as_json:
        _print_json(msgspec.to_builtins(changed))
        return
    for line in changed:
        sys.stdout.write(f"{line.what}\n  - {line.before}\n  + {line.after}\n")
    sys.stdout.write(f"{len(changed)} differences\n" if len(changed) != 1 else "1 difference\n")


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders of packs.")],
    as_json: Json = False,
) -> None:
    """Check packs together with the built-in ones; print every problem with its file, line and column."""
    answer = check_paths(paths)
    if as_json:
        _print_json({"files": answer.files, "problems": msgspec.to_builtins(answer.problems)})
    else:
        _print_problems(answer.problems, sys.stdout.write)
        count = f"{len(answer.problems)} problem{'' if len(answer.problems) == 1 else 's'}" if answer.problems else "no problem"
        sys.stdout.write(f"{answer.files} file{'' if answer.files == 1 else 's'} read, {count}\n")
    if answer.problems:
        raise typer.Exit(FOUND)


@schema_app.command()
def schema(kind: Annotated[str, typer.Argument(help="base, industry, role, objective, pattern, binding or journey.")]) -> None:
    """Print the JSON Schema of one kind of file; editors complete and check files with it."""
    if kind not in kinds():
        _misuse(f"no file has the kind {kind}; there are {', '.join(kinds())}", nearest(kind, kinds()), "plumbline schema industry")
    _print_json(schema_of(kind))


def _loaded(folders: Sequence[Path] | None) -> Packs:
    try:
        return load_packs([BUILT_IN, *(folders or ())])
    except PackErrors as errors:
        _print_problems(errors.problems, sys.stderr.write)
        sys.stderr.write("nothing was loaded; mend the packs, then run: plumbline playbook check PATH\n")
        raise typer.Exit(MISUSE) from None


def _composed(packs: Packs, industry: str, role: str, objective: str, switches: Sequence[str]) -> Plan:
    try:
        return compose(packs, industry, role, objective, _patterns_on(packs, switches))
    except CompositionError as error:
        for unknown in error.unknown:
            hint = f"; did you mean {unknown.nearest[0]}?" if unknown.nearest else f"; there are {', '.join(unknown.known)}"
            sys.stderr.write(f"no {unknown.kind} has the id {unknown.id}{hint}\n")
        for gap in error.gaps:
            sys.stderr.write(f"incomplete: {gap}\n")
        raise typer.Exit(MISUSE) from None


def _patterns_on(packs: Packs, switches: Sequence[str]) -> frozenset[str] | None:
    if not switches:
        return None
    return _switched({pattern.id: pattern.on_by_default for pattern in packs.patterns.values()}, switches)


def _switched(offered: Mapping[str, bool], switches: Sequence[str]) -> frozenset[str]:
    """Return the patterns that are on after some switches. offered: all patterns, and whether each is on before."""
    on = {name for name, is_on in offered.items() if is_on}
    for switch in switches:
        if switch[:1] not in ("+", "-") or not switch[1:]:
            _misuse(f"--pattern {switch} switches nothing", "", "--pattern +scoped-pilot or --pattern=-forty-eight-hours")
        if switch[1:] not in offered:
            _misuse(f"no pattern has the id {switch[1:]}", nearest(switch[1:], sorted(offered)), "plumbline playbook list")
        (on.add if switch[0] == "+" else on.discard)(switch[1:])
    return frozenset(on)


def _area(text: str) -> tuple[str, str]:
    area, _, person = text.partition("=")
    if not area or not person:
        _misuse(f"--owner {text} names nobody", "", '--owner "scope=Mara Lind"')
    return area, person


def _pack_ids(packs: Packs) -> tuple[str, ...]:
    return (packs.base.id, *packs.industries, *packs.roles, *packs.objectives, *packs.patterns)


def _row(packs: Packs, industry: str, role: str, objective: str) -> dict[str, Any]:
    names = (packs.industries[industry], packs.roles[role], packs.objectives[objective])
    return {
        "id": plan_id(industry, role, objective),
        "industry": industry,
        "role": role,
        "objective": objective,
        "title": " · ".join(pack.title for pack in names),
        "reference": (industry, role, objective) in packs.bindings,
    }


def _print_plan(plan: Plan, form: Format) -> None:
    if form is Format.md:
        sys.stdout.write(markdown(plan))
    else:
        _print_data(msgspec.to_builtins(plan), form)


def _print_data(data: Any, form: Format) -> None:
    if form is Format.json:
        _print_json(data)
    else:
        sys.stdout.write(yaml.dump(_without_tuples(data), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120))


class _Plain(yaml.SafeDumper):
    """Writes every part out where it stands; our reader refuses aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _without_tuples(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_tuples(value) for key, value in data.items()}  # type: ignore[misc]
    if isinstance(data, (list, tuple)):
        return [_without_tuples(value) for value in data]  # type: ignore[misc]
    return data


def _print_json(data: Any) -> None:
    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


def _print_problems(problems: Sequence[PackProblem], write: Callable[[str], object]) -> None:
    for problem in problems:
        write(f"{problem}\n  {problem.remedy}\n")


def _misuse(problem: str, near: str, example: str) -> NoReturn:
    hint = f"; did you mean {near}?" if near else ""
    sys.stderr.write(f"{problem}{hint}\ntry: {example}\n")
    raise typer.Exit(MISUSE)
