"""Word documents: what they say becomes lessons, what they hide becomes nothing."""

from __future__ import annotations

import pytest

from scorm_builder.errors import CannotRead
from scorm_builder.importing.word import read_word
from tests.sample_course import PNG
from tests.scorm_builder.importing.word_samples import (
    FOOTNOTE,
    document,
    paragraph,
    picture,
)


def test_headings_become_chapters_and_lessons() -> None:
    made = document(
        paragraph("Brannvern", "Title"),
        paragraph("Forord."),
        paragraph("Forebygging", "Heading1"),
        paragraph("Hjemme", "Heading2"),
        paragraph("Sjekk røykvarsleren."),
        paragraph("Oftere", "Heading3"),
        paragraph("Hver måned."),
        paragraph("På jobb", "Heading2"),
        paragraph("Finn slokkeren."),
    )

    draft = read_word(made, "brann.docx", "nb")

    assert draft.title == "Brannvern"
    assert [(part.title, [page.title for page in part.pages]) for part in draft.parts] == [
        ("Brannvern", ["Innledning"]),
        ("Forebygging", ["Hjemme", "På jobb"]),
    ]
    assert draft.parts[1].pages[0].text == "Sjekk røykvarsleren.\n\n### Oftere\n\nHver måned.\n"


def test_pictures_go_to_media_with_words_own_description() -> None:
    made = document(paragraph("A", "Heading1"), picture(alt="En slokker"))

    draft = read_word(made, "a.docx", "nb")

    (kept,) = draft.pictures
    assert (kept.path, kept.data, kept.alt) == ("media/bilde-1.png", PNG, "En slokker")
    assert "![](media/bilde-1.png)" in draft.parts[0].pages[0].text.replace("En slokker", "")


def test_a_linked_picture_is_never_opened_and_is_told() -> None:
    made = document(paragraph("A", "Heading1"), picture("rId3", linked=True), paragraph("Tekst."))

    draft = read_word(made, "a.docx", "nb")

    assert draft.pictures == ()
    assert "word-picture" in [each.code for each in draft.remarks]


def test_footnotes_and_macros_are_told_with_their_words() -> None:
    made = document(
        paragraph("A", "Heading1"),
        paragraph("Gitt.", more=FOOTNOTE),
        extra={"word/vbaProject.bin": b"macro"},
    )

    draft = read_word(made, "a.docx", "nb")

    told = {each.code: each.values for each in draft.remarks}
    assert told["word-footnote"] == {"text": "Etter forskriften."}
    assert "word-macros" in told
    assert draft.parts[0].pages[0].text == "Gitt.\n"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (document(paragraph("A"), prolog=BOMB), "import-doctype"),
        (document(paragraph("A"), extra={"../ut.xml": b"<a/>"}), "word-bomb"),
        (document(paragraph("A"), extra={"/etc/ut.xml": b"<a/>"}), "word-bomb"),
        (document(paragraph("A"), extra={"word/media/stor.png": bytes(64 << 20)}), "word-bomb"),
        (document(paragraph("A"), extra={"word/styles.xml": b"<a>"}), "import-not-xml"),
        (document(paragraph("A"))[:-40], "word-not-word"),
        (b"PK\x03\x04tull", "word-not-word"),
    ],
)
def test_a_document_that_would_do_harm_is_refused(made: bytes, code: str) -> None:
    with pytest.raises(CannotRead) as refused:
        read_word(made, "vond.docx", "nb")

    assert refused.value.code == code
