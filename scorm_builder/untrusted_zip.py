"""What Python's zipfile raises, among others, at a zip that is damaged, encrypted or odd."""

from __future__ import annotations

import zipfile
import zlib

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a kind of packing that zipfile does not know
    RuntimeError,  # encrypted
)
