"""
How the commands speak: to a person in sentences, to a program in one JSON object.

Exit codes: 0 done; 1 something in the course must be mended; 2 the command was not understood;
3 a file, a folder or a port cannot be had. `docs/authors/commands.md` promises them.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NoReturn

import click

from courseware.errors import (
    CourseNotReadable,
    CourseNotWritable,
    InvalidCourse,
    UnknownLocalization,
)
from scorm_builder import problem_list
from scorm_builder.errors import BuilderError, CannotRead, CannotWrite, WrongUse
from scorm_builder.texts import LANGUAGES, builder_text
from scorm_builder.usage import misunderstanding

EXIT_MEND, EXIT_USAGE, EXIT_FILES = 1, 2, 3

LANGUAGE_VARIABLE = "KURSPAKKE_LANGUAGE"


def today_here() -> date:
    """The day by the author's own calendar."""
    return datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True)
class Terminal:
    """How to speak to the person or program that runs us; `today` is their calendar."""

    language: str = "nb"
    as_json: bool = False
    today: Callable[[], date] = field(default=today_here)

    def say(self, code: str, **values: str | int) -> None:
        """A sentence of the catalogue; a program that asked for JSON hears nothing."""
        self.line(builder_text(self.language, code, **values))

    def say_aside(self, code: str, **values: str | int) -> None:
        """The same to where warnings go, so that they stand apart from the outcome."""
        self.line(builder_text(self.language, code, **values), err=True)

    def line(self, text: str, *, err: bool = False) -> None:
        if not self.as_json:
            click.echo(text, err=err)

    def result(self, **record: Any) -> None:
        """The outcome as JSON, where that was asked for."""
        if self.as_json:
            # Another encoding cannot hold every letter, but JSON can always be spelt in ASCII.
            plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
            click.echo(json.dumps(record, ensure_ascii=plain, indent=1))

    @contextmanager
    def progress(self, steps: int) -> Iterator[Callable[[object], None]]:
        """A bar on a terminal; `advance` is called with what each step came to."""
        if self.as_json or not sys.stderr.isatty():
            yield lambda _: None
            return
        with click.progressbar(length=steps, file=sys.stderr) as bar:
            yield lambda _: bar.update(1)

    def fail(self, message: str, code: str) -> None:
        self.result(ok=False, error={"code": code, "message": message})
        self.line(message, err=True)

    def problems(self, course: str, found: InvalidCourse) -> None:
        """All of them, then how many."""
        self.result(ok=False, problems=problem_list.records(found.problems, self.language))
        for line in problem_list.lines(found.problems, self.language):
            self.line(line, err=True)
        count = len(problem_list.errors(found.problems))
        self.line(builder_text(self.language, "broken", course=course, count=count), err=True)


def speaking(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its Terminal, and turn what goes wrong into a message and an exit code."""

    @click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        default="nb",
        envvar=LANGUAGE_VARIABLE,
        show_default=True,
        help="The language of the messages.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
    @click.pass_context
    @functools.wraps(command)
    def wrapped(context: click.Context, /, language: str, as_json: bool, **arguments: Any) -> None:
        terminal = Terminal(language, as_json, context.obj or today_here)
        folder = str(arguments.get("folder", ""))
        try:
            command(terminal, **arguments)
        except InvalidCourse as error:
            terminal.problems(folder, error)
            context.exit(EXIT_MEND)
        except BuilderError as error:
            terminal.fail(error.text(language), error.code)
            context.exit(_exit_code(error))
        except (CourseNotReadable, CourseNotWritable, UnknownLocalization) as error:
            problem = error.problem
            message = f"{folder}: {problem.what(language)} {problem.mend(language)}"
            terminal.fail(message, problem.code)
            context.exit(EXIT_USAGE if isinstance(error, UnknownLocalization) else EXIT_FILES)
        except OSError as error:
            name = os.fsdecode(error.filename) if error.filename else folder
            terminal.fail(builder_text(language, "files", path=name, reason=error), "files")
            context.exit(EXIT_FILES)

    return wrapped


def _exit_code(error: BuilderError) -> int:
    match error:
        case CannotRead() | CannotWrite():
            return EXIT_FILES
        case WrongUse():
            return EXIT_USAGE
        case _:
            return EXIT_MEND


class Commands(click.Group):
    """Commands that answer in JSON where it was asked for, also when they were not understood."""

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        words = list(sys.argv[1:] if args is None else args)
        try:
            code = super().main(words, prog_name, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            code = EXIT_USAGE
        except click.UsageError as error:
            code = _misunderstood(error, words)
        except (click.Abort, KeyboardInterrupt):
            code = interrupted(words)
        sys.exit(code if isinstance(code, int) else 0)


def interrupted(words: list[str]) -> int:
    """Say that Ctrl-C was heard; gives the exit code."""
    terminal = _terminal(words)
    terminal.fail(builder_text(terminal.language, "interrupted"), "interrupted")
    return EXIT_MEND


def _terminal(words: list[str]) -> Terminal:
    """As the command's own words ask for it, where it got no further than to be read."""
    language = os.environ.get(LANGUAGE_VARIABLE, "nb")
    for word, following in pairwise(words):
        language = following if word == "--language" else language
    return Terminal(language if language in LANGUAGES else "nb", "--json" in words)


def _misunderstood(error: click.UsageError, words: list[str]) -> int:
    """What click found wrong with the command's own words."""
    terminal = _terminal(words)
    path = error.ctx.command_path if error.ctx else "scorm-builder"
    reason = misunderstanding(error, words, terminal.language)
    sentence = builder_text(terminal.language, "not-understood", reason=reason, command=path)
    terminal.fail(sentence, "usage")
    return EXIT_USAGE
