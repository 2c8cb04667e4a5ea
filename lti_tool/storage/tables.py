"""Every table in one metadata, for the migrations and for the test that compares the two."""

from __future__ import annotations

import importlib
import pkgutil

from sqlalchemy import MetaData

from lti_tool import storage
from lti_tool.storage.database import Base


def metadata() -> MetaData:
    for module in pkgutil.iter_modules(storage.__path__):
        if not module.ispkg:
            importlib.import_module(f"{storage.__name__}.{module.name}")
    return Base.metadata
