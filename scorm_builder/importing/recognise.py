"""What a file is, by its content; its name may say anything."""

from __future__ import annotations

from pathlib import Path

from courseware.model import Language
from scorm_builder.errors import CannotRead
from scorm_builder.importing.draft import Draft
from scorm_builder.importing.gift import looks_like_gift, read_gift
from scorm_builder.moodle_questions.reading import read_moodle_xml

MOST_BYTES = 200 << 20
MOST_TEXT_BYTES = 50 << 20


def read_file(file: Path, language: Language) -> Draft:
    """Raises CannotRead for a file that is none of the kinds, too big, or not what it poses as."""
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise CannotRead("import-too-big", path=str(file), limit=MOST_BYTES >> 20)
        data = file.read_bytes()
    except OSError as error:
        raise CannotRead("files", path=str(file), reason=error) from error
    if data[:2] == b"PK":
        from scorm_builder.importing.word import read_word

        return read_word(data, file.name, language)
    if size > MOST_TEXT_BYTES:
        raise CannotRead("import-too-big", path=str(file), limit=MOST_TEXT_BYTES >> 20)
    if _is_markup(data):
        return read_moodle_xml(data, file.name, language)
    text = _decoded(data)
    if text is None or not looks_like_gift(text):
        raise CannotRead("import-unknown", path=str(file))
    return read_gift(text, language)


def _is_markup(data: bytes) -> bool:
    start = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    return start[:5] == b"<?xml" or start[:5] == b"<quiz" or start[:9] == b"<\0?\0x\0m\0l"


def _decoded(data: bytes) -> str | None:
    """UTF-8, or UTF-16 where it says so; None for anything else, so that no letter is guessed."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
