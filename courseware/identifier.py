"""What may be an id: of a course, a lesson, a question, a checklist, a law. The schemas agree."""

from __future__ import annotations

import re

ID = re.compile(r"[a-z][a-z0-9-]{0,39}")


def is_id(text: str) -> bool:
    """Whether the text may be an id, and so a part of a file name or an address."""
    return ID.fullmatch(text) is not None
