"""
A question bank as Moodle XML (docs.moodle.org, "Moodle XML format"), in one language.

Moodle has no question that is a label on a picture, a case with parts, or a time of day; those are
left out, by name. A calculation becomes finished variants. What becomes another question in Moodle
than it is here is said.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath

from lxml import etree, html

from courseware import units
from courseware.calculation import Variant, variants
from courseware.model import (
    AnswerForm,
    Calculation,
    Course,
    Label,
    Language,
    LocalText,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    QuestionBank,
    SingleChoice,
    TrueFalse,
)
from courseware.numbers import exact_decimal, format_number, plain
from courseware.references import References, inline_references, plain_references
from courseware.rendering import render_inline, render_plain
from scorm_builder.moodle_questions import tags
from scorm_builder.remarks import Remark

MOST_VARIANTS = 10
"""Of one calculation, spread over its whole range."""

UNIT_CLASS = "kp-unit"
_PLUGIN_FILE = "@@PLUGINFILE@@/"


@dataclass(frozen=True, slots=True)
class Export:
    """xml: the whole file; count: the questions in it."""

    xml: bytes
    count: int
    remarks: tuple[Remark, ...]


def moodle_xml(
    course: Course,
    bank: QuestionBank,
    language: Language,
    media: Callable[[str], bytes],
) -> Export:
    """media: the content of an asset, by its path."""
    quiz = etree.Element("quiz")
    remarks: list[Remark] = []
    count = 0
    title = render_plain(course, bank.title, language)
    for topic in dict.fromkeys(question.topic for question in bank.questions):
        named = render_plain(course, course.topic_title(topic), language)
        quiz.append(_category(title, named, topic))
        for question in bank.questions:
            if question.topic != topic:
                continue
            unfilled: set[str] = set()
            for finished, values in _finished(question, remarks):
                writer = _Writer(course, language, media, values, remarks, unfilled)
                quiz.append(writer.question(finished))
                count += 1
            if unfilled:
                names = ", ".join(sorted(unfilled))
                remarks.append(Remark("export-unfilled", question.id, {"names": names}))
    xml = etree.tostring(quiz, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return Export(xml, count, tuple(remarks))


Values = Mapping[str, str]


def _finished(question: Question, remarks: list[Remark]) -> Iterator[tuple[Question, Values]]:
    """The question as Moodle can have it: itself, its finished variants, or nothing."""
    if question.goal is not None:
        remarks.append(Remark("export-goal", question.id))
    match question:
        case Calculation(form=AnswerForm.CLOCK):
            remarks.append(Remark("export-clock", question.id))
        case Calculation():
            every = variants(question)
            step = max(1, -(-len(every) // MOST_VARIANTS))
            chosen = every[::step]
            values: dict[str, str | int] = {"count": len(chosen), "all": len(every)}
            remarks.append(Remark("export-variants", question.id, values))
            for number, variant in enumerate(chosen, start=1):
                yield _with_numbers(question, variant, number), variant.written()
        case Label():
            remarks.append(Remark("export-label", question.id))
        case SingleChoice() | MultipleChoice() | TrueFalse() | Numeric() | Ordering() | Matching():
            yield question, {}
        case _:
            remarks.append(Remark("export-case", question.id))


def _with_numbers(question: Calculation, variant: Variant, number: int) -> Question:
    shared = {
        name: getattr(question, name)
        for name in "topic text difficulty critical family points feedback law picture".split()  # noqa: SIM905
    } | {"id": f"{question.id}-v{number}"}
    if question.form is AnswerForm.YES_NO:
        return TrueFalse(**shared, answer=bool(variant.answer))
    if not question.choose:
        return Numeric(
            **shared, value=variant.answer, unit=question.unit, unit_choices=question.unit_choices
        )
    told = dict(zip(variant.mistakes, question.mistakes, strict=True))
    options = tuple(
        Option(
            tags.IDS[index],
            {each: _amount(value, question.unit, each) for each in question.text},
            value == variant.answer,
            told[value].feedback if value in told and value != variant.answer else None,
        )
        for index, value in enumerate(variant.choices())
    )
    return SingleChoice(**shared, options=options)


def _amount(value: Decimal, unit: str | None, language: Language) -> str:
    if unit is None:
        return format_number(value)
    label = units.unit(unit).short[language]
    return f"{format_number(value)} {label.one if value == 1 else label.other}"


def _category(bank: str, topic: str, topic_id: str) -> etree._Element:
    """Moodle parts a category's path by `/`; one in a name is doubled."""
    element = etree.Element("question", type="category")
    path = "/".join(name.replace("/", "//") for name in (bank, topic))
    _text(element, "category", f"$course$/top/{path}")
    _text(element, "info", topic).set("format", "html")
    etree.SubElement(element, "idnumber").text = topic_id
    return element


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, name, attributes)
    etree.SubElement(element, "text").text = text
    return element


@dataclass(frozen=True, slots=True)
class _Writer:
    """unfilled: is given the variables that an example was written for."""

    course: Course
    language: Language
    media: Callable[[str], bytes]
    values: Values
    remarks: list[Remark]
    unfilled: set[str]

    def question(self, question: Question) -> etree._Element:
        element = etree.Element("question")
        _text(element, "name", question.id)
        asked = self.rich(element, "questiontext", question.text)
        if question.picture is not None:
            self._picture(asked, question.picture)
        self.rich(element, "generalfeedback", question.feedback)
        for name, value in (
            ("defaultgrade", str(question.points)),
            ("penalty", "0"),
            ("hidden", "0"),
            ("idnumber", question.id),
        ):
            etree.SubElement(element, name).text = value
        own: dict[str, str] = {}
        if question.difficulty != 1:
            own["difficulty"] = str(question.difficulty)
        if question.critical:
            own["critical"] = ""
        own |= {
            key: word
            for key, word in (("law", question.law), ("family", question.family))
            if word is not None
        }
        own |= self._of_type(element, question, asked)
        if own:
            listed = etree.SubElement(element, "tags")
            for tag in tags.written(own):
                _text(listed, "tag", tag)
        return element

    def _of_type(
        self, element: etree._Element, question: Question, asked: etree._Element
    ) -> dict[str, str]:
        """Writes what belongs to the type; returns what must go into tags."""
        match question:
            case SingleChoice():
                element.set("type", "multichoice")
                return self._choices(element, question, single=True, wrong=Fraction(0))
            case MultipleChoice():
                element.set("type", "multichoice")
                right = sum(option.correct for option in question.options)
                wrong = Fraction(-100, right) if question.partial else Fraction(-100)
                own = self._choices(element, question, single=False, wrong=wrong)
                return own | self._all_or_nothing(question, question.partial)
            case TrueFalse():
                element.set("type", "truefalse")
                for word, right in (("true", question.answer), ("false", not question.answer)):
                    self._answer(element, word, Fraction(100 if right else 0))
                return {}
            case Numeric():
                element.set("type", "numerical")
                return self._numeric(element, question, asked)
            case Ordering():
                element.set("type", "ordering")
                return self._ordering(element, question)
            case Matching():
                element.set("type", "matching")
                return self._matching(element, question)
        raise AssertionError(question)  # only what _finished lets through

    def _choices(
        self,
        element: etree._Element,
        question: SingleChoice | MultipleChoice,
        *,
        single: bool,
        wrong: Fraction,
    ) -> dict[str, str]:
        right = sum(option.correct for option in question.options)
        _flags(element, single=single, shuffleanswers=question.shuffle)
        etree.SubElement(element, "answernumbering").text = "none"
        for option in question.options:
            fraction = Fraction(100, right) if option.correct else wrong
            answer = etree.SubElement(element, "answer", fraction=_share(fraction), format="html")
            etree.SubElement(answer, "text").text = self._html(option.text)
            self.rich(answer, "feedback", option.feedback)
        return _ids("options", [option.id for option in question.options])

    def _all_or_nothing(self, question: Question, partial: bool) -> dict[str, str]:
        if partial:
            return {}
        self.remarks.append(Remark("export-partial", question.id))
        return {"all-or-nothing": ""}

    def _answer(self, parent: etree._Element, text: str, fraction: Fraction) -> etree._Element:
        answer = etree.SubElement(parent, "answer", fraction=_share(fraction), format="plain_text")
        etree.SubElement(answer, "text").text = text
        _text(answer, "feedback", "", format="html")
        return answer

    def _numeric(
        self, element: etree._Element, question: Numeric, asked: etree._Element
    ) -> dict[str, str]:
        tolerance = question.tolerance
        relative = Fraction(tolerance.relative) * abs(Fraction(question.value))
        answer = self._answer(element, plain(question.value), Fraction(100))
        allowed = exact_decimal(max(Fraction(tolerance.absolute), relative))
        etree.SubElement(answer, "tolerance").text = plain(allowed or tolerance.absolute)
        own: dict[str, str] = {}
        if tolerance.relative:
            own["relative"] = plain(tolerance.relative)
            own["absolute"] = plain(tolerance.absolute)
        if question.unit is None:
            _settings(element, unitgradingtype="0", unitpenalty="0.1", showunits="3")
            return own
        graded = bool(question.unit_choices)
        _settings(
            element, unitgradingtype=str(int(graded)), unitpenalty="1", showunits="0", unitsleft="0"
        )
        self._units(element, question)
        for number, unit in enumerate(question.unit_choices, start=1):
            own[f"unit-{number}"] = unit
        if graded:
            self.remarks.append(Remark("export-units", question.id))
        else:
            self._unit_beside(asked, question.unit)
        return own

    def _units(self, element: etree._Element, question: Numeric) -> None:
        """The right one first; of the others those that measure the same."""
        assert question.unit is not None  # noqa: S101 - asked by the caller
        key = units.unit(question.unit)
        listed = etree.SubElement(element, "units")
        for unit_id in dict.fromkeys((question.unit, *question.unit_choices)):
            share = units.convert(Fraction(1), key, units.unit(unit_id))
            many = exact_decimal(share) if share is not None else None
            if many is not None:
                unit = etree.SubElement(listed, "unit")
                etree.SubElement(unit, "multiplier").text = plain(many)
                etree.SubElement(unit, "unit_name").text = unit_id

    def _unit_beside(self, asked: etree._Element, unit_id: str) -> None:
        """Moodle shows no unit beside the field; so it stands after the question."""
        label = units.unit(unit_id).short[self.language].other
        text = asked.find("text")
        assert text is not None  # noqa: S101 - written above
        span = etree.Element("span", {"class": UNIT_CLASS})
        span.text = f" ({label})"
        text.text = (text.text or "") + etree.tostring(span, encoding="unicode")

    def _ordering(self, element: etree._Element, question: Ordering) -> dict[str, str]:
        _settings(
            element,
            layouttype="VERTICAL",
            selecttype="ALL",
            selectcount="0",
            gradingtype="RELATIVE_NEXT_EXCLUDE_LAST" if question.partial else "ALL_OR_NOTHING",
            showgrading="SHOW",
            numberingstyle="none",
        )
        for number, item in enumerate(question.items, start=1):
            answer = etree.SubElement(
                element, "answer", fraction=f"{number}.0000000", format="html"
            )
            etree.SubElement(answer, "text").text = self._html(item.text)
        return _ids("items", [item.id for item in question.items])

    def _matching(self, element: etree._Element, question: Matching) -> dict[str, str]:
        _flags(element, shuffleanswers=question.shuffle)
        texts = {choice.id: self._plain(choice.text) for choice in question.choices}
        used = [item.choice for item in question.items]
        spare = [choice.id for choice in question.choices if choice.id not in used]
        for item in question.items:
            pair = self.rich(element, "subquestion", item.text)
            _text(pair, "answer", texts[item.choice])
            if item.feedback is not None:
                self.remarks.append(Remark("export-item-feedback", question.id))
        for choice in spare:
            _text(_text(element, "subquestion", "", format="html"), "answer", texts[choice])
        met = list(dict.fromkeys([*used, *spare]))
        declared = [choice.id for choice in question.choices]
        own = _ids("items", [item.id for item in question.items]) | _ids("choices", met)
        if declared != met:
            own["listed"] = "".join(declared)
        return own | self._all_or_nothing(question, question.partial)

    def rich(self, parent: etree._Element, name: str, text: LocalText | None) -> etree._Element:
        return _text(parent, name, self._html(text) if text else "", format="html")

    def _html(self, text: LocalText) -> str:
        """Without what only our own pages have: classes, and words for screen readers alone."""
        self._note(inline_references(text[self.language]))
        rendered = render_inline(self.course, text, self.language, self.values)
        root = html.fragment_fromstring(rendered, create_parent="div")
        for hidden in root.xpath("//*[contains(@class, 'kp-hidden')]"):
            hidden.drop_tree()
        for element in root.iter("*"):
            for name in ("class", "rel", "title"):
                element.attrib.pop(name, None)
        inner = etree.tostring(root, encoding="unicode", method="html")
        return inner.removeprefix("<div>").removesuffix("</div>")

    def _plain(self, text: LocalText) -> str:
        self._note(plain_references(text[self.language]))
        return render_plain(self.course, text, self.language)

    def _note(self, said: References) -> None:
        self.unfilled.update({each.id for each in said.variables} & set(self.course.unfilled))

    def _picture(self, asked: etree._Element, path: str) -> None:
        name = PurePosixPath(path).name
        asset = next(each for each in self.course.assets if each.path == path)
        image = etree.Element("img", src=_PLUGIN_FILE + name, alt=self._plain(asset.alt))
        text = asked.find("text")
        assert text is not None  # noqa: S101 - written above
        shown = etree.tostring(image, encoding="unicode", method="html")
        text.text = f"<p>{text.text}</p><p>{shown}</p>"
        file = etree.SubElement(asked, "file", name=name, path="/", encoding="base64")
        file.text = base64.b64encode(self.media(path)).decode()


def _ids(key: str, ids: Sequence[str]) -> dict[str, str]:
    word = tags.unusual(ids)
    return {key: word} if word else {}


def _flags(element: etree._Element, **flags: bool) -> None:
    for name, value in flags.items():
        etree.SubElement(element, name).text = str(value).lower()


def _settings(element: etree._Element, **settings: str) -> None:
    for name, value in settings.items():
        etree.SubElement(element, name).text = value


def _share(fraction: Fraction) -> str:
    """Per cent as Moodle's own list of grades has it: at most five decimals (33.33333)."""
    return f"{float(fraction):.5f}".rstrip("0").rstrip(".")
