"""Every text in every language of its course."""

from __future__ import annotations

from collections.abc import Iterator

from courseware.course_source import LANGUAGES
from courseware.document import Node
from courseware.model import Language
from courseware.problems import Problem

_NO_TEXTS = frozenset({"parameters", "derived", "numbers", "retired"})
"""Mappings with names of the author's own, which may look like languages."""


def missing(node: Node, languages: tuple[Language, ...]) -> Iterator[Problem]:
    """The languages that a text anywhere below `node` lacks."""
    for text in local_texts(node):
        for language in languages:
            if language in LANGUAGES and language not in text.value:
                yield text[language].problem("translation-missing", language=language)


def local_texts(node: Node) -> Iterator[Node]:
    """Every mapping from languages to texts below `node`."""
    if isinstance(node.value, list):
        for item in node.items():
            yield from local_texts(item)
    elif isinstance(node.value, dict):
        if node.value and all(key in LANGUAGES for key in node.value):
            yield node
            return
        for key, entry in node.entries():
            if key not in _NO_TEXTS:
                yield from local_texts(entry)
