"""Pictures of unknown origin: what they are is read from their content, never from their name."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import PurePosixPath

from courseware.validation import media_content, svg
from scorm_builder.importing.draft import Picture, new_id

MOST_BYTES = 20 << 20
MOST_SVG_BYTES = 2 << 20


class Pictures:
    """The pictures of one import; the same content is kept once, names are made safe."""

    def __init__(self) -> None:
        self._kept: dict[str, Picture] = {}

    def add(self, name: str, data: bytes, alt: str) -> str | None:
        """Its path in the course; None for what is no picture that a course may show."""
        suffix = kind(data)
        if suffix is None:
            return None
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._kept:
            taken = {PurePosixPath(each.path).stem for each in self._kept.values()}
            stem = new_id(PurePosixPath(name.replace("\\", "/")).stem, taken, "bilde")
            self._kept[digest] = Picture(f"media/{stem}.{suffix}", data, alt)
        return self._kept[digest].path

    def kept(self) -> tuple[Picture, ...]:
        return tuple(self._kept.values())


def kind(data: bytes) -> str | None:
    """The suffix of a whole picture that a page can show: png, jpg, gif, webp or a harmless svg."""
    if len(data) > MOST_BYTES:
        return None
    for suffix in ("png", "jpg", "gif", "webp"):
        if media_content.is_whole(f".{suffix}", BytesIO(data)):
            return suffix
    if b"<svg" in data[:4096] and len(data) <= MOST_SVG_BYTES and svg.flaw(data) is None:
        return "svg"
    return None
