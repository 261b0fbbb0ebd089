"""The names that one workspace may know: those of its people. Somebody who works elsewhere has no name here, whoever asks for it."""

from collections.abc import Callable, Iterator, Mapping


class NamesWithin(Mapping[str, str]):
    """A part of the directory's names, as they are when they are asked for."""

    def __init__(self, names: Mapping[str, str], is_here: Callable[[str], bool]) -> None:
        """is_here: whether a person belongs, or belonged, to the workspace."""
        self._names = names
        self._is_here = is_here

    def __getitem__(self, person_id: str) -> str:
        if not self._is_here(person_id):
            raise KeyError(person_id)
        return self._names[person_id]

    def __iter__(self) -> Iterator[str]:
        return filter(self._is_here, self._names)

    def __len__(self) -> int:
        return sum(1 for _ in self)
