"""
What can go wrong when a package is made.

BuilderError
├── CannotRead         a file, a folder or a port that was asked for cannot be had
├── CannotWrite        the target cannot be written; nothing was left behind
├── UnfitForProfile    the course cannot become a package of this profile
└── WrongUse           the command asks for something that cannot be meant
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from scorm_builder.texts import Value, builder_text


class BuilderError(Exception):
    """
    Anything the builder reports to an author.

    code: names a sentence in `texts/builder.<language>.yaml`, which says what is wrong and what
    to do; values: what its `{placeholders}` stand for.
    """

    def __init__(self, code: str, /, **values: Value) -> None:
        super().__init__(builder_text("en", code, **values))
        self.code = code
        self.values = values

    def __reduce__(self) -> tuple[Callable[[], BuilderError], tuple[()]]:
        """So that a worker process can raise it in its parent."""
        return partial(type(self), self.code, **self.values), ()

    def text(self, language: str) -> str:
        """The sentence in the author's language, `nb` or `en`."""
        return builder_text(language, self.code, **self.values)


class CannotRead(BuilderError):
    """A file, a folder or a port asked for cannot be had."""


class CannotWrite(BuilderError):
    """The file or folder asked for cannot be written."""


class UnfitForProfile(BuilderError):
    """The course holds something that the format or its LMSs cannot carry."""


class WrongUse(BuilderError):
    """An argument that cannot be meant: an id that is none, a package over its own source."""
