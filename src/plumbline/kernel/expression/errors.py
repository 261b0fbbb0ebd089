"""What can go wrong with a condition.

ExpressionError    when it is saved: it does not parse, its types do not fit, it is too large
MissingFact        when it runs: a declared fact has not been measured yet
EvaluationError    when it runs: an integer leaves 64 bits, or a fact is not of its declared type
"""


class ExpressionError(ValueError):
    """A condition cannot be saved. position: offset of the first wrong character in the text, from 0."""

    def __init__(self, text: str, position: int, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.text, self.position, self.problem, self.remedy = text, position, problem, remedy

    def __str__(self) -> str:
        """The problem, the line it is in with a caret below, and what to do."""
        begin = self.text.rfind("\n", 0, self.position) + 1
        line = self.text[begin:].split("\n", 1)[0]
        caret = " " * (self.position - begin) + "^"
        return "\n".join(part for part in (self.problem, f"  {line}", f"  {caret}", self.remedy) if part)


class MissingFact(LookupError):
    """A declared fact is absent: not measured yet."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has not been measured yet")
        self.name = name


class EvaluationError(ArithmeticError):
    """A condition has no verdict on these facts."""
