"""Commands that are imported when they are used, so that every other one starts without what they need."""

from importlib import import_module
from typing import Any

from typer.core import TyperCommand
from typer.main import get_command


class Later(TyperCommand):
    """Stands for a command or a noun of another module. The help of the level above shows its sentence, and imports nothing."""

    def __init__(self, name: str, sentence: str, module: str, attribute: str = "app") -> None:
        super().__init__(name, help=sentence)
        self._module, self._attribute = module, attribute

    def loaded(self) -> Any:
        """Return the real command."""
        command = get_command(getattr(import_module(self._module), self._attribute))
        command.name, command.help = self.name, command.help or self.help
        return command

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Return the context of the real command; from here on it is the one that is called."""
        return self.loaded().make_context(info_name, _spelled_out(args), parent, **extra)


def _spelled_out(args: list[str]) -> list[str]:
    """Return arguments in which `--json=a,b` is said as two options: one option cannot be both a mark and a value."""
    said = [("--json", "--fields", one.partition("=")[2]) if one.startswith("--json=") else (one,) for one in args]
    return [part for parts in said for part in parts]
