"""One course of a catalogue, as JSON-LD: schema.org with LRMI, the terms of NS 4180."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from courseware.model import Course, LocalText
from scorm_builder.sharing.packages import SharedPackage

CATALOGUE = "catalogue.json"

_LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "NLOD-2.0": "https://data.norge.no/nlod/no/2.0",
}


def entry(course: Course, file: str, sha256: str, size: int) -> dict[str, Any]:
    """`expires` is the day when somebody must have gone through the course again."""
    return {
        "@type": ["Course", "LearningResource"],
        "identifier": course.id,
        "version": course.version,
        "name": _texts(course.title),
        "description": _texts(course.description),
        "inLanguage": list(course.languages),
        "audience": {"@type": "Audience", "audienceType": _texts(course.audience)},
        "timeRequired": f"PT{int(course.duration.total_seconds() // 60)}M",
        "keywords": list(course.keywords),
        "license": _LICENCES.get(course.licence, course.licence),
        "copyrightHolder": {"@type": "Organization", "name": course.rights_holder},
        "expires": course.review.isoformat(),
        "creativeWorkStatus": "Draft" if course.is_draft else "Published",
        "accessMode": ["textual", "visual"],
        "accessibilitySummary": "WCAG 2.2 AA: keyboard, screen reader, 320 px, dark scheme.",
        "hasPart": [
            {
                "@type": "MediaObject",
                "name": asset.path,
                "license": _LICENCES.get(asset.licence, asset.licence),
                "copyrightHolder": asset.rights_holder,
            }
            for asset in course.assets
        ],
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": file,
            "encodingFormat": "application/zip",
            "contentSize": str(size),
            "sha256": sha256,
        },
        "associatedMedia": [],
    }


def medium(package: SharedPackage) -> dict[str, Any]:
    """A finished package of the course; its terms are the course's."""
    return {
        "@type": "MediaObject",
        "name": ", ".join(package.layers),
        "contentUrl": quote(package.file),
        "encodingFormat": package.format,
        "additionalType": package.profile,
        "contentSize": str(package.size),
        "sha256": package.sha256,
    }


def document(entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org/",
        "@type": "DataCatalog",
        "dataset": entries,
    }


def _texts(texts: LocalText) -> list[Mapping[str, str]]:
    return [{"@language": language, "@value": text} for language, text in texts.items()]
