"""What a package is made of: so that anyone can tell which course, which layers, which words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from courseware.course_hash import certification_hashes, course_hash
from courseware.model import Course
from courseware.state_budget import SCORM12_SUSPEND_DATA, worst_case
from scorm_builder.package import Member

NAME = "provenance.json"


def provenance(course: Course, profile: str, members: Iterable[Member]) -> Member:
    """
    `provenance.json`: course and version, localization layers and what each filled, what nobody
    filled, terms, approval, the size of a learner's state, what each certifying test hangs on (as
    a hash, which gives nothing away) and the SHA-256 of every other member. No times: the same
    course gives the same bytes.
    """
    files = {member.name: member.sha256() for member in members}
    record: dict[str, Any] = {
        "format": 1,
        "made_with": {"name": "kurspakke", "version": version("kurspakke")},
        "profile": profile,
        "course": {
            "id": course.id,
            "version": course.version,
            "languages": list(course.languages),
            "hash": course_hash(course),
        },
        "licence": course.licence,
        "rights_holder": course.rights_holder,
        "approval": course.approval
        and {
            "name": course.approval.name,
            "role": course.approval.role,
            "date": course.approval.date.isoformat(),
        },
        "layers": [
            {
                "id": layer.id,
                "title": layer.title,
                "example": layer.example,
                "variables": list(layer.variables),
                "replaced": list(layer.replaced),
                "added": list(layer.added),
                "hidden": list(layer.hidden),
            }
            for layer in course.layers
        ],
        "unfilled": list(course.unfilled),
        "state": {"characters": worst_case(course), "limit": SCORM12_SUSPEND_DATA},
        "certification": certification_hashes(course),
        "assets": {
            asset.path: {"licence": asset.licence, "rights_holder": asset.rights_holder}
            for asset in course.assets
            if asset.path in files
        },
        "files": files,
    }
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    return Member(NAME, f"{text}\n".encode())
