"""`scorm-builder`: the author's commands."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from courseware.errors import InvalidCourse
from scorm_builder import problem_list
from scorm_builder.cli_arguments import FOLDER, browser_at, in_browser, localized
from scorm_builder.cli_catalogue import catalogue, pull
from scorm_builder.cli_import import import_file
from scorm_builder.cli_questions import export_questions
from scorm_builder.cli_stats import stats
from scorm_builder.errors import WrongUse
from scorm_builder.profiles import DEFAULT, PROFILES
from scorm_builder.terminal import EXIT_MEND, Commands, Terminal, speaking

if TYPE_CHECKING:
    from scorm_builder.build_all import Order


@click.group(cls=Commands)
@click.version_option(package_name="kurspakke")
def main() -> None:
    """Make, check and package courses."""


@main.command()
@FOLDER
@click.option("--id", "course_id", help="The course's id, for life; the folder's name if not said.")
@click.option("--title", required=True, help="What people will call the course.")
@click.option("--rights-holder", required=True, help="Who owns the text, such as a municipality.")
@click.option(
    "--in",
    "languages",
    type=click.Choice(["nb", "nn", "en"]),
    multiple=True,
    default=("nb",),
    show_default=True,
    help="A language the course is written in; say it again for each.",
)
@speaking
def new(
    terminal: Terminal,
    folder: Path,
    course_id: str | None,
    title: str,
    rights_holder: str,
    languages: tuple[str, ...],
) -> None:
    """Start a course in FOLDER, small and valid, ready to be written on."""
    from scorm_builder.new_course import Beginning, start_course
    from scorm_builder.source import localizations_of

    beginning = Beginning(course_id or folder.resolve().name, title, rights_holder, languages)
    files = start_course(
        folder, beginning, localizations=localizations_of(folder), today=terminal.today()
    )
    terminal.result(ok=True, folder=str(folder), files=files)
    terminal.say("created", folder=str(folder))


@main.command()
@FOLDER
@localized
@click.option("--release", is_flag=True, help="Hold it to what a release needs: an approver too.")
@speaking
def validate(
    terminal: Terminal,
    folder: Path,
    localization: str | None,
    localizations: Path | None,
    release: bool,
) -> None:
    """Say everything that is wrong with the course in FOLDER, in one pass."""
    from courseware.validation import check
    from scorm_builder import hunspell
    from scorm_builder.source import identity_of, localizations_of, variants_of

    speller = hunspell.installed()
    problems = check(
        folder,
        today=terminal.today(),
        localization=localization,
        localizations=localizations or localizations_of(folder),
        release=release,
        speller=speller,
    )
    if problem_list.errors(problems):
        raise InvalidCourse(problems)
    languages = identity_of(folder, terminal.today()).languages
    spelt = [each for each in languages if speller is not None and speller.knows(each)]
    counted = variants_of(folder)
    terminal.result(
        ok=True,
        problems=problem_list.records(problems, terminal.language),
        variants=counted,
        spelling=spelt,
    )
    for line in problem_list.lines(problems, terminal.language):
        terminal.line(line)
    for question, count in counted.items():
        terminal.say("variants", question=question, count=count)
    if speller is None:
        terminal.say("spelling-no-program")
    for code, told in (
        ("spelling-checked", spelt),
        ("spelling-no-dictionary", [each for each in languages if speller and each not in spelt]),
    ):
        if told:
            terminal.say(code, languages=", ".join(told))
    outcome = "fine-with-warnings" if problems else "fine"
    terminal.say(outcome, course=str(folder), count=len(problems))


@main.command()
@FOLDER
@speaking
def register(terminal: Terminal, folder: Path) -> None:
    """Give what is new in FOLDER, a course or a region, its numbers for life (ids.lock.yaml)."""
    from courseware.course_source import REGISTER_FILE
    from courseware.register import read, update

    before = read(folder)
    added = update(folder)
    retired = [key for key in read(folder).retired if key not in before.retired]
    terminal.result(ok=True, added=list(added), retired=retired)
    terminal.say(
        "registered" if added or retired else "registered-nothing",
        file=str(folder / REGISTER_FILE),
        added=len(added),
        retired=len(retired),
    )


@main.command()
@FOLDER
@localized
@click.option("--port", type=click.IntRange(1, 65535), default=8300, show_default=True)
@speaking
def preview(
    terminal: Terminal,
    folder: Path,
    localization: str | None,
    localizations: Path | None,
    port: int,
) -> None:
    """Show the course in FOLDER in a browser on this machine, and follow what is written."""
    from scorm_builder.preview import Preview, serve
    from scorm_builder.source import localizations_of

    shown = Preview(
        folder,
        localization,
        localizations or localizations_of(folder),
        terminal.today,
        terminal.language,
    )

    with suppress(InvalidCourse):  # the page says what, and follows the mending
        shown.source()

    def ready(url: str) -> None:
        terminal.result(ok=True, url=url)
        terminal.say("previewing", url=url)

    serve(shown, port, ready)


@main.command()
@FOLDER
@click.option(
    "--localization",
    "chosen",
    metavar="REGION[/MUNICIPALITY]",
    multiple=True,
    help="Whose words to lay on it; with --all again for each, a region for all its own.",
)
@click.option(
    "--localizations",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the localizations lie, as for `validate`.",
)
@click.option(
    "--profile",
    "profiles",
    type=click.Choice(list(PROFILES)),
    multiple=True,
    help=f"What to make: {DEFAULT} when left out. With --all every profile, or those you name.",
)
@click.option("--all", "everything", is_flag=True, help="Every municipality in every profile.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="The file to write; with --all the folder.",
)
@click.option("--release", is_flag=True, help="Refuse a course that nobody has approved.")
@click.option(
    "--with-certifying-test",
    "certifying",
    metavar="TEST",
    multiple=True,
    help="Put this certifying test and its answers into the package. It is then no secret.",
)
@click.option(
    "--served-at", metavar="URL", help="Where the course is served over LTI; for cartridge11."
)
@click.option(
    "--in",
    "opens_in",
    type=click.Choice(["nb", "nn", "en"]),
    help="The language that a package opens in, if not that of the localization.",
)
@in_browser
@click.option(
    "--with-practice",
    "practice",
    is_flag=True,
    help="For print: all practice questions at the back, with their answers.",
)
@speaking
def build(
    terminal: Terminal,
    folder: Path,
    chosen: tuple[str, ...],
    localizations: Path | None,
    profiles: tuple[str, ...],
    everything: bool,
    out: Path,
    release: bool,
    certifying: tuple[str, ...],
    served_at: str | None,
    opens_in: str | None,
    browser: Path | None,
    practice: bool,
) -> None:
    """Build a package from the course in FOLDER, or with --all one for each municipality."""
    from scorm_builder.build_all import Order
    from scorm_builder.source import localizations_of, origin

    order = Order(
        folder,
        localizations or localizations_of(folder),
        terminal.today(),
        profiles or (tuple(PROFILES) if everything else (DEFAULT,)),
        bool(profiles),
        out,
        terminal.language,
        release,
        certifying,
        origin(served_at) if served_at else None,
        opens_in,
        browser_at(browser),
        practice,
    )
    if everything:
        _build_all(terminal, order, chosen)
    elif len(profiles) > 1 or len(chosen) > 1:
        raise WrongUse("one-package", profiles=", ".join(PROFILES))
    else:
        _build_one(terminal, order, next(iter(chosen), None))


def _build_one(terminal: Terminal, order: Order, localization: str | None) -> None:
    from scorm_builder.building import build_package, refuse_bad_name, refuse_bad_target

    (profile,) = order.profiles
    refuse_bad_name(order.out, profile)
    source = order.source(localization)
    refuse_bad_target(order.out, order.folder, order.out.parent)
    built = build_package(source, profile, order.out, terminal.language, browser=order.browser)
    terminal.result(
        ok=True,
        out=str(built.out),
        profile=profile,
        sha256=built.sha256,
        bytes=built.size,
        files=built.files,
        report=str(built.report),
        problems=problem_list.records(source.warnings, terminal.language),
    )
    for line in problem_list.lines(source.warnings, terminal.language):
        terminal.line(line, err=True)
    terminal.say(
        "built-paper" if PROFILES[profile].is_paper else "built",
        out=str(built.out),
        profile=profile,
        files=built.files,
        size=f"{built.size / 1024:.0f} KiB",
        sha256=built.sha256,
    )
    terminal.say("reported", page=str(built.report))


def _build_all(terminal: Terminal, order: Order, wanted: tuple[str, ...]) -> None:
    from scorm_builder import build_summary
    from scorm_builder.build_all import build_all, municipalities, targets
    from scorm_builder.building import make_folder
    from scorm_builder.source import identity_of

    course = identity_of(order.folder, order.today)
    localizations = municipalities(order.localizations, wanted)
    wished = targets(order, course, localizations)
    make_folder(order.out, order.folder)
    with terminal.progress(len(wished)) as advance:
        rows = build_all(order, course.id, wished, advance)
    terminal.result(**build_summary.record(rows, terminal.language))
    for line in build_summary.problem_lines(rows, terminal.language):
        terminal.line(line, err=True)
    for line in build_summary.table(rows, terminal.language):
        terminal.line(line)
    if build_summary.failed(rows):
        raise click.exceptions.Exit(EXIT_MEND)


@main.command()
@click.argument("package", type=click.Path(path_type=Path))
@in_browser
@speaking
def inspect(terminal: Terminal, package: Path, browser: Path | None) -> None:
    """Judge PACKAGE, a zip of ours or of anybody's: safe, valid, and fit for its LMSs."""
    from scorm_builder import report
    from scorm_builder.inspection import inspect as inspected

    inspection = inspected(package, browser=browser_at(browser), language=terminal.language)
    terminal.result(**report.as_record(inspection, terminal.language))
    for line in report.lines(inspection, terminal.language):
        terminal.line(line)
    if report.verdict(inspection) == "refused":
        raise click.exceptions.Exit(EXIT_MEND)


@main.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@speaking
def diff(terminal: Terminal, old: Path, new: Path) -> None:
    """Say what is another in NEW than in OLD, two course folders or packages of ours."""
    from scorm_builder import comparison
    from scorm_builder.edition import read_edition

    compared = comparison.compare(read_edition(old), read_edition(new))
    terminal.result(ok=True, **comparison.record(compared, terminal.language))
    for line in comparison.lines(compared, terminal.language):
        terminal.line(line)


@main.command()
@FOLDER
@click.option(
    "--from",
    "latest",
    type=click.Path(path_type=Path),
    required=True,
    help="The folder with the shared course's new version.",
)
@localized
@click.option(
    "--accept",
    "accepted",
    metavar="LESSON",
    multiple=True,
    help="Our own text for this lesson was looked at and stands; say it again for each.",
)
@speaking
def update(
    terminal: Terminal,
    folder: Path,
    latest: Path,
    localization: str | None,
    localizations: Path | None,
    accepted: tuple[str, ...],
) -> None:
    """Say what a new version of the course in FOLDER means for each local edition of it."""
    from courseware.loading import load_course
    from scorm_builder import comparison, update_report, updating
    from scorm_builder.edition import of_course
    from scorm_builder.source import localizations_of

    before, after = load_course(folder), load_course(latest)
    found = updating.look(before, after, localizations or localizations_of(folder), localization)
    compared = comparison.compare(of_course(before), of_course(after))
    settled = updating.accept(found, accepted)
    waiting = len(settled) < len(found.conflicts) or any(e.problems for e in found.editions)
    terminal.result(
        ok=not waiting,
        comparison=comparison.record(compared, terminal.language),
        **update_report.record(found, settled, terminal.language),
    )
    for line in (
        *comparison.lines(compared, terminal.language),
        *update_report.lines(found, settled, terminal.language),
    ):
        terminal.line(line)
    if waiting:
        raise click.exceptions.Exit(EXIT_MEND)


@main.command()
@speaking
def profiles(terminal: Terminal) -> None:
    """List what a course can be built as."""
    terminal.result(ok=True, profiles={p.name: p.summary for p in PROFILES.values()})
    for profile in PROFILES.values():
        terminal.line(f"{profile.name:16} {profile.summary}")


main.add_command(stats)
main.add_command(export_questions)
main.add_command(import_file)
main.add_command(catalogue)
main.add_command(pull)
