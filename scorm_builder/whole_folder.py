"""A new folder that is there whole, or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scorm_builder.errors import CannotWrite


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """
    A place to write in, which takes `folder`'s name when the block ends without an error.

    Raises CannotWrite where the folder is in use or not ours to write; what was there is untouched.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotWrite("folder-in-use", path=str(folder))
    folder = folder.resolve()
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-course-") as place:
            draft = Path(place) / folder.name
            draft.mkdir()
            yield draft
            draft.replace(folder)
    except OSError as error:
        raise CannotWrite("cannot-write", path=str(folder), reason=error) from error


def write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
