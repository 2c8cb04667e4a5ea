from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware.references import Medium, inline_references, references

LESSON = """\
Se [§ 13](law:fvl-13) og {{ kontakt }}.
Neste linje: [les mer](lesson:meld-fra)\\
og [§ 14](law:fvl-14).

## Bilder

![](media/a.svg) og ![En {{ ting }}](media/b.svg)

| a | b |
|---|---|
| x | [§ 15](law:fvl-15) |

::: case Om {{ sted }}
::: check q-1
:::
:::

::: checklist for-du-gar Før {{ tid }}
- En [§ 16](law:fvl-16)
- To
:::

::: video media/v.mp4 captions=media/v.nb.vtt poster=media/v.jpg
Tekst.
:::

[Skjema](media/s.pdf)
"""


def problems(markdown: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in references(markdown).problems]


def test_every_reference_is_found_with_its_line() -> None:
    found = references(LESSON)

    assert found.problems == []
    assert [(r.id, r.line) for r in found.laws] == [
        ("fvl-13", 1),
        ("fvl-14", 3),
        ("fvl-15", 11),
        ("fvl-16", 19),
    ]
    assert [(r.id, r.line) for r in found.lessons] == [("meld-fra", 2)]
    assert [(r.id, r.line) for r in found.variables] == [
        ("kontakt", 1),
        ("ting", 7),
        ("sted", 13),
        ("tid", 18),
    ]
    assert [(r.id, r.line) for r in found.checks] == [("q-1", 14)]
    assert [(r.id, r.line, r.size) for r in found.checklists] == [("for-du-gar", 18, 2)]
    assert [(r.path, r.line, r.medium) for r in found.media] == [
        ("media/a.svg", 7, Medium.IMAGE),
        ("media/b.svg", 7, Medium.IMAGE),
        ("media/v.mp4", 23, Medium.VIDEO),
        ("media/v.nb.vtt", 23, Medium.CAPTIONS),
        ("media/v.jpg", 23, Medium.POSTER),
        ("media/s.pdf", 27, Medium.FILE),
    ]
    assert [r.alt for r in found.media[:2]] == ["", "En {{ ting }}"]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# Tittel\n", (1, "heading-level-1")),
        ("Tittel\n===\n", (1, "heading-level-1")),
        ("## A\n\n#### B\n", (3, "heading-skipped")),
        ("### A\n", (1, "heading-skipped")),
        ("tekst\n\n<div>x</div>\n", (3, "raw-html")),
        ("tekst <br> mer\n", (1, "raw-html")),
        ("a\nb <!-- skjult -->\n", (2, "raw-html")),
        ("::: checklist Tittel\n- a\n:::\n", (1, "checklist-no-id")),
        ("::: checklist x\ntekst\n:::\n", (1, "checklist-no-list")),
        ("::: checklist x\n1. a\n:::\n", (1, "checklist-no-list")),
        ("::: checklist x\n" + "- a\n" * 17 + ":::\n", (1, "checklist-too-long")),
        ("::: checklist x\n- a\n:::\n::: checklist x\n- a\n:::\n", (4, "checklist-twice")),
        ("::: steps\ntekst\n:::\n", (1, "steps-no-list")),
        ("::: steps Slik\n1. a\n:::\n", (1, "steps-words")),
        ("::: check\n:::\n", (1, "check-id")),
        ("::: check Q 1\n:::\n", (1, "check-id")),
        ("::: check q\ntekst\n:::\n", (1, "check-not-empty")),
        ("::: check q\n:::\n::: check q\n:::\n", (3, "check-twice")),
        ("::: video media/a.mp4\ntekst\n:::\n", (1, "video-no-captions")),
        ("::: video media/a.mp4 captions=media/a.vtt\n:::\n", (1, "video-no-transcript")),
        ("::: video https://x.no/a.mp4 captions=media/a.vtt\nt\n:::\n", (1, "media-path")),
        ("::: video media/a.mp4 captions=../a.vtt\nt\n:::\n", (1, "media-path")),
        ("::: video media/a.mp4 captions=media/a.vtt auto\nt\n:::\n", (1, "video-words")),
        ("![x](https://x.no/a.png)\n", (1, "media-path")),
        ("![x](media/../../a.png)\n", (1, "media-path")),
        ("![x](<media/a b.png>)\n", (1, "media-path")),
        ("![x](data:image/png;base64,AAAA)\n", (1, "media-path")),
        ("[x](javascript:alert)\n", (1, "link-address")),
        ("a\n[x](http://x.no)\n", (2, "link-address")),
        ("<javascript:alert(1)>\n", (1, "link-address")),
        ("[x](law:)\n", (1, "link-address")),
        ("[x](<{{ adresse }}>)\n", (1, "link-address")),
        ("Ring {{ Kari Eksempel }}.\n", (1, "variable-syntax")),
        ("Ring {{Kari}}.\n", (1, "variable-syntax")),
        ("Ring {{ kontakt }\n", (1, "variable-syntax")),
        ("::: note {{ Feil }}\nx\n:::\n", (1, "variable-syntax")),
        ("::: note\nx\n", (1, "directive-unclosed")),
        ("::: tips\nx\n:::\n", (1, "directive-unknown")),
    ],
)
def test_what_is_wrong_is_told_with_its_line(markdown: str, expected: tuple[int, str]) -> None:
    assert expected in problems(markdown)


@pytest.mark.parametrize(
    "markdown",
    [
        "Sett 5 < 6 og a<b.\n",
        "<https://lovdata.no>\n",
        "`{{ kode }}` og `<div>`\n",
        "```\n<div>{{ Nei }}\n::: note\n```\n",
        "## A\n\n### B\n\n## C\n\n### D\n",
        "::: steps\n1. a\n   - b\n2. c\n:::\n",
        "",
        "\n\n",
    ],
)
def test_what_is_right_is_not_told(markdown: str) -> None:
    assert problems(markdown) == []


def test_after_a_wrong_heading_the_next_is_judged_by_itself() -> None:
    assert problems("#### A\n\n##### B\n") == [(1, "heading-skipped")]


def test_a_question_has_no_blocks_but_links_and_variables() -> None:
    found = inline_references("Hva sier [§ 13](law:fvl-13) om {{ sted }}?\n[x](http://x)<b>")

    assert [r.id for r in found.laws] == ["fvl-13"]
    assert [r.id for r in found.variables] == ["sted"]
    assert [(p.line, p.code) for p in found.problems] == [(2, "link-address"), (2, "raw-html")]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(LESSON.split("\n")),
            st.sampled_from(
                ["> ::: note", "- ::: case", "| a |", "{{", "}}", "<", "![", "](", "#"]
            ),
            st.text(max_size=8),
        ),
        max_size=15,
    ).map("\n".join)
)
def test_any_text_is_read(markdown: str) -> None:
    lines = markdown.count("\n") + markdown.count("\r") + 1

    found = references(markdown)

    for problem in found.problems:
        assert 1 <= problem.line <= lines
    for reference in (*found.laws, *found.variables, *found.checks, *found.media):
        assert 1 <= reference.line <= lines
    inline_references(markdown)
