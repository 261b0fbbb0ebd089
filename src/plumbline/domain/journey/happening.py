"""What happens in a journey, and where it is afterwards."""

from collections.abc import Mapping

from plumbline.domain.journey.model import Value
from plumbline.kernel.record import record


@record
class Occurs:
    """An event of the journey takes place."""

    event: str

    def __str__(self) -> str:
        return self.event


@record
class Enters:
    """A role gives a variable a value with a control of its screen; the screen stays."""

    role: str
    variable: str
    value: Value

    def __str__(self) -> str:
        value = str(self.value).lower() if isinstance(self.value, bool) else str(self.value)
        return f"{self.variable}={value}"


Happening = Occurs | Enters


@record
class State:
    """Where every role is, in the order of the roles, and the value of every variable, in the order of the variables."""

    screens: tuple[str, ...]
    values: tuple[Value, ...]


@record
class Step:
    """One thing that happened: which transitions it took, at most one for each role, and the state after it."""

    happening: Happening
    taken: tuple[str, ...]
    state: State


Where = Mapping[str, str]
"""The screen of every role, by role."""
