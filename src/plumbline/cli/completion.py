"""`plumbline completion`: what lets a shell complete commands and options."""

import sys
from enum import StrEnum
from importlib import import_module
from typing import Annotated, Any

import typer

VARIABLE = "_PLUMBLINE_COMPLETE"
"""What a shell sets when it asks for completions instead of running a command."""

_TYPERS: Any = import_module("typer.completion")  # it has what is needed and says of none of it that it is for others

app = typer.Typer(add_completion=False)


def begin() -> None:
    """Let the command line answer a shell that asks for completions."""
    _TYPERS.completion_init()


class Shell(StrEnum):
    """The shells that are known."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


@app.command()
def completion(shell: Annotated[Shell, typer.Argument(help="Which shell.")]) -> None:
    """Print what lets a shell complete commands and options; put it into the shell's start file."""
    sys.stdout.write(_TYPERS.get_completion_script(prog_name="plumbline", complete_var=VARIABLE, shell=shell.value) + "\n")
