"""`scorm-builder import`: a course out of what people have already."""

from __future__ import annotations

from pathlib import Path

import click

from scorm_builder import problem_list, remarks
from scorm_builder.terminal import Terminal, speaking


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True,
    help="The new course's folder.",
)  # fmt: skip
@click.option("--id", "course_id", help="The course's id, for life; the folder's name if not said.")
@click.option(
    "--in",
    "course_language",
    type=click.Choice(["nb", "nn", "en"]),
    default="nb",
    show_default=True,
    help="The language that the file is written in.",
)
@speaking
def import_file(
    terminal: Terminal, file: Path, out: Path, course_id: str | None, course_language: str
) -> None:
    """Make a course of FILE: a Word document (.docx), Moodle XML or GIFT."""
    from scorm_builder.importing.course_folder import write_course
    from scorm_builder.importing.recognise import read_file
    from scorm_builder.source import localizations_of

    draft = read_file(file, course_language)
    made = write_course(
        draft,
        out,
        course_id=course_id or out.resolve().name,
        localizations=localizations_of(out),
        today=terminal.today(),
    )
    terminal.result(
        ok=True,
        folder=str(out),
        files=list(made.files),
        lessons=made.lessons,
        questions=made.questions,
        decisions=problem_list.records(made.decisions, terminal.language),
        remarks=remarks.records(made.remarks, terminal.language),
    )
    if made.remarks:
        terminal.say("import-remarks", count=len(made.remarks))
        for remark in made.remarks:
            terminal.line(f"  {remark.text(terminal.language)}")
    if made.decisions:
        terminal.say("import-decisions", count=len(made.decisions))
        for line in problem_list.lines(made.decisions, terminal.language):
            terminal.line(f"  {line}")
    terminal.say("imported", folder=str(out), lessons=made.lessons, questions=made.questions)
