"""An inspection as text, as data and as a page that stands alone: the conformance report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from scorm_builder.inspection.findings import RULES, AxeLook, Finding, Inspection, Severity
from scorm_builder.inspection.kinds import Kind
from scorm_builder.texts import builder_text

STYLE = """
:root { color-scheme: light dark; --line: #8886; --error: #b3253e; --warning: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --error: #ff8a9a; --warning: #f0b64d; } }
body { font: 1.125rem/1.6 system-ui, sans-serif; margin: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; }
.verdict { font-size: 1.25rem; font-weight: 600; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .25rem 1.5rem; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
ul.findings { list-style: none; padding: 0; margin: 0; }
ul.findings li { border-top: 1px solid var(--line); padding: .75rem 0; }
.severity { font-weight: 700; }
.error .severity { color: var(--error); }
.warning .severity { color: var(--warning); }
.where { overflow-wrap: anywhere; }
p { margin: .15rem 0; }
.clause { font-size: 1rem; opacity: .85; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; vertical-align: top; }
@media (max-width: 30rem) { dl { display: block; } dd { margin-bottom: .5rem; } }
@media print { body { font-size: 11pt; } main { max-width: none; padding: 0; }
  li { break-inside: avoid; } }
"""


def verdict(inspection: Inspection) -> str:
    """`refused`, `usable` or `clean`: the name of the sentence that sums it up."""
    if inspection.of(Severity.ERROR):
        return "refused"
    return "usable" if inspection.of(Severity.WARNING) else "clean"


def as_record(inspection: Inspection, language: str) -> dict[str, Any]:
    """As data; `ok` is false where anything must be mended."""
    record = inspection.record or {}
    return {
        "format": 1,
        "package": inspection.name,
        "sha256": inspection.sha256,
        "bytes": inspection.size,
        "files": inspection.files,
        "kind": inspection.kind.value,
        "ok": not inspection.of(Severity.ERROR),
        "judged_by_schema": inspection.judged_by_schema,
        "axe": _axe_record(inspection.axe),
        "counts": {severity.value: len(inspection.of(severity)) for severity in Severity},
        "findings": [
            {
                "rule": finding.rule.id,
                "severity": finding.rule.severity.value,
                "clause": finding.rule.clause,
                "where": finding.where,
                "what": finding.what(language),
                "mend": finding.mend(language),
            }
            for finding in inspection.shown()
        ],
        "rules": sorted(RULES),
        "links": list(inspection.links),
        "provenance": {key: value for key, value in record.items() if key != "files"} or None,
    }


def lines(inspection: Inspection, language: str) -> Iterator[str]:
    """For a person at a terminal: what it is, what to mend, the sum."""

    def say(code: str, **values: str | int) -> str:
        return builder_text(language, code, **values)

    yield f"{inspection.name}: {say(f'kind-{inspection.kind.value}')}"
    for label, value in _facts(inspection, language):
        yield f"  {label}: {value}"
    for finding in inspection.shown():
        where = f" {finding.where}:" if finding.where else ""
        rule = finding.rule
        yield f"{say(rule.severity.value)} [{rule.id}]{where} {finding.what(language)}"
        yield f"    {finding.mend(language)}"
    yield say(f"inspected-{verdict(inspection)}", **_counts(inspection))


def as_page(inspection: Inspection, language: str) -> str:
    """One HTML file without anything from elsewhere; no times, so that it is reproducible."""

    def say(code: str, **values: str | int) -> str:
        return escape(builder_text(language, code, **values))

    facts = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>\n"
        for label, value in _facts(inspection, language)
    )
    found = "".join(_finding(finding, language) for finding in inspection.shown())
    body = f'<ul class="findings">\n{found}</ul>' if found else f"<p>{say('report-nothing')}</p>"
    title = say("report-title", name=inspection.name)
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="verdict">{say(f"inspected-{verdict(inspection)}", **_counts(inspection))}</p>
<h2>{say("report-about")}</h2>
<dl>
{facts}</dl>
<h2>{say("report-findings")}</h2>
{body}
{_media(inspection, language)}{_links(inspection, language)}<h2>{say("report-held-to")}</h2>
<p>{say("report-rules", count=len(RULES))}</p>
</main>
</body>
</html>
"""


def as_json(inspection: Inspection, language: str) -> str:
    return json.dumps(as_record(inspection, language), ensure_ascii=False, indent=1) + "\n"


def report_files(package: Path) -> tuple[Path, Path]:
    """`NAME.report.html` and `NAME.report.json` beside the package."""
    stem = package.name.removesuffix(".zip").removesuffix(".pdf")
    return package.with_name(f"{stem}.report.html"), package.with_name(f"{stem}.report.json")


def _counts(inspection: Inspection) -> dict[str, int]:
    return {
        "errors": len(inspection.of(Severity.ERROR)),
        "warnings": len(inspection.of(Severity.WARNING)),
    }


def _facts(inspection: Inspection, language: str) -> Iterator[tuple[str, str]]:
    def say(code: str, **values: str | int) -> str:
        return builder_text(language, code, **values)

    yield say("fact-kind"), say(f"kind-{inspection.kind.value}")
    if inspection.kind not in (Kind.WEB, Kind.PDF, Kind.UNKNOWN):
        yield say("fact-schema"), say(_schema_verdict(inspection))
    size = f"{inspection.size / 1024:.0f} KiB"
    yield say("fact-size"), say("fact-size-value", files=inspection.files, size=size)
    yield "SHA-256", inspection.sha256
    if inspection.record is not None:
        yield from _told(inspection.record, inspection.kind, language)
    if inspection.kind is not Kind.PDF:  # axe judges pages of the web
        yield say("fact-axe"), _axe_verdict(inspection.axe, language)
    if inspection.links:
        yield say("fact-links"), say("fact-links-value", count=len(inspection.links))


def _axe_record(axe: AxeLook | None) -> dict[str, Any] | None:
    """None where no browser was to be had."""
    if axe is None:
        return None
    told = {"engine": axe.engine, "pages": axe.pages, "findings": len(axe.findings)}
    return {**told, "failed": axe.failed or None}


def _axe_verdict(axe: AxeLook | None, language: str) -> str:
    if axe is None:
        return builder_text(language, "axe-none")
    about: dict[str, str | int] = {"engine": axe.engine, "pages": axe.pages}
    if axe.failed:
        return builder_text(language, "axe-failed", reason=axe.failed, **about)
    return builder_text(language, "axe-pages", count=len(axe.findings), **about)


def _schema_verdict(inspection: Inspection) -> str:
    if not inspection.judged_by_schema:
        return "schema-none"
    broken = any(finding.rule.id == "manifest-schema" for finding in inspection.findings)
    return "schema-broken" if broken else "schema-valid"


def _told(record: Mapping[str, Any], kind: Kind, language: str) -> Iterator[tuple[str, str]]:
    """What the package's own provenance says."""

    def say(code: str, **values: str | int) -> str:
        return builder_text(language, code, **values)

    course = record["course"]
    yield say("fact-course"), f"{course['id']} {course.get('version', '')}"
    yield say("fact-profile"), str(record.get("profile", "–"))
    layers = [str(layer.get("title")) for layer in record.get("layers", ())]
    yield say("fact-layers"), ", ".join(layers) or say("fact-shared")
    yield say("fact-licence"), f"{record.get('licence')} · {record.get('rights_holder')}"
    approval = record.get("approval")
    if approval:
        value = f"{approval['name']}, {approval['role']}, {approval['date']}"
        yield say("fact-approval"), value
    state = record.get("state")
    if state and kind is not Kind.PDF:
        yield (
            say("fact-state"),
            say("fact-state-value", characters=state["characters"], limit=state["limit"]),
        )


def _finding(finding: Finding, language: str) -> str:
    severity = finding.rule.severity.value
    where = f'<p class="where"><code>{escape(finding.where)}</code></p>\n' if finding.where else ""
    return (
        f'<li class="{severity}">\n<p><span class="severity">'
        f"{escape(builder_text(language, severity))}:</span> {escape(finding.what(language))}</p>\n"
        f"{where}<p>{escape(finding.mend(language))}</p>\n"
        f'<p class="clause">{escape(finding.rule.id)} · {escape(finding.rule.clause)}</p>\n</li>\n'
    )


def _media(inspection: Inspection, language: str) -> str:
    """The register of rights, asset by asset."""
    assets = (inspection.record or {}).get("assets") or {}
    if not assets:
        return ""
    heads = (builder_text(language, f"report-{name}") for name in ("file", "licence", "holder"))
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    rows = "".join(
        f"<tr><td>{escape(path)}</td><td>{escape(terms['licence'])}</td>"
        f"<td>{escape(terms['rights_holder'])}</td></tr>\n"
        for path, terms in sorted(assets.items())
    )
    title = escape(builder_text(language, "report-media"))
    return f"<h2>{title}</h2>\n<table>\n<tr>{head}</tr>\n{rows}</table>\n"


def _links(inspection: Inspection, language: str) -> str:
    if not inspection.links:
        return ""
    items = "".join(f"<li>{escape(address)}</li>\n" for address in inspection.links)
    title = escape(builder_text(language, "report-links"))
    return f"<h2>{title}</h2>\n<ul>\n{items}</ul>\n"
