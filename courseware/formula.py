"""
Arithmetic that an author writes in a question: `D / S`, `round(V * 20 / (60 * t))`, `D <= 500`.

Computed in exact fractions over named values. Only what stands here is read: numbers with a
decimal point, names, `+ - * /`, parentheses, `floor(x)`, `round(x)` (halfway goes up),
`min(x, y)`, `max(x, y)`, and in conditions comparisons. There is no power, no attribute and no
call of anything else, so that nothing an author or an importer writes can take long or reach out.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from courseware.numbers import round_half_up

Values = Mapping[str, Fraction]

MAX_LENGTH = 300
"""Characters of one formula."""

MAX_BITS = 256
"""Of a numerator or denominator. Doses need about 40; this is where nonsense stops."""

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,29}")
FUNCTIONS = frozenset({"floor", "round", "min", "max"})

_CHARACTERS = re.compile(r"[A-Za-z0-9_+\-*/().,<>=! ]*")
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")
_NUMBER_THEN_LETTER = re.compile(r"(?<![A-Za-z0-9_])[0-9.]+[A-Za-z_]")
_DECIMAL_COMMA = re.compile(r"(?<![A-Za-z0-9_])[0-9]+,[0-9]")


class FormulaError(Exception):
    """
    A formula that cannot be read or computed.

    code: what is wrong; names the text in the author catalogue (`formula-…`).
    values: what its text's placeholders stand for.
    """

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read. `names` are the values that it needs."""

    source: str
    names: frozenset[str]
    _compute: Callable[[Values], Fraction]

    @property
    def rounds(self) -> bool:
        """Whether a number is rounded on the way."""
        return re.search(r"\b(floor|round)\b", self.source) is not None

    def value(self, values: Values) -> Fraction:
        """Raises FormulaError: a division by zero, or a number out of all proportion."""
        return self._compute(values)


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison that was read, such as `2 <= D / S <= 3`."""

    source: str
    names: frozenset[str]
    _holds: Callable[[Values], bool]

    @property
    def rounds(self) -> bool:
        return False

    def value(self, values: Values) -> Fraction:
        """One where it holds, nothing where it does not."""
        return Fraction(int(self.holds(values)))

    def holds(self, values: Values) -> bool:
        """Raises FormulaError as `Formula.value` does."""
        return self._holds(values)


def formula(source: str) -> Formula:
    """Read a formula; raises FormulaError with what is wrong and where."""
    node = _parse(source)
    return Formula(source, _names(node), _number(node, source))


def condition(source: str) -> Condition:
    """Read a condition; raises FormulaError with what is wrong and where."""
    node = _parse(source)
    return Condition(source, _names(node), _comparison(node, source))


_OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}

_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def _parse(source: str) -> ast.expr:
    if len(source) > MAX_LENGTH:
        raise FormulaError("formula-too-long", limit=MAX_LENGTH)
    if _DECIMAL_COMMA.search(source):  # `min(0,5, D)` would be read as three numbers
        raise FormulaError("formula-decimal-comma", formula=source)
    readable = _CHARACTERS.fullmatch(source)
    if not readable or _NUMBER_THEN_LETTER.search(source):
        raise FormulaError("formula-syntax", formula=source, column=_first_strange(source))
    try:
        return ast.parse(source.strip(), mode="eval").body
    except SyntaxError as error:
        column = (error.offset or 1) + len(source) - len(source.lstrip())
        raise FormulaError("formula-syntax", formula=source, column=column) from error
    except (RecursionError, MemoryError) as error:  # parentheses nested too deep for the parser
        raise FormulaError("formula-syntax", formula=source, column=1) from error


def _first_strange(source: str) -> int:
    readable = _CHARACTERS.match(source)
    end = readable.end() if readable else 0
    glued = _NUMBER_THEN_LETTER.search(source)
    return min(end, glued.end() - 1 if glued else end) + 1


def _names(node: ast.expr) -> frozenset[str]:
    return frozenset(
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and part.id not in FUNCTIONS
    )


def _not_allowed(node: ast.expr, source: str) -> FormulaError:
    part = ast.get_source_segment(source.strip(), node) or source
    return FormulaError("formula-not-allowed", formula=source, part=part)


def _number(node: ast.expr, source: str) -> Callable[[Values], Fraction]:
    match node:
        case ast.Constant():
            return _constant(node, source)
        case ast.Name(id=name) if name not in FUNCTIONS:
            return _named(name, source)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            inner = _number(operand, source)
            return (lambda values: -inner(values)) if isinstance(sign, ast.USub) else inner
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _binary(_OPERATORS[type(op)], _number(left, source), _number(right, source))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _call(name, args, node, source)
    raise _not_allowed(node, source)


def _constant(node: ast.Constant, source: str) -> Callable[[Values], Fraction]:
    """From the digits as they stand: `0.1` is a tenth, not the float beside it."""
    digits = ast.get_source_segment(source.strip(), node) or ""
    if not _NUMBER.fullmatch(digits):
        raise _not_allowed(node, source)
    value = Fraction(digits)
    return lambda _values: value


def _named(name: str, source: str) -> Callable[[Values], Fraction]:
    def value(values: Values) -> Fraction:
        if name not in values:
            raise FormulaError("formula-unknown-name", formula=source, name=name)
        return values[name]

    return value


def _binary(
    apply: Callable[[Fraction, Fraction], Fraction],
    left: Callable[[Values], Fraction],
    right: Callable[[Values], Fraction],
) -> Callable[[Values], Fraction]:
    def value(values: Values) -> Fraction:
        try:
            result = apply(left(values), right(values))
        except ZeroDivisionError:
            raise FormulaError("formula-division-by-zero") from None
        if max(result.numerator.bit_length(), result.denominator.bit_length()) > MAX_BITS:
            raise FormulaError("formula-too-large")
        return result

    return value


def _call(
    name: str, args: list[ast.expr], node: ast.expr, source: str
) -> Callable[[Values], Fraction]:
    parts = [_number(arg, source) for arg in args]
    match name, len(parts):
        case "floor", 1:
            return lambda values: Fraction(parts[0](values).__floor__())
        case "round", 1:
            return lambda values: round_half_up(parts[0](values))
        case "min", count if count > 1:
            return lambda values: min(part(values) for part in parts)
        case "max", count if count > 1:
            return lambda values: max(part(values) for part in parts)
    raise _not_allowed(node, source)


def _comparison(node: ast.expr, source: str) -> Callable[[Values], bool]:
    if not isinstance(node, ast.Compare):
        raise FormulaError("formula-no-comparison", formula=source)
    if any(type(op) not in _COMPARISONS for op in node.ops):
        raise _not_allowed(node, source)
    sides = [_number(side, source) for side in (node.left, *node.comparators)]
    compare = [_COMPARISONS[type(op)] for op in node.ops]

    def holds(values: Values) -> bool:
        numbers = [side(values) for side in sides]
        pairs = zip(compare, numbers, numbers[1:], strict=False)
        return all(test(left, right) for test, left, right in pairs)

    return holds
