"""Moodle XML as questions of ours; what cannot become one is told by name."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import unquote

from lxml import etree

from courseware import units
from courseware.identifier import is_id
from courseware.model import (
    Choice,
    Language,
    LocalText,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Place,
    Question,
    SingleChoice,
    Tolerance,
    TrueFalse,
)
from scorm_builder.importing.draft import Draft, new_id
from scorm_builder.importing.html_markdown import escape, inline, plain
from scorm_builder.importing.pictures import Pictures
from scorm_builder.moodle_questions import tags
from scorm_builder.moodle_questions.writing import UNIT_CLASS
from scorm_builder.remarks import Remark
from scorm_builder.untrusted_xml import parsed

_PLUGIN_FILE = "@@PLUGINFILE@@/"
_MARKDOWN = "markdown"
_PLAIN = "plain_text"
_GENERAL = "general"


class NotMapped(Exception):
    """Moodle has a question that we have no form for."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values_ = values


def read_moodle_xml(data: bytes, name: str, language: Language) -> Draft:
    """Raises CannotRead for what is no Moodle XML."""
    reader = _Reader(language)
    for element in parsed(data, name).iterchildren("question"):
        if element.get("type") == "category":
            reader.category(element)
        else:
            reader.take(element)
    return Draft(
        language=language,
        title=reader.title,
        questions=tuple(reader.questions),
        topics=reader.topics,
        pictures=reader.pictures.kept(),
        remarks=tuple(reader.remarks),
    )


@dataclass(slots=True)
class _Reader:
    language: Language
    title: str = ""
    topic: str = _GENERAL
    topic_title: str = ""
    topics: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    pictures: Pictures = field(default_factory=Pictures)
    remarks: list[Remark] = field(default_factory=list)

    def category(self, element: etree._Element) -> None:
        """The last name of its path is the topic, the one before it the bank."""
        path = _of(element, "category").replace("//", "\0").split("/")
        names = [plain(part.replace("\0", "/")) for part in path]
        names = [each for each in names if each and each != "top" and each[0] != "$"]
        if not names:
            return
        self.title = self.title or (names[-2] if len(names) > 1 else names[-1])
        self.topic_title = names[-1]
        given = (element.findtext("idnumber") or "").strip()
        known = next((key for key, title in self.topics.items() if title == names[-1]), None)
        self.topic = given if is_id(given) else known or new_id(names[-1], self.topics, "emne")

    def take(self, element: etree._Element) -> None:
        name = plain(_of(element, "name")) or f"{len(self.questions) + 1}"
        try:
            made = self.question(element, name)
        except NotMapped as reason:
            self.remarks.append(Remark(reason.code, name, reason.values_))
            return
        self.questions.append(made)
        self.taken.add(made.id)
        self.topics.setdefault(self.topic, self.topic_title or self.topic)

    def question(self, element: etree._Element, name: str) -> Question:
        read = _READERS.get(element.get("type") or "")
        if read is None:
            raise NotMapped("import-type", type=element.get("type") or "?")
        own = tags.read(_of(tag) for tag in element.iterfind("tags/tag"))
        given = (element.findtext("idnumber") or "").strip()
        picture: list[str] = []
        asked = element.find("questiontext")
        text = self.rich(asked, name, picture)
        if not text:
            raise NotMapped("import-no-text")
        feedback = self.rich(element.find("generalfeedback"), name)
        points, whole = _points(element.findtext("defaultgrade"))
        if not whole:
            self.remarks.append(Remark("import-points", name, {"points": points}))
        if "law" in own:
            self.remarks.append(Remark("import-law", name, {"law": own["law"]}))
        shared: dict[str, Any] = {
            "id": given
            if is_id(given) and given not in self.taken
            else new_id(name, self.taken, "sporsmal"),
            "topic": self.topic,
            "text": self.local(text),
            "feedback": self.local(feedback) if feedback else None,
            "points": points,
            "difficulty": int(own["difficulty"]) if own.get("difficulty") in ("2", "3") else 1,
            "critical": "critical" in own,
            "family": own["family"] if is_id(own.get("family", "")) else None,
            "picture": picture[0] if picture else None,
        }
        return read(self, element, _Told(name, own, shared))

    def local(self, text: str) -> LocalText:
        return {self.language: text}

    def rich(
        self, element: etree._Element | None, name: str, picture: list[str] | None = None
    ) -> str:
        """
        Inline Markdown. The first picture goes into `picture`, where there is room for one;
        others are told.
        """
        if element is None:
            return ""
        content, form = _of(element), element.get("format", "html")
        if form == _PLAIN:
            return escape(" ".join(content.split()))
        if form == _MARKDOWN:
            content = _rendered(content)
        files = {each.get("name", ""): each for each in element.iterfind("file")}

        def kept(source: str, alt: str) -> None:
            file = files.get(unquote(source.removeprefix(_PLUGIN_FILE)).rpartition("/")[2])
            path = None
            if file is not None and picture is not None and not picture:
                path = self.pictures.add(file.get("name", ""), _decoded(file), alt)
            if path is None or picture is None:
                self.remarks.append(Remark("import-picture", name, {"picture": source[:80]}))
            else:
                picture.append(path)

        return _without_alt(content, kept)

    def choices(self, element: etree._Element, told: _Told) -> tuple[Option, ...]:
        answers = element.findall("answer")
        ids = tags.ids(told.own, "options", len(answers))
        made = []
        for option_id, answer in zip(ids, answers, strict=False):
            text = self.rich(answer, told.name)
            feedback = self.rich(answer.find("feedback"), told.name)
            right = _number(answer.get("fraction")) > 0
            made.append(
                Option(
                    option_id, self.local(text), right, self.local(feedback) if feedback else None
                )
            )
        return tuple(made)


@dataclass(frozen=True, slots=True)
class _Told:
    """What every type needs of its question: its name, our own tags, and the common fields."""

    name: str
    own: Mapping[str, str]
    shared: dict[str, Any]


def _multichoice(reader: _Reader, element: etree._Element, told: _Told) -> Question:
    fractions = [_number(answer.get("fraction")) for answer in element.iterfind("answer")]
    shuffle = _flag(element, "shuffleanswers")
    positive = [each for each in fractions if each > 0]
    if not positive:
        raise NotMapped("import-none-right")
    if _flag(element, "single"):
        best = max(fractions)
        if best < 100 or fractions.count(best) > 1:
            raise NotMapped("import-single")
        if len(positive) > 1:
            reader.remarks.append(Remark("import-half-right", told.name))
        options = tuple(
            Option(option.id, option.text, share == best, option.feedback)
            for option, share in zip(reader.choices(element, told), fractions, strict=True)
        )
        return SingleChoice(**told.shared, options=options, shuffle=shuffle)
    if max(positive) - min(positive) > Decimal("0.01"):
        reader.remarks.append(Remark("import-uneven", told.name))
    options = reader.choices(element, told)
    partial = "all-or-nothing" not in told.own and element.get("type") == "multichoice"
    return MultipleChoice(**told.shared, options=options, shuffle=shuffle, partial=partial)


def _true_false(_reader: _Reader, element: etree._Element, told: _Told) -> Question:
    right = [
        _of(answer).strip().lower()
        for answer in element.iterfind("answer")
        if _number(answer.get("fraction")) > 0
    ]
    if right not in (["true"], ["false"]):
        raise NotMapped("import-none-right")
    return TrueFalse(**told.shared, answer=right == ["true"])


def _numerical(reader: _Reader, element: etree._Element, told: _Told) -> Question:
    answers = element.findall("answer")
    full = [answer for answer in answers if _number(answer.get("fraction")) >= 100]
    if len(full) != 1:
        raise NotMapped("import-several-numbers" if full else "import-none-right")
    value = _exact(_of(full[0]))
    if value is None:
        raise NotMapped("import-no-number", value=_of(full[0])[:40])
    if len(answers) > 1:
        reader.remarks.append(Remark("import-near-answers", told.name))
    allowed = abs(_exact(full[0].findtext("tolerance") or "0") or Decimal(0))
    own = told.own
    tolerance = Tolerance(absolute=allowed)
    if "relative" in own:
        relative, absolute = _exact(own["relative"]), _exact(own.get("absolute", "0"))
        tolerance = Tolerance(absolute or Decimal(0), relative or Decimal(0))
    feedback = reader.rich(full[0].find("feedback"), told.name)
    shared = dict(told.shared)
    if feedback and not shared["feedback"]:
        shared["feedback"] = reader.local(feedback)
    unit = _unit(reader, element, told)
    listed = [own[key] for key in sorted(own) if key.startswith("unit-")]
    return Numeric(
        **shared,
        value=value,
        unit=unit,
        unit_choices=tuple(each for each in listed if unit and units.named(each)),
        tolerance=tolerance,
    )


def _unit(reader: _Reader, element: etree._Element, told: _Told) -> str | None:
    """The unit that the answer counts in; one that we don't know is told."""
    named = [
        (unit.findtext("unit_name") or "").strip()
        for unit in element.iterfind("units/unit")
        if _number(unit.findtext("multiplier")) == 1
    ]
    if not named or not named[0]:
        return None
    known = units.named(named[0])
    if known is None:
        reader.remarks.append(Remark("import-unit", told.name, {"unit": named[0]}))
    return known.id if known else None


def _matching(reader: _Reader, element: etree._Element, told: _Told) -> Question:
    pairs = [
        (reader.rich(pair, told.name), " ".join(_of(pair, "answer").split()))
        for pair in element.iterfind("subquestion")
    ]
    texts = list(dict.fromkeys(answer for _, answer in pairs if answer))
    asked = [(text, answer) for text, answer in pairs if text and answer]
    item_ids = tags.ids(told.own, "items", len(asked))
    choice_ids = dict(zip(texts, tags.ids(told.own, "choices", len(texts)), strict=False))
    if len(choice_ids) < len(texts):
        raise NotMapped("import-too-many")
    choices = {choice_ids[text]: Choice(choice_ids[text], reader.local(text)) for text in texts}
    listed = told.own.get("listed", "")
    order = listed if sorted(listed) == sorted(choices) else choices
    return Matching(
        **told.shared,
        items=tuple(
            Place(item_id, reader.local(text), choice_ids[answer])
            for item_id, (text, answer) in zip(item_ids, asked, strict=False)
        ),
        choices=tuple(choices[each] for each in order),
        shuffle=_flag(element, "shuffleanswers"),
        partial="all-or-nothing" not in told.own,
    )


def _ordering(reader: _Reader, element: etree._Element, told: _Told) -> Question:
    answers = sorted(element.findall("answer"), key=lambda answer: _number(answer.get("fraction")))
    ids = tags.ids(told.own, "items", len(answers))
    grading = (element.findtext("gradingtype") or "").strip()
    partial = grading not in ("ALL_OR_NOTHING", "-1")
    if partial and not grading.startswith("RELATIVE_NEXT"):
        reader.remarks.append(Remark("import-ordering", told.name))
    return Ordering(
        **told.shared,
        items=tuple(
            Choice(item_id, reader.local(reader.rich(answer, told.name)))
            for item_id, answer in zip(ids, answers, strict=False)
        ),
        partial=partial,
    )


_READERS: Mapping[str, Callable[[_Reader, etree._Element, _Told], Question]] = {
    "multichoice": _multichoice,
    "multichoiceset": _multichoice,
    "truefalse": _true_false,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
}


def _of(element: etree._Element, name: str = "") -> str:
    """The text within `<name><text>…`, or within the element's own `<text>`."""
    return element.findtext(f"{name}/text" if name else "text") or ""


def _rendered(markdown: str) -> str:
    from courseware.markup import dialect

    return str(dialect().render(markdown))


def _without_alt(content: str, kept: Callable[[str, str], None]) -> str:
    """The words; pictures are handed over and leave nothing behind, our own unit neither."""
    from lxml import html

    root = html.fragment_fromstring(content or " ", create_parent="div")
    for unit in root.find_class(UNIT_CLASS):
        unit.drop_tree()
    for image in list(root.iter("img")):
        kept(image.get("src") or "", " ".join((image.get("alt") or "").split()))
        image.drop_tree()
    return inline(etree.tostring(root, encoding="unicode", method="html"))


def _decoded(file: etree._Element) -> bytes:
    try:
        return base64.b64decode(file.text or "", validate=False)
    except binascii.Error:
        return b""


def _flag(element: etree._Element, name: str) -> bool:
    return (element.findtext(name) or "true").strip().lower() in ("true", "1")


def _number(text: str | None) -> Decimal:
    return _exact(text or "0") or Decimal(0)


def _exact(text: str) -> Decimal | None:
    """A plain number that a question may have: no endless one, and no more than anybody types."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value.normalize() + 0 if value.is_finite() and abs(value) < Decimal(10) ** 15 else None


def _points(text: str | None) -> tuple[int, bool]:
    """Whole points from 1 to 100, and whether they are what Moodle said."""
    said = _number(text or "1")
    points = min(100, max(1, int(said.to_integral_value())))
    return points, points == said
