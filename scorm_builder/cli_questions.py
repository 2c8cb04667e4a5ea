"""`scorm-builder export-questions`: a question bank for another system."""

from __future__ import annotations

from pathlib import Path

import click

from scorm_builder import remarks
from scorm_builder.cli_arguments import FOLDER, localized
from scorm_builder.errors import CannotWrite, WrongUse
from scorm_builder.terminal import Terminal, speaking


@click.command("export-questions")
@FOLDER
@localized
@click.option("--bank", "bank_id", required=True, help="The bank's id: questions/<id>.yaml.")
@click.option(
    "--format", "form", type=click.Choice(["moodle-xml"]), default="moodle-xml", show_default=True
)
@click.option(
    "--in",
    "question_language",
    type=click.Choice(["nb", "nn", "en"]),
    help="The language of the questions; the course's own if not said.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option(
    "--with-certifying-bank",
    "certifying",
    metavar="ID",
    help="Export this certify bank with its answers. It is then no secret.",
)
@speaking
def export_questions(
    terminal: Terminal,
    folder: Path,
    localization: str | None,
    localizations: Path | None,
    bank_id: str,
    form: str,
    question_language: str | None,
    out: Path,
    certifying: str | None,
) -> None:
    """Write a practice bank of the course in FOLDER as a file that Moodle can import."""
    from courseware.model import Use
    from scorm_builder.moodle_questions.writing import moodle_xml
    from scorm_builder.source import localizations_of, open_source
    from scorm_builder.whole_file import write_whole

    source = open_source(
        folder,
        localization=localization,
        localizations=localizations or localizations_of(folder),
        today=terminal.today(),
    )
    course = source.course
    bank = next((each for each in course.banks if each.id == bank_id), None)
    if bank is None:
        known = ", ".join(each.id for each in course.banks) or "–"
        raise WrongUse("no-such-bank", name=bank_id, known=known)
    if bank.use is Use.CERTIFY and certifying != bank_id:
        raise WrongUse("bank-is-secret", name=bank_id)
    language = question_language or course.language
    if language not in course.languages:
        known = ", ".join(course.languages)
        raise WrongUse("no-such-language", language=language, known=known)
    if not out.parent.is_dir():
        raise CannotWrite("not-a-package-folder", path=str(out.parent))
    if out.resolve().is_relative_to(folder.resolve()):
        raise WrongUse("out-in-course", path=str(out))
    export = moodle_xml(course, bank, language, lambda path: (folder / path).read_bytes())
    sha256 = write_whole(out, lambda file: file.write(export.xml))
    terminal.result(
        ok=True,
        out=str(out),
        format=form,
        language=language,
        questions=export.count,
        secret=bank.use is Use.CERTIFY,
        remarks=remarks.records(export.remarks, terminal.language),
        sha256=sha256,
    )
    for remark in export.remarks:
        terminal.line(remark.text(terminal.language), err=True)
    if bank.use is Use.CERTIFY:
        terminal.say_aside("exported-secret", bank=bank_id)
    terminal.say("exported", out=str(out), count=export.count, remarks=len(export.remarks))
