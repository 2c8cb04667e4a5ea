"""A catalogue as a folder: one page, the same as data, each course's source, and its packages."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from courseware.loading import load_course
from courseware.model import Course
from courseware.rights import attributions
from scorm_builder.errors import WrongUse
from scorm_builder.package import write_package
from scorm_builder.report import STYLE
from scorm_builder.sharing.entry import CATALOGUE, document, entry, medium
from scorm_builder.sharing.packages import SharedPackage, packages_in
from scorm_builder.sharing.shareable import write_shareable
from scorm_builder.source import localizations_of, open_source
from scorm_builder.texts import builder_text
from scorm_builder.whole_folder import new_folder, write_file


def write_catalogue(
    folders: Sequence[Path], out: Path, *, packages: Path | None, language: str, today: date
) -> list[dict[str, Any]]:
    """
    Write the catalogue of the courses in `folders`, whole or not at all; returns its entries.

    packages: a folder of finished packages of these courses, which are listed and lie beside them.
    Raises InvalidCourse for a course that is not valid, WrongUse for two of one id or a package
    that cannot be shared, CannotRead, CannotWrite.
    """
    entries: dict[str, dict[str, Any]] = {}
    courses: dict[str, Course] = {}
    shared: list[SharedPackage] = []
    with new_folder(out) as place:
        for folder in folders:
            localizations = localizations_of(folder)
            course = open_source(
                folder, localization=None, localizations=localizations, today=today
            ).course
            if course.id in entries:
                raise WrongUse("catalogue-twice", id=course.id)
            file = f"{course.id}-{course.version}.zip"
            with tempfile.TemporaryDirectory() as scratch:
                source = Path(scratch) / course.id
                members = write_shareable(
                    course, folder, source, localizations=localizations, today=today
                )
                sha256 = write_package(members, place / file)
                public = load_course(source)
            entries[course.id] = entry(public, file, sha256, (place / file).stat().st_size)
            courses[course.id] = public
        if packages is not None:
            shared = packages_in(packages, courses)
            for package in shared:
                package.put_into(place)
                entries[package.course]["associatedMedia"].append(medium(package))
        listed = list(entries.values())
        text = json.dumps(document(listed), ensure_ascii=False, indent=1)
        write_file(place / CATALOGUE, f"{text}\n".encode())
        write_file(place / "index.html", _page(courses, entries, shared, language).encode())
    return listed


def _page(
    courses: Mapping[str, Course],
    entries: Mapping[str, dict[str, Any]],
    packages: Sequence[SharedPackage],
    language: str,
) -> str:
    title = escape(builder_text(language, "catalogue-title"))
    found = "".join(
        _course(course, entries[id_], [each for each in packages if each.course == id_], language)
        for id_, course in courses.items()
    )
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="alternate" type="application/ld+json" href="{CATALOGUE}">
<style>{STYLE}small {{ overflow-wrap: anywhere; }} li {{ margin-bottom: .5rem; }}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{escape(builder_text(language, "catalogue-lead"))}</p>
{found}</main>
</body>
</html>
"""


def _course(
    course: Course, data: Mapping[str, Any], packages: Sequence[SharedPackage], language: str
) -> str:
    def say(code: str) -> str:
        return escape(builder_text(language, f"catalogue-{code}"))

    shown = language if language in course.languages else course.language
    facts = {
        "version": course.version,
        "languages": ", ".join(course.languages),
        "audience": course.audience[shown],
        "minutes": f"{int(course.duration.total_seconds() // 60)}",
        "licence": course.licence,
        "owner": course.rights_holder,
        "review": course.review.isoformat(),
        "status": builder_text(language, f"catalogue-{'draft' if course.is_draft else 'approved'}"),
        "sha256": data["encoding"]["sha256"],
    }
    rows = "".join(f"<dt>{say(name)}</dt><dd>{escape(text)}</dd>\n" for name, text in facts.items())
    rights = "".join(f"<li>{escape(str(credit))}</li>\n" for credit in attributions(course.assets))
    media = f"<h3>{say('media')}</h3>\n<ul>\n{rights}</ul>\n" if rights else ""
    file = escape(data["encoding"]["contentUrl"])
    return f"""<section lang="{shown}" id="{course.id}">
<h2>{escape(course.title[shown])}</h2>
<p>{escape(course.description[shown])}</p>
<dl lang="{language}">
{rows}</dl>
{media}<p lang="{language}"><a href="{file}">{say("fetch")}: {file}</a></p>
{_packages(packages, language)}</section>
"""


def _packages(packages: Sequence[SharedPackage], language: str) -> str:
    """Grouped by whose words they have, in the order that the groups are met."""

    def say(code: str) -> str:
        return escape(builder_text(language, f"catalogue-{code}"))

    groups: dict[str, str] = {}
    for each in packages:
        whose = escape(each.layers[-1]) if each.layers else say("shared")
        groups[whose] = groups.get(whose, "") + (
            f"<li><a href='{escape(quote(each.file))}'>{escape(each.path.name)}</a><br>"
            f"{escape(each.profile)}, {each.size / 1024:.0f} KiB"
            f"<br><small>SHA-256 {each.sha256}</small></li>\n"
        )
    found = "".join(f"<h4>{whose}</h4>\n<ul>\n{files}</ul>\n" for whose, files in groups.items())
    return f"<div lang='{language}'><h3>{say('packages')}</h3>\n{found}</div>\n" if found else ""
