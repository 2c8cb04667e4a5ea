"""
The names by which a browser knows the options of a test: `A` for the first it shows, and so on.

An author's own ids would tell too much. Things to put in order are written in the right order, so
their ids often are, too; and who always calls the right option `b` does not notice it.

An answer is stored by the author's ids. Those are in small letters, so an answer that already has
them, from a page that was opened before an update of the tool, is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase

from courseware.model import Case, Matching, MultipleChoice, Question
from courseware.scoring import PARTS


def shown_names(order: str) -> dict[str, str]:
    """By the author's ids in the order in which they are shown."""
    return dict(zip(order, ascii_uppercase, strict=False))


def as_shown(question: Question, order: str, response: str) -> str:
    """A stored response in the names that the browser knows; `order`: as it was drawn."""
    return _named(question, order, response, inverse=False)


def as_stored(question: Question, order: str, response: str) -> str:
    """A browser's response in the author's ids; `order`: as it was drawn."""
    return _named(question, order, response, inverse=True)


def _named(question: Question, order: str, response: str, *, inverse: bool) -> str:
    if isinstance(question, Case):
        given, orders = response.split(PARTS), order.split(PARTS)
        if len(given) != len(question.parts):
            return response
        parts = zip(question.parts, orders, given, strict=True)
        return PARTS.join(_named(*part, inverse=inverse) for part in parts)
    if not order:
        return response
    names = shown_names(order)
    if inverse:
        names = {name: id_ for id_, name in names.items()}
    return _translated(question, names, response)


def _translated(question: Question, names: Mapping[str, str], response: str) -> str:
    if isinstance(question, Matching):  # each thing keeps its id, its choice follows
        return "".join(
            names.get(each, each) if index % 2 else each for index, each in enumerate(response)
        )
    translated = (names.get(each, each) for each in response)
    return "".join(sorted(translated) if isinstance(question, MultipleChoice) else translated)
