"""What is wrong with a command's own words, told in the author's language."""

from __future__ import annotations

import click

from scorm_builder.texts import builder_text


def misunderstanding(error: click.UsageError, words: list[str], language: str) -> str:
    """One sentence; what is rarely wrong is told in click's own."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return builder_text(language, "usage-missing", missing=_missing(error, words))
    if isinstance(error, click.NoSuchOption):
        return builder_text(language, "usage-no-option", option=error.option_name)
    if isinstance(error, click.BadParameter) and isinstance(error.param, click.Option):
        option = error.param
        if isinstance(option.type, click.Choice):
            choices = ", ".join(map(str, option.type.choices))
            return builder_text(language, "usage-choice", option=option.opts[0], choices=choices)
    return error.format_message()


def _missing(error: click.MissingParameter, words: list[str]) -> str:
    """All that must be said and was not; click stops at the first."""
    if error.ctx is None or not isinstance(error.param, click.Option):
        return error.param.human_readable_name if error.param else ""
    wanted = [
        each
        for each in error.ctx.command.params
        if each.required and isinstance(each, click.Option)
    ]
    given = {word.partition("=")[0] for word in words}
    return ", ".join(each.opts[0] for each in wanted if given.isdisjoint(each.opts))
