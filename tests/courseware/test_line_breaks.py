from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.line_breaks import kept_together


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2,5 ml av 10 mg/ml", "2,5~ml av 10~mg/ml"),
        ("1 % er 10 000 IE", "1~% er 10~000~IE"),
        ("Ring 116 117 nå", "Ring 116~117 nå"),
        ("forvaltningsloven § 13", "forvaltningsloven §~13"),
        ("gi 2 tabletter i 5 dager", "gi 2~tabletter i 5 dager"),
        ("4 minutter, 3 liter og 12 gutter", "4 minutter, 3 liter og 12 gutter"),
        ("26. november 2026 kl. 12", "26. november 2026 kl. 12"),
    ],
)
def test_a_number_keeps_what_belongs_to_it(written: str, kept: str) -> None:
    assert kept_together(written) == kept.replace("~", "\u00a0")


def test_a_unit_stays_with_the_number_before_the_text() -> None:
    assert kept_together(" mg i 5 ml", after_number=True) == "\u00a0mg i 5\u00a0ml"
    assert kept_together(" mg i 5 ml") == " mg i 5\u00a0ml"
    assert kept_together(" og mer", after_number=True) == " og mer"


@given(st.text())
def test_nothing_but_spaces_changes(text: str) -> None:
    kept = kept_together(text, after_number=True)

    assert kept.replace("\u00a0", " ") == text.replace("\u00a0", " ")
