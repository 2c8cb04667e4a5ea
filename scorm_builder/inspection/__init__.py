"""
What is to be said of a package, ours or anybody's: safe to open, valid, and fit for its LMSs.

Nothing of a package is unpacked to disk or fetched, and nothing is run but in a browser that was
asked for.
"""

from __future__ import annotations

from pathlib import Path

from scorm_builder.inspection import manifest, pages, record, zip_rules
from scorm_builder.inspection.archive import Archive, open_archive
from scorm_builder.inspection.findings import AxeLook, Finding, Inspection, broken
from scorm_builder.inspection.kinds import Kind, kind_of

_PDF = b"%PDF-"


def inspect(package: Path, *, browser: Path | None = None, language: str = "nb") -> Inspection:
    """
    Judge one zip, or one PDF.

    browser: a Chromium to show its pages in, cut off from everything else; only then is anything of
        the package run. language: of what axe-core says of them.
    Raises CannotRead when there is no such file; a zip that is broken or would swallow the machine
    is a finding, and nothing further is read of it.
    """
    with open_archive(package) as archive:
        if _is_pdf(package):
            return _paper(archive)
        found: list[Finding] = list(zip_rules.findings(archive))
        if any(finding.rule.ends_it for finding in found):
            return Inspection(package.name, archive.sha256, archive.size, Kind.UNKNOWN, found)
        main, parse_findings = manifest.read(archive)
        kind = kind_of(archive, main)
        found += parse_findings
        found += manifest.findings(archive, main, kind)
        seen = pages.look(archive)
        found += seen.findings
        told, of_record = record.look(archive)
        found += of_record
        shown = _shown(archive, browser, language) if browser is not None else None
        found += shown.findings if shown else ()
        return Inspection(
            package.name,
            archive.sha256,
            archive.size,
            kind,
            found,
            files=len(archive.names),
            links=seen.links,
            record=told,
            judged_by_schema=main is not None and manifest.schema_of(main, kind) is not None,
            axe=shown,
        )


def _is_pdf(path: Path) -> bool:
    with path.open("rb") as content:
        return content.read(len(_PDF)) == _PDF


def _shown(archive: Archive, browser: Path, language: str) -> AxeLook:
    from scorm_builder.inspection import axe  # the browser's part, which few builds need

    return axe.look(archive, browser, language)


def _paper(archive: Archive) -> Inspection:
    from scorm_builder.inspection import paper  # a tenth of a build's time to load

    seen = paper.look(archive.path)
    if seen.record is None:
        told, of_record = None, [] if seen.unread else [broken("no-provenance")]
    else:
        told, of_record = record.judge(archive, seen.record)
    return Inspection(
        archive.path.name,
        archive.sha256,
        archive.size,
        Kind.PDF,
        [*seen.findings, *of_record],
        files=1,
        links=seen.links,
        record=told,
    )
