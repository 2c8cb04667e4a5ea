"""GIFT, as docs.moodle.org writes it."""

from __future__ import annotations

from decimal import Decimal

from courseware.model import Matching, MultipleChoice, Numeric, SingleChoice, TrueFalse
from scorm_builder.importing.gift import looks_like_gift, read_gift


def test_each_type_of_the_documentation_becomes_ours() -> None:
    draft = read_gift(
        """
// a comment
$CATEGORY: $course$/top/Vern/Brann og røyk

::Grav:: Hvem ligger i graven? {=Grant#Ja. ~ingen ~Napoleon#Nei. ####Den er hans.}

Hva brenner? {~%50%ved ~%50%papir ~%-100%vann}

::Sol:: Sola står opp i øst.{TRUE}

::Pi:: Verdien av pi? {#3.1415:0.0005}

::Omtrent:: Et tall {#1..5}

::Par:: Finn paret. {=Norge -> Oslo =Sverige -> Stockholm = -> Roma}
""",
        "nb",
    )

    single, multiple, truth, pi, about, pairs = draft.questions
    assert draft.remarks == ()
    assert (draft.title, draft.topics) == ("Vern", {"brann-og-royk": "Brann og røyk"})
    assert isinstance(single, SingleChoice)
    assert [option.correct for option in single.options] == [True, False, False]
    assert single.options[0].feedback == {"nb": "Ja."}
    assert single.feedback == {"nb": "Den er hans."}
    assert isinstance(multiple, MultipleChoice)
    assert [option.correct for option in multiple.options] == [True, True, False]
    assert isinstance(truth, TrueFalse)
    assert truth.answer
    assert isinstance(pi, Numeric)
    assert (pi.value, pi.tolerance.absolute) == (Decimal("3.1415"), Decimal("0.0005"))
    assert isinstance(about, Numeric)
    assert (about.value, about.tolerance.absolute) == (Decimal(3), Decimal(2))
    assert isinstance(pairs, Matching)
    assert [choice.text["nb"] for choice in pairs.choices] == ["Oslo", "Stockholm", "Roma"]
    assert len(pairs.items) == 2


def test_escaped_signs_are_text_and_a_gap_is_shown() -> None:
    draft = read_gift(r"::a\:b:: 2 \= 2 og \{x\} {=ja ~nei} her\nog der.", "nb")

    text = draft.questions[0].text["nb"]
    assert text == "2 = 2 og \\{x} \\_\\_\\_\\_\\_ her\\\nog der."


def test_what_has_no_form_here_is_told_by_name() -> None:
    draft = read_gift(
        "::Kort:: Ord? {=svar =svaret}\n\n::Fritt:: Skriv. {}\n\n::Tekst:: Bare tekst\n\n"
        "::To:: {=a ~b} og {=c ~d}\n\n::Ingen:: Gale {~a ~b}\n\n::Tull:: Tall {#mange}",
        "nb",
    )

    assert draft.questions == ()
    assert [(each.where, each.code) for each in draft.remarks] == [
        ("Kort", "gift-short"),
        ("Fritt", "gift-essay"),
        ("Tekst", "gift-no-answer"),
        ("To", "gift-gaps"),
        ("Ingen", "import-none-right"),
        ("Tull", "gift-no-number"),
    ]


def test_a_letter_is_no_gift() -> None:
    assert not looks_like_gift("Hei!\n\nDette er et brev.")
