from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.prose import Block, blocks, lix, numbers, words

LESSON = """\
Du har plikt etter [§ 13](law:fvl-13). Ring {{ kontakt_telefon }} innen 24 timer.

::: note Husk 2 ting
- Lås skjermen.
- Rydd.
:::

::: check kollega
:::
"""


def test_a_lesson_is_read_without_what_is_no_text() -> None:
    assert [block.text for block in blocks(LESSON)] == [
        "Du har plikt etter § 13. Ring Kari innen 24 timer.",
        "Husk 2 ting",
        "Lås skjermen.",
        "Rydd.",
    ]


def test_each_block_knows_its_line() -> None:
    assert [block.line for block in blocks(LESSON)] == [1, 3, 4, 5]


def test_sentences_end_where_a_reader_ends_them() -> None:
    block = Block("Ring kl. 14.32 i dag. Haster det? Da: ring 112! «Hvem der?» spør de.", 1)

    assert len(block.sentences) >= 4
    assert block.sentences[0].endswith("i dag.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("Jeg går.", 2),  # two words, none long
        ("Forvaltningsloven gjelder.", 102),  # two words, both long
        ("Jeg går. Du går. Vi går.", 2),
        ("Vi skal ivareta alle innbyggernes interesser.", 56),  # 6 words + 100 * 3 / 6
    ],
)
def test_lix_is_words_in_a_sentence_and_the_share_of_long_words(text: str, expected: int) -> None:
    assert lix([Block(text, 1)]) == expected


def test_numbers_are_read_as_they_are_written() -> None:
    assert numbers(blocks("Gi 2,5 ml kl. 14.32, 3 ganger. Se § 2 A-1.")) == [
        "2,5",
        "14.32",
        "3",
        "2",
        "1",
    ]


def test_quotations_are_somebody_elses_words() -> None:
    assert words(Block("Skriv ikke «meddele», si det.", 1).without_quotations) == [
        "Skriv",
        "ikke",
        "si",
        "det",
    ]


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    read = blocks(text)

    assert lix(read) >= 0
    assert all(block.line >= 1 for block in read)
