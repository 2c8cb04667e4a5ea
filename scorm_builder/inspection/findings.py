"""
The rules that packages are held to, in one table, and what an inspection found.

What each rule says, and how to mend it, stands in `texts/rules.<language>.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from courseware.printable import printable
from courseware.texts import catalogue
from scorm_builder.inspection.kinds import Kind
from scorm_builder.texts import FOLDER

_MOST_SHOWN = 20
"""Findings of one rule; a broken folder of a thousand pages is one thing to mend."""


class Severity(StrEnum):
    """An error breaks the package somewhere; a warning costs people something; a note is told."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """
    clause: where it is written, or which LMS was seen to need it.
    ends_it: whether nothing more of the package is read once it is broken.
    """

    id: str
    severity: Severity
    clause: str
    ends_it: bool = False


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_ZIP = "IMS Content Packaging, package interchange file"
_CAM12, _CAM4 = "SCORM 1.2 CAM", "SCORM 2004 4th Edition CAM"
_MOODLE = "Moodle 4.5 mod_scorm"

RULES: Mapping[str, Rule] = {
    rule.id: rule
    for rule in (
        Rule("zip-broken", _E, _ZIP, ends_it=True),
        Rule("zip-too-many", _E, "own limit: 20 000 entries", ends_it=True),
        Rule("zip-too-large", _E, "own limit: 4 GiB unpacked", ends_it=True),
        Rule("zip-bomb", _E, "own limit: 200 times its packed size", ends_it=True),
        Rule("zip-encrypted", _E, _ZIP),
        Rule("zip-path", _E, _ZIP),
        Rule("zip-link", _E, _ZIP),
        Rule("zip-twice", _E, _ZIP),
        Rule("zip-name", _W, "names that every LMS and file system keeps"),
        Rule("zip-macro", _E, "office files with macros"),
        Rule("zip-program", _E, "programs inside a course"),
        Rule("file-too-large", _W, "own limit: 16 MiB of text in one file"),
        Rule("manifest-not-at-root", _E, f"{_CAM12} 2.3; {_MOODLE} wants exactly this name"),
        Rule("xml-entities", _E, "document type declarations are not read"),
        Rule("xml-broken", _E, "XML 1.0"),
        Rule("manifest-schema", _E, "the official schemas"),
        Rule("manifest-version", _E, f"{_CAM12} 2.3.4; {_CAM4} 3.4.1; {_MOODLE}"),
        Rule("organization-default", _E, "IMS Content Packaging, organizations@default"),
        Rule("item-resource", _E, "IMS Content Packaging, item@identifierref"),
        Rule("identifier-twice", _E, "IMS Content Packaging; xs:ID"),
        Rule("identifier-random", _W, f"{_MOODLE}: results go when an identifier vanishes"),
        Rule("href-missing", _E, "IMS Content Packaging, resource@href"),
        Rule("file-missing", _E, "IMS Content Packaging, file@href"),
        Rule("file-not-listed", _W, "IMS Content Packaging, resources"),
        Rule("start-not-listed", _E, f"{_CAM4} application profile: a file equal to its href"),
        Rule("no-sco", _E, f"{_CAM12} 2.3.2: scormtype"),
        Rule("prefix-literal", _E, f"{_MOODLE} matches prefixes by their letters"),
        Rule("character-references", _W, f"{_MOODLE} escapes them again"),
        Rule("map-info", _E, f"{_MOODLE}: imsss:mapInfo stops the import"),
        Rule("mastery-in-moodle", _N, f"{_MOODLE}: an unfinished course becomes failed"),
        Rule("completion-threshold", _W, f"{_MOODLE}: it overrules what the content says"),
        Rule("set-by-content", _W, f"{_CAM4}; SN 3.14: an LMS may assume completion"),
        Rule("several-scos", _N, "one SCO keeps navigation and results in one place"),
        Rule("schemas-not-carried", _E, f"{_CAM4} 3.4: control documents"),
        Rule("cmi5-namespace", _E, "cmi5 13.2: the course structure's namespace"),
        Rule("cmi5-no-unit", _E, "cmi5 13.1.4"),
        Rule("cmi5-iri", _E, "cmi5 3.0 and 13.1: fully qualified IRIs"),
        Rule("cmi5-words", _E, "cmi5 13.1: title and description"),
        Rule("cmi5-value", _E, "cmi5 13.1.4, by the course structure's schema"),
        Rule("cmi5-move-on", _W, "cmi5 13.1.4: moveOn is NotApplicable where it is not said"),
        Rule("uses-unload", _W, "Chrome and Moodle: unload is not allowed any more"),
        Rule("leaves-package", _W, "a package that asks other servers for parts of itself"),
        Rule("page-language", _W, "WCAG 2.2, 3.1.1"),
        Rule("page-title", _W, "WCAG 2.2, 2.4.2"),
        Rule("picture-alt", _W, "WCAG 2.2, 1.1.1"),
        Rule("heading-order", _W, "WCAG 2.2, 1.3.1"),
        Rule("axe", _W, "WCAG 2.2, as axe-core judges a page in a browser"),
        Rule("page-encoding", _W, "HTML: UTF-8"),
        Rule("provenance-broken", _E, "provenance.json, format 1"),
        Rule("provenance-mismatch", _E, "provenance.json, files"),
        Rule("state-too-large", _E, "SCORM 1.2 RTE: suspend_data, CMIString4096"),
        Rule("no-provenance", _N, "provenance.json"),
        Rule("no-licence", _W, "rights in the package"),
        Rule("not-approved", _N, "provenance.json, approval"),
        Rule("unfilled", _N, "provenance.json, unfilled"),
        Rule("pdf-broken", _E, "ISO 32000", ends_it=True),
        Rule("pdf-locked", _E, "PDF/UA-1 7.16: a screen reader must be let in", ends_it=True),
        Rule("pdf-script", _E, "programs inside a course"),
        Rule("pdf-untagged", _E, "PDF/UA-1 7.1; WCAG 2.2, 1.3.1"),
        Rule("pdf-not-claimed", _W, "PDF/UA-1 5: what says nothing is held to nothing"),
        Rule("pdf-title-hidden", _W, "PDF/UA-1 7.1; WCAG 2.2, 2.4.2"),
        Rule("pdf-bookmarks", _W, "PDF/UA-1 7.17; WCAG 2.2, 2.4.5"),
        Rule("kind-unknown", _E, "no format that we know"),
    )
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a package breaks a rule; `values` fill its text's `{placeholders}`."""

    rule: Rule
    where: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)

    def what(self, language: str) -> str:
        return self._text(language, "what")

    def mend(self, language: str) -> str:
        return self._text(language, "mend")

    def _text(self, language: str, part: str) -> str:
        text: str = catalogue("rules", language, FOLDER)[self.rule.id][part]
        return text.format_map({key: printable(str(value)) for key, value in self.values.items()})


def broken(rule: str, where: str = "", **values: str | int) -> Finding:
    """A finding of the rule with that id."""
    return Finding(RULES[rule], printable(where), values)


@dataclass(frozen=True, slots=True)
class AxeLook:
    """
    What axe-core said of a package's pages in a browser.

    pages: how many it judged. failed: why the browser gave up before the last of them; empty where
    it did not.
    """

    engine: str
    pages: int
    findings: Sequence[Finding]
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """
    Everything that was found of one package.

    size: of the zip in bytes. links: addresses that its pages link to; none is ever asked.
    record: what its provenance says, None where it carries none.
    judged_by_schema: whether its manifest was held to the official schemas.
    axe: what a browser showed; None where there was none.
    """

    name: str
    sha256: str
    size: int
    kind: Kind
    findings: Sequence[Finding]
    files: int = 0
    links: Sequence[str] = ()
    record: Mapping[str, Any] | None = None
    judged_by_schema: bool = False
    axe: AxeLook | None = None

    def of(self, severity: Severity) -> list[Finding]:
        return [finding for finding in self.findings if finding.rule.severity is severity]

    def shown(self) -> list[Finding]:
        """The worst first, and of one rule no more than a person reads."""
        order = list(Severity)
        counted: dict[str, int] = {}
        chosen = []
        for finding in sorted(self.findings, key=lambda each: order.index(each.rule.severity)):
            counted[finding.rule.id] = counted.get(finding.rule.id, 0) + 1
            if counted[finding.rule.id] <= _MOST_SHOWN:
                chosen.append(finding)
        return chosen
