"""The grammar of formulas: from tokens to a tree.

    condition:  comparison joined by | and &  (`or`, `and` for short), ~ before one
    comparison: sum (< | <= | > | >= | == | !=) sum ...        a chain a < b < c is a < b and b < c
    sum:        product (+ | -) product ...
    product:    signed (* | /) signed ...
    signed:     - signed | + signed | power
    power:      atom ** signed                                  -x**2 is -(x**2), 2**-x is 2**(-x)
    atom:       number | name | name(condition, ...) | (condition, ...) | [condition, ...]

Sums and products are flat, so that only brackets, signs and towers of powers make a tree deep.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derive.language.errors import ReadError
from derive.language.text.tokens import Token, tokens

DEEPEST = 60
RELATIONS = {"<", "<=", ">", ">=", "==", "!="}
WORDS = {"and": "&", "or": "|", "not": "~"}


@dataclass(frozen=True, slots=True)
class Node:
    """`kind` is "number", "name", "call", "group", or an operation: "+", "*", "**", "-", "relation", "&", "|", "~".

    `text` is the number, the name, or the operators between the children separated by spaces; `position` where the node starts.
    """

    kind: str
    text: str
    position: int
    children: tuple[Node, ...] = ()


def parse(text: str, caret: bool = False) -> Node:
    """The tree of a formula; `caret` allows ^ beside ** for powers.

    >>> tree = parse("a - b*c")
    >>> tree.kind, tree.text, [child.kind for child in tree.children]
    ('+', '-', ['name', '*'])
    """
    parser = _Parser(text, caret)
    if parser.token.kind == "end":
        raise ReadError(text, 0, "it is empty", "an expression in x, such as Max(x, 0)")
    tree = parser.condition()
    if parser.token.kind != "end":
        raise parser.unexpected()
    return tree


class _Parser:
    def __init__(self, text: str, caret: bool) -> None:
        self.text, self.tokens, self.place, self.depth = text, tokens(text), 0, 0
        self.powers = ("**", "^") if caret else ("**",)

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    @property
    def operator(self) -> str:
        """The operator at hand, "" if there is none."""
        if self.token.kind == "name":
            return WORDS.get(self.token.text, "")
        return self.token.text if self.token.kind == "operator" else ""

    def advance(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def condition(self) -> Node:
        if self.depth >= DEEPEST:
            raise ReadError(self.text, self.token.position, f"it is nested more than {DEEPEST} deep", "fewer brackets")
        self.depth += 1
        node = self.chain("|", {"|"}, lambda: self.chain("&", {"&"}, self.denial))
        self.depth -= 1
        return node

    def denial(self) -> Node:
        if self.operator != "~":
            return self.chain("relation", RELATIONS, self.sum)
        start = self.advance()
        return Node("~", "", start.position, (self.nested(self.denial),))

    def sum(self) -> Node:
        return self.chain("+", {"+", "-"}, lambda: self.chain("*", {"*", "/"}, self.signed))

    def chain(self, kind: str, operators: set[str], part: Callable[[], Node]) -> Node:
        """part (operator part) ...: the part itself if it stands alone."""
        children, found = [part()], []
        while self.operator in operators:
            self.advance()
            found.append(self.operator_before())
            children.append(part())
        return Node(kind, " ".join(found), children[0].position, tuple(children)) if found else children[0]

    def operator_before(self) -> str:
        text = self.tokens[self.place - 1].text
        return WORDS.get(text, text)

    def signed(self) -> Node:
        if self.operator not in ("+", "-"):
            return self.power()
        sign = self.advance()
        part = self.nested(self.signed)
        return part if sign.text == "+" else Node("-", "", sign.position, (part,))

    def nested(self, part: Callable[[], Node]) -> Node:
        if self.depth >= DEEPEST:
            raise ReadError(self.text, self.token.position, f"it is nested more than {DEEPEST} deep", "fewer brackets")
        self.depth += 1
        node = part()
        self.depth -= 1
        return node

    def power(self) -> Node:
        base = self.atom()
        if self.operator not in self.powers:
            return base
        self.advance()
        return Node("**", "", base.position, (base, self.nested(self.signed)))

    def atom(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.advance()
            self.forbid_juxtaposition(token)
            return Node("number", token.text, token.position)
        if token.kind == "name" and token.text not in WORDS:
            self.advance()
            if self.operator == "(":
                return Node("call", token.text, token.position, self.arguments())
            self.forbid_juxtaposition(token)
            return Node("name", token.text, token.position)
        if self.operator in ("(", "["):
            return self.group()
        raise self.unexpected()

    def group(self) -> Node:
        start, place = self.token, self.place
        children = self.bracket()
        plain = start.text == "(" and len(children) == 1 and self.tokens[self.place - 2].text != ","
        if plain:
            self.forbid_juxtaposition(start)
        if not children and self.place == place + 2 and start.text == "(":
            raise ReadError(self.text, start.position, "the brackets are empty")
        return children[0] if plain else Node("group", "", start.position, children)

    def arguments(self) -> tuple[Node, ...]:
        """Those of a call; Max(x,) is half written, not Max(x)."""
        found, last = self.bracket(), self.tokens[self.place - 2]
        if last.text == ",":
            raise ReadError(self.text, last.position, "nothing follows the comma", "another argument, or no comma")
        return found

    def bracket(self) -> tuple[Node, ...]:
        """The parts between an opening bracket and its closing one."""
        start = self.advance()
        closing = ")" if start.text == "(" else "]"
        parts: list[Node] = []
        while self.operator != closing:
            parts.append(self.condition())
            if self.operator == ",":
                self.advance()
            elif self.operator != closing:
                raise self.unclosed(start, closing)
        self.advance()
        return tuple(parts)

    def unclosed(self, start: Token, closing: str) -> ReadError:
        if self.token.kind == "end":
            return ReadError(self.text, start.position, f"the bracket {start.text!r} is never closed", f"a {closing!r} at the end")
        return self.unexpected()

    def forbid_juxtaposition(self, before: Token) -> None:
        """2x and (a)(b) are refused: nothing is multiplied silently."""
        after = self.token
        if (after.kind in ("number", "name") and after.text not in WORDS) or after.text == "(":
            shown = before.text if before.kind != "operator" else "(...)"
            remedy = f"{shown}*{after.text}" + ("...)" if after.text == "(" else "")
            raise ReadError(self.text, after.position, "a sign such as * is missing", remedy)

    def unexpected(self) -> ReadError:
        token = self.token
        if token.kind == "end":
            return ReadError(self.text, token.position, "it ends too early", "complete the expression")
        if token.text == "^":
            return ReadError(self.text, token.position, "'^' is not a power here", "** for powers, as in x**2")
        return ReadError(self.text, token.position, f"{token.text!r} does not fit here")
