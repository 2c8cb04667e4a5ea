"""Papers are set from data, and what cannot be set is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from courseware.typesetting import CannotSet, printable, set_pdf

MADE = datetime(2026, 1, 15, tzinfo=UTC)


def test_what_has_no_glyph_becomes_a_box() -> None:
    assert printable({"a": ["Čáhppes 安 👍"]}) == {"a": ["Čáhppes □ □"]}


def test_what_typst_refuses_is_one_sentence(tmp_path: Path) -> None:
    template = tmp_path / "paper.typ"
    template.write_text('#image("/none.png")', encoding="utf-8")

    with pytest.raises(CannotSet, match=r"none\.png"):
        set_pdf(template, {}, made=MADE, standard="a-2a", root=tmp_path)
