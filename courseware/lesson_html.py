"""
The HTML of a lesson: one method for each kind of token that CommonMark's own renderer does not fit.

Class names begin with `kp-`; the player's stylesheet knows them. The words that are added
(`Merk`, `Sjekkliste`) stand in `texts/lesson.*.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any

from babel.dates import format_date
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from courseware import addresses
from courseware.addresses import AddressKind
from courseware.directives import split_id, video
from courseware.identifier import is_id
from courseware.line_breaks import kept_together
from courseware.markup import dialect, directive, with_variables
from courseware.model import Course, Language, LocalText, Variable
from courseware.texts import catalogue

LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}

Tokens = Sequence[Token]
Env = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """
    What the text is written for.

    values: what the `{placeholders}` of a calculation stand for, as written.
    contacts_as_links: whether telephone numbers and addresses in variables become links.
    link_ends: closing tags of the links that are open.
    """

    course: Course
    language: Language
    values: Mapping[str, str] = field(default_factory=dict)
    contacts_as_links: bool = False
    link_ends: list[str] = field(default_factory=list)

    def word(self, key: str, **values: str) -> str:
        text: str = catalogue("lesson", self.language)[key]
        return text.format_map(values)

    def value(self, variable_id: str) -> str:
        """What a variable stands for where only text can stand."""
        value = self.course.values.get(variable_id)
        if value is not None:
            return self.choose(value)
        declared = _variable(self, variable_id)
        return self.word("unfilled", example=declared.example if declared else variable_id)

    def plain(self, text: LocalText) -> str:
        """A title or a picture's description: no Markdown, only the variables filled in."""
        return with_variables(self.choose(text), self.value)

    def choose(self, text: LocalText) -> str:
        """In the page's language, else in the course's own."""
        return text.get(self.language) or text.get(self.course.language, "")


class LessonHtml(RendererHTML):
    """The environment's `page` is a Page."""

    # Headings start below the page's title, which is the only h1.

    def heading_open(self, tokens: Tokens, index: int, _options: object, _env: Env) -> str:
        return f"<h{max(2, int(tokens[index].tag[1:]))}>"

    def heading_close(self, tokens: Tokens, index: int, _options: object, _env: Env) -> str:
        return f"</h{max(2, int(tokens[index].tag[1:]))}>\n"

    # Tables scroll in a box of their own; alignment is a class, as pages allow no inline style.

    def table_open(self, _tokens: Tokens, _index: int, _options: object, _env: Env) -> str:
        return '<div class="kp-table"><table>\n'

    def table_close(self, _tokens: Tokens, _index: int, _options: object, _env: Env) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Tokens, index: int, _options: object, _env: Env) -> str:
        return f'<th scope="col"{_alignment(tokens[index])}>'

    def td_open(self, tokens: Tokens, index: int, _options: object, _env: Env) -> str:
        return f"<td{_alignment(tokens[index])}>"

    # What belongs to a number stays on its line.

    def text(self, tokens: Tokens, index: int, _options: object, _env: Env) -> str:
        follows = index > 0 and tokens[index - 1].type in ("placeholder", "variable")
        return escapeHtml(kept_together(tokens[index].content, after_number=follows))

    def fence(self, tokens: Tokens, index: int, _options: object, _env: Env) -> str:
        return f"<pre><code>{escape(tokens[index].content)}</code></pre>\n"

    # Links

    def link_open(self, tokens: Tokens, index: int, _options: object, env: Env) -> str:
        page: Page = env["page"]
        address = addresses.link(str(tokens[index].attrGet("href") or ""))
        opening, inner, end = _link(page, address, _link_words(page, tokens[index + 1 :]))
        page.link_ends.append(end)
        return opening + (inner if tokens[index + 1].type == "link_close" else "")

    def link_close(self, _tokens: Tokens, _index: int, _options: object, env: Env) -> str:
        page: Page = env["page"]
        return page.link_ends.pop()

    def image(self, tokens: Tokens, index: int, _options: object, env: Env) -> str:
        page: Page = env["page"]
        source = str(tokens[index].attrGet("src") or "")
        alt = "".join(_as_text(page, child) for child in tokens[index].children or ()).strip()
        if addresses.media(source) is None:
            return escape(alt)
        if not alt:
            assets = (asset for asset in page.course.assets if asset.path == source)
            alt = next((page.plain(asset.alt) for asset in assets), "")
        return f'<img class="kp-image" src="{escape(source)}" alt="{escape(alt)}">'

    # Variables and placeholders

    def variable(self, tokens: Tokens, index: int, _options: object, env: Env) -> str:
        page: Page = env["page"]
        token = tokens[index]
        declared = _variable(page, token.content)
        value = page.course.values.get(token.content)
        if value is None:
            return f'<mark class="kp-unfilled">{escape(_as_text(page, token))}</mark>'
        text = page.choose(value)
        href = None
        if page.contacts_as_links and declared and not token.meta["in_link"]:
            href = _contact(declared, text)
        return f'<a href="{escape(href)}">{escape(text)}</a>' if href else escape(text)

    def placeholder(self, tokens: Tokens, index: int, _options: object, env: Env) -> str:
        return escape(_as_text(env["page"], tokens[index]))

    # Checklists

    def bullet_list_open(self, tokens: Tokens, index: int, _options: object, _env: Env) -> str:
        checklist_id, _ = split_id(tokens[index].meta.get("checklist", ""))
        if not checklist_id:
            return "<ul>\n"
        return f'<ul class="kp-checklist" data-checklist="{escape(checklist_id)}">\n'

    def box_open(self, tokens: Tokens, index: int, _options: object, _env: Env) -> str:
        return f'<label><input type="checkbox" data-box="{tokens[index].meta["box"]}"> '

    def box_close(self, _tokens: Tokens, _index: int, _options: object, _env: Env) -> str:
        return "</label>\n"

    # Directives; `courseware.markup` sends every container here.

    def directive(self, tokens: Tokens, index: int, _options: object, env: Env) -> str:
        page: Page = env["page"]
        name, words = directive(tokens[index])
        if tokens[index].nesting == -1:
            return _ENDS[name]
        match name:
            case "check":
                return f'<div class="kp-check" data-check="{words}">' if is_id(words) else "<div>"
            case "video":
                return _video(page, words)
            case "reveal":
                summary = _title(page, words) or escape(page.word("reveal"))
                opening = f'<details class="kp-reveal"><summary>{summary}</summary>'
                return f'{opening}<div class="kp-reveal-body">\n'
            case "steps":
                return '<div class="kp-steps">\n'
            case "checklist":
                _, title = split_id(words)
                return f'<section class="kp-checklist-box">\n{_label(page, name, title)}'
            case _:
                return f'<section class="kp-{name}">\n{_label(page, name, words)}'


_ENDS = {
    "note": "</section>\n",
    "example": "</section>\n",
    "case": "</section>\n",
    "checklist": "</section>\n",
    "reveal": "</div></details>\n",
    "steps": "</div>\n",
    "video": "</details></figure>\n",
    "check": "</div>\n",
}


def _label(page: Page, name: str, title: str) -> str:
    """Icon and word first, so that no callout is known by its colour alone."""
    icon = '<span class="kp-icon" aria-hidden="true"></span>'
    word = f'<span class="kp-word">{escape(page.word(name))}</span>'
    after = f'<span class="kp-title">: {_title(page, title)}</span>' if title else ""
    return f'<p class="kp-label">{icon}{word}{after}</p>\n'


def _title(page: Page, words: str) -> str:
    inner = replace(page, contacts_as_links=False, link_ends=[])
    html: str = dialect(LessonHtml).renderInline(words, {"page": inner})
    return html


def _video(page: Page, words: str) -> str:
    given = video(words)
    if addresses.media(given.source) is None:
        return '<figure class="kp-video"><details class="kp-transcript" open>\n'
    poster = f' poster="{escape(given.poster)}"' if addresses.media(given.poster) else ""
    track = ""
    if addresses.media(given.captions):
        suffix = PurePosixPath(given.captions).with_suffix("").suffix.removeprefix(".")
        language = suffix if suffix in LOCALES else page.language
        label = escape(page.word("captions"))
        track = (
            f'<track kind="captions" src="{escape(given.captions)}" srclang="{language}"'
            f' label="{label}" default>'
        )
    return (
        f'<figure class="kp-video"><video controls preload="metadata" src="{escape(given.source)}"'
        f"{poster}>{track}</video>\n"
        f'<details class="kp-transcript"><summary>{escape(page.word("transcript"))}</summary>\n'
    )


def _link_words(page: Page, following: Tokens) -> str:
    """What stands between a link's opening, which these tokens follow, and its end."""
    inside = takewhile(lambda token: token.type != "link_close", following)
    return "".join(_as_text(page, token) for token in inside).strip()


def _link(page: Page, address: addresses.Address | None, words: str) -> tuple[str, str, str]:
    """The opening tag, what stands in a link without words, and the end."""
    if address is None:
        return "", "", ""
    match address.kind:
        case AddressKind.LAW:
            return _law_link(page, address.target, words)
        case AddressKind.LESSON:
            titles = (les.title for les in page.course.lessons() if les.id == address.target)
            title = next((page.plain(title) for title in titles), address.target)
            return f'<a href="#/lesson/{address.target}">', escape(title), "</a>"
        case AddressKind.WEB:
            new_tab = f'<span class="kp-hidden"> ({escape(page.word("new_tab"))})</span>'
            target = escape(address.target)
            opening = f'<a class="kp-external" href="{target}" target="_blank" rel="noopener">'
            return opening, escape(addresses.readable(address.target)), f"{new_tab}</a>"
    target = escape(address.target)
    return f'<a href="{target}">', target, "</a>"


def _law_link(page: Page, law_id: str, words: str) -> tuple[str, str, str]:
    """
    To the source of the law, saying when somebody last looked that it still says so.

    The citation is read aloud once: it is hidden text only where the words are others.
    """
    law = next((law for law in page.course.laws if law.id == law_id), None)
    if law is None:
        return "", "", ""
    citation = page.choose(law.citation)
    if not addresses.is_web(law.url):
        return "", escape(citation), ""
    date = format_date(law.checked, "long", locale=LOCALES.get(page.language, "nb_NO"))
    checked = page.word("law_checked", date=date)
    cited = f"{citation}, {checked}"
    opening = (
        f'<a class="kp-law" href="{escape(law.url)}" target="_blank" rel="noopener"'
        f' title="{escape(cited)}">'
    )
    is_cited = words.casefold() in ("", citation.casefold())
    hidden = f"{checked if is_cited else cited}, {page.word('new_tab')}"
    return (
        opening,
        escape(kept_together(citation)),
        f'<span class="kp-hidden"> ({escape(hidden)})</span></a>',
    )


def _as_text(page: Page, token: Token) -> str:
    """What a token says where only text can stand."""
    match token.type:
        case "variable":
            return page.value(token.content)
        case "placeholder":
            return page.values.get(token.content, f"{{{token.content}}}")
        case "softbreak" | "hardbreak":
            return " "
        case "image":
            return "".join(_as_text(page, child) for child in token.children or ())
    return token.content


def _variable(page: Page, variable_id: str) -> Variable | None:
    return next((v for v in page.course.variables if v.id == variable_id), None)


def _contact(variable: Variable, text: str) -> str | None:
    """Where a value of this type leads to; None where it is only text."""
    match variable.type:
        case "phone":
            return addresses.phone_link(text)
        case "email":
            return addresses.mail_link(text)
        case "url":
            return text if addresses.is_web(text) else None
    return None


def _alignment(token: Token) -> str:
    style = str(token.attrGet("style") or "")
    for side in ("right", "center"):
        if style == f"text-align:{side}":
            return f' class="kp-{side}"'
    return ""
