"""
The Markdown that lessons and questions are written in.

CommonMark with tables, without HTML; the directives of `courseware.directives` as containers;
`{{ variable }}` and, in calculations, `{placeholder}` as tokens of their own. Addresses are not
judged here: what may be linked to is decided in one place, `courseware.addresses`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from courseware.directives import NAMES

MAX_BOXES = 16
"""Points of a checklist; the learner's state has a bit for each."""

_VARIABLE = re.compile(r"\{\{[ \t]*([a-z][a-z0-9_-]{0,79})[ \t]*\}\}")
_PLACEHOLDER = re.compile(r"(?<!\{)\{([A-Za-z][A-Za-z0-9_]{0,29})\}(?!\})")


@cache
def dialect(renderer: type[RendererHTML] = RendererHTML) -> MarkdownIt:
    """The one parser. `courseware.lesson_html` has the renderer; reading needs none."""
    markdown = _Dialect("commonmark", {"html": False}, renderer_cls=renderer).enable("table")
    for name in NAMES:
        container_plugin(markdown, name, render=_render_directive)
    markdown.inline.ruler.before("emphasis", "variable", _variable)
    markdown.inline.ruler.before("emphasis", "placeholder", _placeholder)
    markdown.core.ruler.push("checklists", _checklists)
    return markdown


@cache
def dialect_with_html() -> MarkdownIt:
    """Sees raw HTML, in order to tell the author of it. Nothing is rendered by this one."""
    return _Dialect("commonmark", {"html": True})


class _Dialect(MarkdownIt):
    """Reads every link as one, so that an address we refuse is told of instead of shown as text."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return True


def with_variables(text: str, value: Callable[[str], str]) -> str:
    """A text that is no Markdown, with every variable replaced by its value."""
    return _VARIABLE.sub(lambda match: value(match[1]), text)


def _render_directive(renderer: Any, *arguments: Any) -> str:
    """The plugin wants one rule for each name; the renderer has one for all."""
    html: str = renderer.directive(*arguments)
    return html


def _variable(state: StateInline, silent: bool) -> bool:
    match = _VARIABLE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("variable", "", 0)
        token.content = match[1]
        token.meta["in_link"] = state.linkLevel > 0
    state.pos = match.end()
    return True


def _placeholder(state: StateInline, silent: bool) -> bool:
    match = _PLACEHOLDER.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("placeholder", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _checklists(state: StateCore) -> None:
    """Give every point of a checklist its box: the first line of each item becomes its label."""
    for first, last in checklist_lists(state.tokens):
        opening = state.tokens[first]
        opening.meta["checklist"] = directive(state.tokens[first - 1])[1]
        boxes = 0
        depth = opening.level + 1
        for index in range(first, last):
            token = state.tokens[index]
            if token.type == "list_item_open" and token.level == depth:
                paragraph = state.tokens[index + 1]
                if paragraph.type == "paragraph_open" and boxes < MAX_BOXES:
                    paragraph.type = "box_open"
                    state.tokens[index + 3].type = "box_close"
                    paragraph.meta["box"] = boxes
                boxes += 1


def directive(token: Token) -> tuple[str, str]:
    """The name of the directive that a container's token begins or ends, and the words behind."""
    name = token.type.split("_")[1]
    return name, token.info.strip().removeprefix(name).strip()


def checklist_lists(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Where the list of each checklist begins and ends; it comes first in the directive."""
    for index, token in enumerate(tokens[:-1]):
        following = tokens[index + 1]
        if token.type == "container_checklist_open" and following.type == "bullet_list_open":
            end = index + 1
            while tokens[end].type != "bullet_list_close" or tokens[end].level != following.level:
                end += 1
            yield index + 1, end
