"""Where a state of a journey lies in one integer: a field of bits for every role's screen, then one for every variable that matters."""

from collections.abc import Iterator, Mapping, Sequence

from plumbline.domain.journey.happening import State
from plumbline.domain.journey.machine import Machine
from plumbline.domain.journey.model import Value, Variable
from plumbline.kernel.record import record


@record
class Field:
    """Some bits of the integer. most: the greatest number in it, the least is 0."""

    shift: int
    most: int

    @property
    def mask(self) -> int:
        """The bits of the field, where they lie."""
        return self.low_mask << self.shift

    @property
    def low_mask(self) -> int:
        """The bits of the field, moved to the right end."""
        return (1 << self.most.bit_length()) - 1

    def read(self, packed: int) -> int:
        """Return the number in the field."""
        return packed >> self.shift & self.low_mask


class Layout:
    """The fields of a journey's states. kept: the variables that are part of a state here; the others stand at their first value."""

    def __init__(self, machine: Machine, kept: Sequence[str]) -> None:
        self.machine = machine
        self.kept = tuple(kept)
        self.screens = tuple(tuple(one.id for one in machine.model.screens if one.role == role) for role in machine.roles)
        self._code = {screen: code for screens in self.screens for code, screen in enumerate(screens)}
        self._values: Mapping[str, Sequence[Value]] = {name: machine.variables[name].domain for name in kept}
        fields = tuple(_fields([*(len(screens) for screens in self.screens), *(len(self._values[name]) for name in kept)]))
        self.regions, variables = fields[: len(machine.roles)], fields[len(machine.roles) :]
        self.variables = dict(zip(kept, variables, strict=True))
        self.bits = sum(field.most.bit_length() for field in fields)
        self.screen_mask = sum(field.mask for field in self.regions)
        self._place = {variable.id: place for place, variable in enumerate(machine.model.variables)}

    def code(self, screen: str) -> int:
        """Return the number of a screen in the field of its role."""
        return self._code[screen]

    def value_code(self, variable: Variable, value: Value) -> int:
        """Return the number that stands for a value of a variable."""
        return self._values[variable.id].index(value)

    def packed(self, state: State) -> int:
        """Return the integer of a state."""
        number = sum(self._code[screen] << field.shift for field, screen in zip(self.regions, state.screens, strict=True))
        for name, field in self.variables.items():
            number |= self._values[name].index(state.values[self._place[name]]) << field.shift
        return number

    def where(self, packed: int) -> tuple[str, ...]:
        """Return the screen of every role in a state."""
        return tuple(screens[field.read(packed)] for field, screens in zip(self.regions, self.screens, strict=True))

    def state(self, packed: int) -> State:
        """Return the state of an integer; variables that are not kept have their first value."""
        values = [variable.initial for variable in self.machine.model.variables]
        for name, field in self.variables.items():
            values[self._place[name]] = self._values[name][field.read(packed)]
        return State(screens=self.where(packed), values=tuple(values))


def _fields(sizes: Sequence[int]) -> Iterator[Field]:
    shift = 0
    for size in sizes:
        field = Field(shift=shift, most=max(0, size - 1))
        yield field
        shift += field.most.bit_length()
