"""HTML from elsewhere says the same as Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from courseware.markup import dialect
from scorm_builder.importing.html_markdown import blocks, escape, inline

TEXT = st.text(st.characters(categories=("L", "N", "P", "S"), max_codepoint=0x2FF), min_size=1)


def said(rendered: str) -> str:
    root = html.fragment_fromstring(rendered, create_parent="div")
    return "".join("".join(map(str, root.itertext())).split())


@given(TEXT)
def test_any_text_is_said_as_it_stands(text: str) -> None:
    assert said(dialect().renderInline(escape(text))) == text


@given(TEXT, TEXT, TEXT)
def test_emphasis_costs_no_letter(before: str, within: str, after: str) -> None:
    element = html.Element("p")
    element.text = before
    strong = html.Element("strong")
    strong.text, strong.tail = within, after
    element.append(strong)

    markdown = blocks(html.tostring(element, encoding="unicode"))

    assert said(dialect().render(markdown)) == before + within + after


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<h1>Tittel</h1><p>Et <b>fet </b>ord.</p>", "## Tittel\n\nEt **fet** ord.\n"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c\n"),
        ("<ol><li>en</li><li>to</li></ol>", "1. en\n2. to\n"),
        (
            "<table><tr><th>A</th><th>B|C</th></tr><tr><td>1</td></tr></table>",
            "| A | B\\|C |\n| --- | --- |\n| 1 |  |\n",
        ),
        ('<p><a href="https://lovdata.no/">Lov</a></p>', "[Lov](https://lovdata.no/)\n"),
        ('<p><a href="javascript:alert(1)">Her</a></p>', "Her (javascript:alert(1))\n"),
        ("<p># ikke tittel</p><p>1. ikke liste</p>", "\\# ikke tittel\n\n1\\. ikke liste\n"),
        ("<p>m<sup>2</sup></p><script>bort()</script>", "m²\n"),
    ],
)
def test_blocks_become_the_markdown_an_author_would_write(source: str, markdown: str) -> None:
    assert blocks(source) == markdown


def test_a_questions_paragraphs_become_lines() -> None:
    assert inline("<p>En</p><p>To <em>tre</em></p>") == "En\\\n\\\nTo *tre*"
