"""Pictures of unknown origin: what they are is read from their content, never from their name."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from courseware.validation import svg
from scorm_builder.importing.draft import Picture, new_id

MOST_BYTES = 20 << 20
MOST_SVG_BYTES = 2 << 20
_SIGNATURES = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"))


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
    """The suffix of a picture that a page can show: png, jpg, gif, webp or a harmless svg."""
    if len(data) > MOST_BYTES:
        return None
    for signature, suffix in _SIGNATURES:
        if data.startswith(signature):
            return suffix
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if b"<svg" in data[:4096] and len(data) <= MOST_SVG_BYTES and svg.flaw(data) is None:
        return "svg"
    return None
