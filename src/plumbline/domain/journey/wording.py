"""What a screen says in a state: its texts with the values of variables and parameters in them, as people read these."""

from collections.abc import Mapping

from plumbline.domain.journey.happening import State
from plumbline.domain.journey.known import BINDING
from plumbline.domain.journey.machine import Machine, spelled
from plumbline.domain.journey.model import Model, Value


class Wording:
    """Fills the texts of a journey's screens. A value that a control of the journey offers reads as it does there."""

    def __init__(self, machine: Machine) -> None:
        self._variables = tuple(machine.variables)
        self._parameters = {one.id: one.default for one in machine.model.parameters}
        self._offered = _offered(machine.model)

    def filled(self, text: str, state: State) -> str:
        """Return a text with its bindings filled. A name that is neither a variable nor a parameter stays as it is written."""
        if "{" not in text:
            return text
        values = dict(zip(self._variables, state.values, strict=True))

        def said(name: str, whole: str) -> str:
            if name in values:
                return self.value(name, values[name])
            return self._parameters.get(name, whole)

        return BINDING.sub(lambda found: said(found[1], found[0]), text)

    def value(self, variable: str, value: Value) -> str:
        """Return a variable's value as people read it."""
        if offered := self._offered.get((variable, spelled(value))):
            return offered
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(value)


def _offered(model: Model) -> Mapping[tuple[str, str], str]:
    return {
        (part.variable, option.value): option.text
        for screen in reversed(model.screens)
        for part in screen.content
        for option in part.options
        if part.variable
    }
