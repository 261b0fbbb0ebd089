"""The command line's first level: starting, and the nouns below it."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.main import get_command

from plumbline import __version__
from plumbline.cli.completion import VARIABLE, begin
from plumbline.cli.factories import Factories, Starting
from plumbline.cli.later import Later

Host = Annotated[str | None, typer.Option(help="The address to listen on.")]
Port = Annotated[int | None, typer.Option(help="The port to listen on; 0 takes any free one.", min=0, max=65535)]
Data = Annotated[Path | None, typer.Option(help="The folder that holds everything.", file_okay=False)]
Open = Annotated[bool, typer.Option("--open/--no-open", help="Open the first page in a browser.")]

_LATER = (
    Later("needs", "List what needs you, or somebody else: the soonest due first.", "plumbline.cli.needs"),
    Later("search", "Find items of all cycles by words of their title.", "plumbline.cli.search"),
    Later("mail", "Messages: what you get, and what became of the last ones.", "plumbline.cli.mail"),
    Later("cycle", "Cycles: which there are, what one is made of, how far its steps are.", "plumbline.cli.cycle"),
    Later("decision", "Decisions: list, show, propose, approve and the rest.", "plumbline.cli.decision"),
    Later("thread", "Threads: ask, answer, close with an outcome.", "plumbline.cli.thread"),
    Later("evidence", "Evidence: attach it to a decision, judge what others attached.", "plumbline.cli.evidence"),
    Later("blocker", "Blockers: what stops the work, who removes it, until when.", "plumbline.cli.blocker"),
    Later("document", "Documents: add a text, write it anew, suggest other words.", "plumbline.cli.document"),
    Later("review", "Reviews: put a document on the agenda, sign sections off, close rounds.", "plumbline.cli.review"),
    Later("agenda", "What comes up by itself on the calendar: list it, record what came of it.", "plumbline.cli.agenda"),
    Later("stage", "Stages: how far the framework is, leave one through its gate.", "plumbline.cli.stage"),
    Later("practice", "Practices: what the role does not trade away.", "plumbline.cli.practice"),
    Later("safeguard", "Safeguards: formalise them, say whether they were kept.", "plumbline.cli.safeguard"),
    Later("promise", "Promises to the customer: bind, read and review them.", "plumbline.cli.promise"),
    Later("release", "Releases and pilots: plan, launch, expand, hold, roll back.", "plumbline.cli.release"),
    Later("message", "Messages to the outside: draft, check, send.", "plumbline.cli.message"),
    Later("dependency", "Dependencies between functions, and their checkpoints.", "plumbline.cli.dependency"),
    Later("lens", "The lens: judge a decision, a risk or an assumption by the playbook's question.", "plumbline.cli.lens"),
    Later("risk", "Risks: what may go wrong, how it is met, what became of it.", "plumbline.cli.risk"),
    Later("assumption", "Assumptions: what is taken for granted, and what would show that it is wrong.", "plumbline.cli.assumption"),
    Later("scope", "Scope: what was asked for, what is in, and what leaves for what comes in.", "plumbline.cli.scope"),
    Later("drill", "Drills: rehearse the escalation, and close the gaps that it finds.", "plumbline.cli.drill"),
    Later("escalation", "Escalations: what went up, to whom, until when; policies.", "plumbline.cli.escalation"),
    Later("handoff", "Handoffs: hand decisions over to delivery; accept, ask, return.", "plumbline.cli.handoff"),
    Later("calendar", "Working calendars: list, define, holidays out of a file; choose your own.", "plumbline.cli.calendar"),
    Later("clock", "Clocks: how they stand; pause, resume, rebase one.", "plumbline.cli.clock"),
    Later("gate", "Gates: what they ask, what is missing; pass, override, add to one.", "plumbline.cli.gate"),
    Later("playbook", "Playbooks: what is there, what a composition says, whether packs hold; start one.", "plumbline.cli.playbook"),
    Later("journey", "Journeys: prove, play and convert them without a server; add, edit and keep them on one.", "plumbline.cli.journey"),
    Later("run", "Recorded runs of journeys: list them, show one step by step.", "plumbline.cli.run"),
    Later("template", "Templates of journeys: what is there, and one as it was written.", "plumbline.cli.template"),
    Later("decision-template", "Decision templates: what decisions begin with; keep one, change one.", "plumbline.cli.decision_template"),
    Later("import", "Decisions written down elsewhere: ADRs, KEPs, PEPs, tables, event logs.", "plumbline.cli.import_"),
    Later("workspace", "Workspaces: which you reach; make one.", "plumbline.cli.workspace"),
    Later("doctor", "Say whether an installation is well, and what mends it.", "plumbline.cli.doctor"),
    Later("events", "Events: what happened, in order, and where each came from.", "plumbline.cli.events"),
    Later("ledger", "The ledger: look at it, verify it, hand out proofs.", "plumbline.cli.ledger"),
    Later(
        "endpoint",
        "Connections: who is told of events and how, what became of each delivery, what is genuine.",
        "plumbline.cli.endpoint",
    ),
    Later("signal", "Signals: what programs outside say happened, and where that belongs.", "plumbline.cli.signal"),
    Later("user", "People: who is here; invite somebody, help with a lost password.", "plumbline.cli.user"),
    Later("account", "Accounts in chats that act as you: list them, end one.", "plumbline.cli.account"),
    Later("token", "Tokens: what programs may do in your name.", "plumbline.cli.token"),
    Later("api", "The interface for programs.", "plumbline.cli.api"),
    Later("mcp", "Let an agent talk to the server, over standard input and output.", "plumbline.cli.mcp"),
    Later("completion", "Print what lets a shell complete commands.", "plumbline.cli.completion"),
    Later("schema", "Print the JSON Schema of a kind of file that people write.", "plumbline.cli.playbook", "schema_app"),
)


def build(factories: Factories) -> Any:
    """Return the whole command line as one command; what a noun needs is imported when the noun is used."""
    app = typer.Typer(
        name="plumbline",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"obj": factories},
        help="Executable playbooks for launch decisions: owners, clocks, gates and a provable record.",
    )

    @app.command()
    def demo(host: Host = None, port: Port = None, data: Data = None, open_browser: Open = True) -> None:
        """Start the living demo: three cycles at day nine, no account needed, this machine only."""
        raise typer.Exit(factories.demo(Starting(host=host, port=port, data=data, open_browser=open_browser)))

    @app.command()
    def serve(host: Host = None, port: Port = None, data: Data = None, open_browser: Open = False) -> None:
        """Start the server; on an empty folder it prints the link that makes the first account."""
        raise typer.Exit(factories.serve(Starting(host=host, port=port, data=data, open_browser=open_browser)))

    @app.command()
    def version() -> None:
        """Print the version."""
        sys.stdout.write(f"plumbline {__version__}\n")

    _ = (demo, serve, version)  # registered by their decorators
    if VARIABLE in os.environ:
        begin()  # a shell asks; every other start does without what that takes
    root: Any = get_command(app)
    for command in _LATER:
        root.add_command(command)
    return root
