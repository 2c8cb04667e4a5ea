from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseware import addresses
from courseware.loading import load_course
from courseware.model import Asset, Chapter, Course, Law, Lesson, Variable
from courseware.rendering import render_inline, render_lesson, render_plain
from courseware.sanitising import ATTRIBUTES, TAGS
from courseware.texts import catalogue
from tests.assessment_samples import course_of, text


def _course() -> Course:
    course, _ = course_of([], {})
    lesson = Lesson("meld-fra", {"nb": "Meld fra", "nn": "Meld frå"}, 1, text(""))
    return replace(
        course,
        chapters=(Chapter("k", text("K"), (lesson,)),),
        laws=(
            Law(
                "fvl-13",
                {"nb": "forvaltningsloven § 13", "nn": "forvaltningslova § 13"},
                "https://lovdata.no/lov/1967-02-10/%C2%A713",
                date(2026, 11, 1),
            ),
            Law("ond", text("ond lov"), "javascript:alert(1)", date(2026, 11, 1)),
        ),
        assets=(Asset("media/las.svg", {"nb": "En «lås»", "nn": "Ein «lås»"}, "CC-BY-4.0", "x"),),
        variables=tuple(
            Variable(name, kind, text(""), example, required=True)
            for name, kind, example in [
                ("navn", "text", "Kari Eksempel"),
                ("telefon", "phone", "12 34 56 78"),
                ("epost", "email", "post@eksempel.no"),
                ("nettsted", "url", "https://eksempel.no"),
            ]
        ),
    )


COURSE = _course()
FILLED = replace(
    COURSE,
    values={
        "navn": {"nb": "Ola i Vik", "nn": "Ola frå Vik"},
        "telefon": text("+47 35 00 00 00"),
        "epost": text("post@vik.kommune.no"),
        "nettsted": text("https://vik.kommune.no/?a=1&b=2"),
    },
)


def lesson(markdown: str, *, course: Course = COURSE, language: str = "nb") -> str:
    return render_lesson(course, Lesson("l", text("L"), 1, text(markdown)), language).strip()


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("## A\n\n### B", "<h2>A</h2>\n<h3>B</h3>"),
        ("# A", "<h2>A</h2>"),
        ("**a** *b* `c`", "<p><strong>a</strong> <em>b</em> <code>c</code></p>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("```js\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>"),
        ("[les](lesson:meld-fra)", '<p><a href="#/lesson/meld-fra">les</a></p>'),
        ("[](lesson:meld-fra)", '<p><a href="#/lesson/meld-fra">Meld fra</a></p>'),
        ("[skjema](media/s.pdf)", '<p><a href="media/s.pdf">skjema</a></p>'),
        (
            "[ut](https://x.no)",
            (
                '<p><a class="kp-external" href="https://x.no" target="_blank" rel="noopener">ut'
                '<span class="kp-hidden"> (åpnes i ny fane)</span></a></p>'
            ),
        ),
        ("<a@b.no>", '<p><a href="mailto:a@b.no">a@b.no</a></p>'),
        ("[x](http://x.no) [y](media/../y)", "<p>x y</p>"),
        ("[lov](law:ukjent) [ond](law:ond)", "<p>lov ond</p>"),
        ("![](media/las.svg)", '<p><img class="kp-image" src="media/las.svg" alt="En «lås»"></p>'),
        (
            "![Lås til {{ navn }}](media/las.svg)",
            (
                '<p><img class="kp-image" src="media/las.svg"'
                ' alt="Lås til [eksempel: Kari Eksempel]"></p>'
            ),
        ),
        ("![et bilde](https://x.no/a.png)", "<p>et bilde</p>"),
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("\\{{ navn }} og {x}", "<p>{{ navn }} og {x}</p>"),
    ],
)
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert lesson(markdown) == html


def test_a_law_is_linked_with_its_citation_and_the_day_somebody_looked() -> None:
    assert lesson("[§ 13](law:fvl-13)", language="nn") == (
        '<p><a class="kp-law" href="https://lovdata.no/lov/1967-02-10/%C2%A713" target="_blank"'
        ' rel="noopener" title="forvaltningslova § 13, kontrollert 1. november 2026">§\u00a013'
        '<span class="kp-hidden"> (forvaltningslova § 13, kontrollert 1. november 2026, opnar i ny'
        " fane)</span></a></p>"
    )


def test_a_law_whose_address_leads_nowhere_is_still_cited() -> None:
    assert lesson("[](law:ond) og [§ 1](law:ond)") == "<p>ond lov og §\u00a01</p>"


@pytest.mark.parametrize(
    ("title", "course", "plain"),
    [
        ("Ring {{ navn }}", FILLED, "Ring Ola i Vik"),
        ("Ring {{navn}}", COURSE, "Ring [eksempel: Kari Eksempel]"),
        ("**a** <b> {navn}", FILLED, "**a** <b> {navn}"),
    ],
)
def test_titles_are_text_with_variables(title: str, course: Course, plain: str) -> None:
    assert render_plain(course, text(title), "nb") == plain


def test_a_declared_description_has_its_variables_filled_in() -> None:
    assets = (Asset("media/las.svg", text("Låsen hos {{ navn }}"), "CC-BY-4.0", "x"),)

    html = lesson("![](media/las.svg)", course=replace(FILLED, assets=assets))

    assert 'alt="Låsen hos Ola i Vik"' in html


def test_a_law_without_words_is_called_by_its_citation() -> None:
    assert ">forvaltningsloven §\u00a013<span" in lesson("[](law:fvl-13)")


@pytest.mark.parametrize("words", ["", "forvaltningsloven § 13", "Forvaltningsloven *§ 13*"])
def test_a_citation_is_read_aloud_once(words: str) -> None:
    html = lesson(f"[{words}](law:fvl-13)")

    assert '<span class="kp-hidden"> (kontrollert 1. november 2026, åpnes i ny fane)' in html


@pytest.mark.parametrize(
    ("name", "word", "language"),
    [
        ("note", "Merk", "nb"),
        ("example", "Eksempel", "nb"),
        ("example", "Døme", "nn"),
        ("example", "Example", "en"),
        ("case", "Situasjon", "nb"),
    ],
)
def test_callouts_have_an_icon_a_word_and_a_title(name: str, word: str, language: str) -> None:
    course = replace(COURSE, languages=("nb", "nn", "en"))
    body = {"nb": f"::: {name} Om *deg*\nTekst\n:::", "nn": f"::: {name} Om *deg*\nTekst\n:::"}
    body["en"] = body["nb"]

    html = render_lesson(course, Lesson("l", text("L"), 1, body), language)

    assert html.strip() == (
        f'<section class="kp-{name}">\n'
        '<p class="kp-label"><span class="kp-icon" aria-hidden="true"></span>'
        f'<span class="kp-word">{word}</span><span class="kp-title">: Om <em>deg</em></span></p>\n'
        "<p>Tekst</p>\n</section>"
    )


def test_a_case_holds_text_a_reveal_and_a_check() -> None:
    html = lesson("::: case\nHei\n::: reveal Hva nå?\nSvar\n:::\n::: check q-1\n:::\n:::")

    assert html.endswith(
        "<p>Hei</p>\n"
        '<details class="kp-reveal"><summary>Hva nå?</summary><div class="kp-reveal-body">\n'
        "<p>Svar</p>\n</div></details>\n"
        '<div class="kp-check" data-check="q-1"></div>\n'
        "</section>"
    )


def test_a_reveal_without_words_has_some() -> None:
    assert "<summary>Vis svaret</summary>" in lesson("::: reveal\nx\n:::")


def test_a_checklist_has_numbered_boxes_with_labels() -> None:
    html = lesson("::: checklist for-du-gar Før du går\n- Skjermen *låst*\n- To\n\n  Mer\n:::")

    assert html.endswith(
        '<span class="kp-word">Sjekkliste</span><span class="kp-title">: Før du går</span></p>\n'
        '<ul class="kp-checklist" data-checklist="for-du-gar">\n'
        '<li>\n<label><input type="checkbox" data-box="0"> Skjermen <em>låst</em></label>\n</li>\n'
        '<li>\n<label><input type="checkbox" data-box="1"> To</label>\n<p>Mer</p>\n</li>\n'
        "</ul>\n</section>"
    )


def test_a_list_inside_a_point_has_no_boxes() -> None:
    html = lesson("::: checklist x\n- A\n  - a\n  - b\n- B\n:::")

    assert html.count("<input") == 2
    assert html.count("kp-checklist ") + html.count('kp-checklist"') == 1


def test_steps_are_an_ordered_list() -> None:
    assert lesson("::: steps\n1. a\n2. b\n:::") == (
        '<div class="kp-steps">\n<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n</div>'
    )


def test_a_video_has_captions_and_a_transcript() -> None:
    html = lesson(
        "::: video media/a.mp4 captions=media/a.nn.vtt poster=media/a.jpg\nHei på deg.\n:::"
    )

    assert html == (
        '<figure class="kp-video"><video controls="" preload="metadata" src="media/a.mp4"'
        ' poster="media/a.jpg"><track kind="captions" src="media/a.nn.vtt" srclang="nn"'
        ' label="Norsk tekst" default=""></video>\n'
        '<details class="kp-transcript"><summary>Les hva som blir sagt</summary>\n'
        "<p>Hei på deg.</p>\n</details></figure>"
    )


def test_a_video_from_elsewhere_leaves_its_text() -> None:
    html = lesson("::: video https://x.no/a.mp4\nHei.\n:::")

    assert "x.no" not in html
    assert "<p>Hei.</p>" in html


def test_a_table_scrolls_and_aligns_without_styles() -> None:
    html = lesson("| a | b | c |\n|---|--:|:-:|\n| 1 | 2 | 3 |")

    assert html.startswith('<div class="kp-table"><table>\n<thead>\n<tr>\n<th scope="col">a</th>\n')
    assert '<th scope="col" class="kp-right">b</th>' in html
    assert '<td class="kp-center">3</td>' in html


def test_filled_variables_are_text_or_links_by_their_type() -> None:
    html = lesson("{{navn}}, {{ telefon }}, {{ epost }}, {{ nettsted }}", course=FILLED)

    assert html == (
        '<p>Ola i Vik, <a href="tel:+4735000000">+47 35 00 00 00</a>,'
        ' <a href="mailto:post@vik.kommune.no">post@vik.kommune.no</a>,'
        ' <a href="https://vik.kommune.no/?a=1&amp;b=2">https://vik.kommune.no/?a=1&amp;b=2</a></p>'
    )


def test_a_variable_in_a_link_a_title_or_a_question_is_no_link() -> None:
    assert lesson("[ring {{ telefon }}](lesson:meld-fra)", course=FILLED) == (
        '<p><a href="#/lesson/meld-fra">ring +47 35 00 00 00</a></p>'
    )
    assert "tel:" not in lesson("::: note Ring {{ telefon }}\nx\n:::", course=FILLED)
    assert render_inline(FILLED, text("Ring {{ telefon }}"), "nb") == "Ring +47 35 00 00 00"


def test_variables_are_filled_in_the_language_of_the_page() -> None:
    assert lesson("{{ navn }}", course=FILLED, language="nn") == "<p>Ola frå Vik</p>"


def test_an_unfilled_variable_is_a_marked_example() -> None:
    assert lesson("Spør {{ navn }}.", language="nn") == (
        '<p>Spør <mark class="kp-unfilled">[døme: Kari Eksempel]</mark>.</p>'
    )
    assert lesson("{{ ukjent }}") == '<p><mark class="kp-unfilled">[eksempel: ukjent]</mark></p>'


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "javascript:alert(1)",
        "**fet** [x](javascript:alert(1)) {{ navn }} `kode`",
        "https://x.no/' onclick='alert(1)",
    ],
)
@pytest.mark.parametrize("name", ["navn", "telefon", "epost", "nettsted"])
def test_a_value_is_nothing_but_text(name: str, value: str) -> None:
    course = replace(COURSE, values={name: text(value)})

    for html in (
        lesson(f"{{{{ {name} }}}}", course=course),
        lesson(f"![{{{{ {name} }}}}](media/a.svg)", course=course),
        lesson(f"::: reveal {{{{ {name} }}}}\nx\n:::", course=course),
    ):
        page = Page(html)
        assert value in "".join(page.text) or value in page.values
        assert page.links == []
        assert not {"strong", "code", "script"} & page.tags


def test_placeholders_stay_until_they_are_given_values() -> None:
    words = text("Dosen er **{D}** mg av {S} & {{ navn }}")

    assert "<strong>{D}</strong> mg av {S} &amp; <mark" in render_inline(COURSE, words, "nb")
    assert render_inline(COURSE, text("{D} og {S}"), "nb", {"D": "0,5", "S": "<b>"}) == (
        "0,5 og &lt;b&gt;"
    )


def test_a_question_has_no_blocks() -> None:
    assert render_inline(COURSE, text("# a\n- b\n::: note"), "nb") == "# a\n- b\n::: note"


def test_every_language_has_every_word() -> None:
    words = [catalogue("lesson", language) for language in ("nb", "nn", "en")]

    assert words[0].keys() == words[1].keys() == words[2].keys()


def test_a_course_on_disk_is_rendered_in_every_language(sample_course: Path) -> None:
    course = load_course(sample_course)

    for one in course.lessons():
        for language in course.languages:
            assert render_lesson(course, one, language).startswith("<")


class Page(HTMLParser):
    """What a browser would find in the HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.values: set[str] = set()
        self.links: list[str] = []
        self.sources: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add((tag, name))
            self.values.add(value or "")
            if name == "href":
                self.links.append(value or "")
            if name in {"src", "poster"}:
                self.sources.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href=javascript:x>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '"><b onmouseover=alert(1)>',
    "'\"`><\\",
    "</details></section><iframe srcdoc='<script>'>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT&colon;alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//ond.no)",
    "[x](https://a.no@ond.no)",
    '[x](https://x.no "a\\" onclick=alert(1) b")',
    "![x](javascript:alert(1))",
    '![" onerror="alert(1)](media/a.svg)',
    "![x](media/../../x)",
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    '::: note "><script>alert(1)</script>',
    "::: reveal <img src=x onerror=alert(1)>",
    '::: check q" onclick="alert(1)',
    "::: checklist x' onclick='alert(1)\n- a",
    '::: video media/a.mp4" onerror="alert(1) captions=javascript:x poster=//x.no/a',
    "::: video media/a.mp4 captions=media/a.<b>.vtt",
    ":::",
    "{{ navn }}",
    "{{ <b> }}",
    "- ",
    "> ",
    "1. ",
    "```",
    "| a |\n|---|",
    "\n\n",
    "\x00",
    "\u2028",
]


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6)), max_size=12))
def test_nothing_that_runs_or_leaves_survives(parts: list[str]) -> None:
    for separator in ("\n", "\n\n", " "):
        page = Page(lesson(separator.join(parts)))

        assert page.tags <= TAGS
        assert page.attributes <= {(tag, name) for tag in TAGS for name in ATTRIBUTES.get(tag, ())}
        for link in page.links:
            assert addresses.link(link) or link.startswith("#/lesson/")
        for source in page.sources:
            assert addresses.media(source)


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6)), max_size=6))
def test_nothing_survives_in_a_question_either(parts: list[str]) -> None:
    page = Page(render_inline(COURSE, text(" ".join(parts)), "nb"))

    assert page.tags <= {"a", "br", "code", "em", "img", "mark", "span", "strong"}
    for link in page.links:
        assert addresses.link(link)
