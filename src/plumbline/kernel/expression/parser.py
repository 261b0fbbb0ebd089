"""From tokens to the syntax tree, by recursive descent. Nothing is looked up here; types come afterwards."""

from typing import Literal as OneOf
from typing import NoReturn, cast

from plumbline.kernel.expression.errors import ExpressionError
from plumbline.kernel.expression.lexer import Token, tokens
from plumbline.kernel.expression.syntax import (
    Call,
    Chain,
    Choice,
    Compare,
    Comparison,
    Fact,
    Has,
    Items,
    Literal,
    Negative,
    Node,
    Not,
    Sum,
    size_of,
)
from plumbline.kernel.expression.types import INT_MAX

MAX_BYTES, MAX_NODES, MAX_DEPTH = 4096, 500, 32
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_STATEMENTS = {"as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "return", "while"}
_RESERVED = _STATEMENTS | {"in", "namespace", "null", "package", "var", "void"}
_SPELLINGS = {"and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||", "NOT": "!", "True": "true", "False": "false"}


def parse(text: str) -> Node:
    """Return the syntax tree of a condition. Raises ExpressionError for what is no condition, or one that is too large."""
    if (size := len(text.encode("utf-8", "surrogatepass"))) > MAX_BYTES:
        raise ExpressionError(text, 0, f"this condition has {size} bytes; {MAX_BYTES} are allowed", "split it into several conditions")
    parser = _Parser(text)
    tree = parser.whole()
    if (nodes := size_of(tree)) > MAX_NODES:
        raise ExpressionError(text, 0, f"this condition has {nodes} parts; {MAX_NODES} are allowed", "split it into several conditions")
    return tree


class _Parser:
    """One pass over the tokens; each method reads what its name says and leaves the next token to its caller."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.next = 0
        self.depth = 0

    def whole(self) -> Node:
        tree = self.choice()
        if self.token.kind != "end":
            self.unexpected()
        return tree

    def choice(self) -> Node:
        condition = self.chain("||")
        if not (mark := self.taken("?")):
            return condition
        self.descend(mark)
        yes = self.chain("||")
        self.expect(":", "a choice needs both values: condition ? one : other")
        no = self.choice()
        self.depth -= 1
        return Choice(condition=condition, yes=yes, no=no, at=condition.at)

    def chain(self, op: OneOf["&&", "||"]) -> Node:
        parts = [self.chain_member(op)]
        while self.taken(op):
            parts.append(self.chain_member(op))
        return parts[0] if len(parts) == 1 else Chain(op=op, parts=tuple(parts), at=parts[0].at)

    def chain_member(self, op: str) -> Node:
        return self.chain("&&") if op == "||" else self.comparison()

    def comparison(self) -> Node:
        left, entered = self.sum(), self.depth
        while self.token.text in _COMPARISONS and self.token.kind in ("operator", "name"):
            operator = self.take()
            left = Compare(op=cast(Comparison, operator.text), left=left, right=self.sum(), at=left.at)
            self.descend(operator)  # the tree leans to the left: each further comparison is one level more
        self.depth = entered
        return left

    def sum(self) -> Node:
        signs: list[OneOf["+", "-"]] = ["+"]
        parts = [self.unary()]
        while operator := self.taken("+") or self.taken("-"):
            signs.append("+" if operator.text == "+" else "-")
            parts.append(self.unary())
        return parts[0] if len(parts) == 1 else Sum(signs=tuple(signs), parts=tuple(parts), at=parts[0].at)

    def unary(self) -> Node:
        operator = self.taken("!") or self.taken("-")
        if operator is None:
            return self.primary()
        if operator.text == "-" and self.token.kind == "integer":
            return Literal(value=-int(self.take().value), at=operator.at)
        self.descend(operator)
        if self.token.text in ("!", "-") and self.token.text != operator.text and self.token.kind == "operator":
            self.unexpected()  # as in CEL: -!x and !-x are not written
        operand = self.unary()
        self.depth -= 1
        return Not(operand=operand, at=operator.at) if operator.text == "!" else Negative(operand=operand, at=operator.at)

    def primary(self) -> Node:
        token = self.token
        match token.kind, token.text:
            case "integer", _:
                if int(self.take().value) > INT_MAX:
                    self.fail(token, "this number does not fit into 64 bits", f"use at most {INT_MAX}")
                return Literal(value=token.value, at=token.at)
            case "text", _:
                return Literal(value=self.take().value, at=token.at)
            case "name", _:
                return self.named()
            case "operator", "(":
                return self.parenthesised()
            case "operator", "[":
                return Items(parts=self.listed("[", "]"), at=token.at)
            case _:
                return self.unexpected()

    def parenthesised(self) -> Node:
        self.descend(self.take())
        inner = self.choice()
        self.expect(")", "close the parenthesis")
        self.depth -= 1
        return inner

    def listed(self, opening: str, closing: str) -> tuple[Node, ...]:
        self.descend(self.expect(opening, ""))
        parts: list[Node] = []
        while self.token.text != closing or self.token.kind != "operator":
            parts.append(self.choice())
            if not self.taken(","):
                break
            if closing == ")" and self.token.text == ")":
                self.unexpected()
        self.expect(closing, "separate values with commas")
        self.depth -= 1
        return tuple(parts)

    def named(self) -> Node:
        token = self.take()
        if token.text in ("true", "false"):
            return Literal(value=token.text == "true", at=token.at)
        if spelling := _SPELLINGS.get(token.text):
            self.fail(token, f"{token.text} is not a word of conditions", f"write {spelling}")
        if token.text in _RESERVED:
            self.fail(token, f"{token.text} is a reserved word", "call the fact something else")
        if self.token.text == "(" and self.token.kind == "operator":
            return self.call(token)
        return self.fact(token)

    def fact(self, first: Token) -> Fact:
        parts = [first]
        while self.taken("."):
            if self.token.kind != "name" or self.token.text in ("true", "false", "in", "null"):
                self.unexpected("a field's name")
            parts.append(self.take())
        if self.token.text == "(" and self.token.kind == "operator":
            self.fail(parts[-1], "conditions have no methods", f"write {parts[-1].text}({'.'.join(part.text for part in parts[:-1])})")
        return Fact(path=tuple(part.text for part in parts), spots=tuple(part.at for part in parts))

    def call(self, name: Token) -> Node:
        arguments = self.listed("(", ")")
        if name.text != "has":
            return Call(name=name.text, arguments=arguments, at=name.at)
        if len(arguments) != 1 or not isinstance(arguments[0], Fact) or len(arguments[0].path) < 2:
            self.fail(name, "has() asks for one field of a record", "write has(record.field)")
        return Has(fact=arguments[0], at=name.at)

    @property
    def token(self) -> Token:
        return self.tokens[self.next]

    def take(self) -> Token:
        token = self.token
        self.next += token.kind != "end"
        return token

    def taken(self, operator: str) -> Token | None:
        return self.take() if self.token.kind == "operator" and self.token.text == operator else None

    def expect(self, operator: str, remedy: str) -> Token:
        return self.taken(operator) or self.unexpected(operator, remedy)

    def descend(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(token, f"this condition is nested more than {MAX_DEPTH} levels deep", "split it into several conditions")

    def unexpected(self, wanted: str = "a value", remedy: str = "") -> NoReturn:
        token = self.token
        if token.kind == "end":
            self.fail(token, f"the condition ends where {wanted} is expected", remedy or "complete it")
        before = self.tokens[self.next - 1] if self.next else None
        if token.text == "[" and before is not None and before.text != "[":
            self.fail(token, "conditions do not pick by index", "ask with `in` whether a list contains a value")
        if spelling := _SPELLINGS.get(token.text):
            self.fail(token, f"{token.text} is not a word of conditions", f"write {spelling}")
        self.fail(
            token, f"{token.text} stands where {wanted} or the end is expected", remedy or "remove it, or write an operator before it"
        )

    def fail(self, token: Token, problem: str, remedy: str) -> NoReturn:
        raise ExpressionError(self.text, token.at, problem, remedy)
