"""
GIFT (docs.moodle.org, "GIFT format") as questions of ours.

A question is the text around one `{…}`; blank lines part questions. What follows the braces makes
it a sentence with a gap. What cannot become one of our questions is told by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from courseware.model import (
    Choice,
    Language,
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Place,
    Question,
    SingleChoice,
    Tolerance,
    TrueFalse,
)
from scorm_builder.importing.draft import Draft, new_id
from scorm_builder.importing.html_markdown import escape, inline, plain
from scorm_builder.moodle_questions.tags import IDS
from scorm_builder.remarks import Remark

GAP = "_____"
_GENERAL = "general"
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_MARK = re.compile("[\ue000-\ue006]")
_HIDE = {char: chr(0xE000 + index) for index, char in enumerate("~=#{}:\\")}
_SHOW = {hidden: char for char, hidden in _HIDE.items()}
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORM = re.compile(r"\s*\[(html|moodle|plain|markdown)\]\s*")
_WEIGHT = re.compile(r"\s*%(-?[0-9]+(?:\.[0-9]+)?)%")
_ARROW = "->"


class _NotMapped(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_gift(text: str, language: Language) -> Draft:
    reader = _Reader(language)
    for block in _blocks(text):
        reader.take(block)
    return Draft(
        language=language,
        title=reader.title,
        questions=tuple(reader.questions),
        topics=reader.topics,
        remarks=tuple(reader.remarks),
    )


def looks_like_gift(text: str) -> bool:
    """At least one block with answers in braces."""
    return any("{" in block and "}" in block for block in _blocks(text))


def _blocks(text: str) -> Iterator[str]:
    """Without comments; what is escaped is hidden, so that it is no sign of ours."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("//")]
    hidden = _ESCAPED.sub(
        lambda match: "\n" if match[1] == "n" else _HIDE[match[1]],
        _MARK.sub("", "\n".join(lines)).replace("\\n", "\ue006n"),
    )
    for block in re.split(r"\n\s*\n", hidden):
        if block.strip():
            yield from _with_category(block.strip())


def _with_category(block: str) -> Iterator[str]:
    """A category stands on a line of its own, with or without a blank line behind."""
    if block.startswith("$CATEGORY:"):
        first, _, rest = block.partition("\n")
        yield first
        if rest.strip():
            yield from _with_category(rest.strip())
    else:
        yield block


def _shown(text: str) -> str:
    """What was hidden, as it is meant: `\\n` breaks a line."""
    shown = text.replace("\ue006n", "\n")
    return _MARK.sub(lambda match: _SHOW[match[0]], shown)


@dataclass(frozen=True, slots=True)
class _Answer:
    """mark: `=` or `~`; weight: per cent, where one stands."""

    mark: str
    text: str
    feedback: str
    weight: Decimal | None

    @property
    def is_right(self) -> bool:
        return self.mark == "=" if self.weight is None else self.weight > 0


@dataclass(slots=True)
class _Reader:
    language: Language
    title: str = ""
    topic: str = _GENERAL
    topics: dict[str, str] = field(default_factory=dict)
    topic_title: str = ""
    questions: list[Question] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)

    def take(self, block: str) -> None:
        if block.startswith("$CATEGORY:"):
            self._category(_shown(block.removeprefix("$CATEGORY:")))
            return
        title = _TITLE.match(block)
        body = block[title.end() :] if title else block
        form = _FORM.match(body)
        body = body[form.end() :] if form else body
        kind = form[1] if form else "moodle"
        name = " ".join(_shown(title[1]).split()) if title else ""
        name = name or self._rich(body.partition("{")[0], kind)[:60].replace("\\\n", " ") or "?"
        try:
            made = self._question(body, kind, name)
        except _NotMapped as reason:
            self.remarks.append(Remark(reason.code, name))
            return
        self.questions.append(made)
        self.taken.add(made.id)
        self.topics.setdefault(self.topic, self.topic_title or self.topic)

    def _category(self, path: str) -> None:
        names = [part.strip() for part in path.split("/")]
        names = [each for each in names if each and each != "top" and each[0] != "$"]
        if names:
            self.title = self.title or (names[-2] if len(names) > 1 else names[-1])
            self.topic_title = names[-1]
            known = next((key for key, title in self.topics.items() if title == names[-1]), None)
            self.topic = known or new_id(names[-1], self.topics, "emne")

    def _question(self, body: str, kind: str, name: str) -> Question:
        if body.count("{") != 1 or body.count("}") != 1 or body.index("}") < body.index("{"):
            raise _NotMapped("gift-gaps" if body.count("{") > 1 else "gift-no-answer")
        before, _, rest = body.partition("{")
        answers, _, after = rest.partition("}")
        asked = f"{before} {GAP} {after}" if after.strip() else before
        answers, _, general = answers.partition("####")
        text, feedback = self._rich(asked, kind), self._rich(general, kind)
        if not text:
            raise _NotMapped("import-no-text")
        shared: dict[str, Any] = {
            "id": new_id(name, self.taken, "sporsmal"),
            "topic": self.topic,
            "text": {self.language: text},
            "feedback": {self.language: feedback} if feedback else None,
        }
        return self._of_answers(answers.strip(), kind, name, shared)

    def _of_answers(self, answers: str, kind: str, name: str, shared: dict[str, Any]) -> Question:
        if not answers:
            raise _NotMapped("gift-essay")
        if answers.startswith("#"):
            return self._numeric(answers[1:].strip(), kind, name, shared)
        word, *said = answers.split("#")
        if word.strip().upper() in ("T", "F", "TRUE", "FALSE"):
            return self._true_false(word.strip().upper(), said, kind, shared)
        listed = _answers(answers)
        if not listed:
            raise _NotMapped("gift-no-answer")
        if all(_ARROW in each.text for each in listed):
            return self._matching(listed, kind, shared)
        if all(each.mark == "=" for each in listed):
            raise _NotMapped("gift-short")
        return self._choice(listed, kind, name, shared)

    def _true_false(
        self, word: str, said: list[str], kind: str, shared: dict[str, Any]
    ) -> Question:
        """Feedback stands for the wrong answer first, then for the right one."""
        reasons = [self._rich(each, kind) for each in said]
        reason = next((each for each in reversed(reasons) if each), "")
        if reason and shared["feedback"] is None:
            shared = shared | {"feedback": {self.language: reason}}
        return TrueFalse(**shared, answer=word.startswith("T"))

    def _choice(
        self, listed: list[_Answer], kind: str, name: str, shared: dict[str, Any]
    ) -> Question:
        options = tuple(
            Option(
                IDS[index],
                {self.language: self._rich(each.text, kind)},
                each.is_right,
                {self.language: said} if (said := self._rich(each.feedback, kind)) else None,
            )
            for index, each in enumerate(listed[: len(IDS)])
        )
        right = [each for each in listed if each.is_right]
        whole = [each for each in right if each.weight in (None, 100)]
        if not right:
            raise _NotMapped("import-none-right")
        if len(whole) == 1:
            if len(right) > 1:
                self.remarks.append(Remark("import-half-right", name))
                best = listed.index(whole[0])
                options = tuple(
                    Option(each.id, each.text, index == best, each.feedback)
                    for index, each in enumerate(options)
                )
            return SingleChoice(**shared, options=options)
        if len({each.weight for each in right}) > 1:
            self.remarks.append(Remark("import-uneven", name))
        return MultipleChoice(**shared, options=options, partial=True)

    def _matching(self, listed: list[_Answer], kind: str, shared: dict[str, Any]) -> Question:
        pairs = [each.text.split(_ARROW, 1) for each in listed]
        texts = list(dict.fromkeys(plain(_shown(right)) for _, right in pairs))
        if len(texts) > len(IDS) or len(pairs) > len(IDS):
            raise _NotMapped("import-too-many")
        ids = dict(zip(texts, IDS, strict=False))
        items = tuple(
            Place(IDS[index], {self.language: text}, ids[plain(_shown(right))])
            for index, (text, right) in enumerate(
                (self._rich(left, kind), right) for left, right in pairs if left.strip()
            )
        )
        choices = tuple(Choice(ids[text], {self.language: text}) for text in texts)
        return Matching(**shared, items=items, choices=choices, partial=True)

    def _numeric(self, answers: str, kind: str, name: str, shared: dict[str, Any]) -> Question:
        listed = _answers(answers) if answers[:1] in ("=", "~") else [_plain_answer(answers)]
        whole = [each for each in listed if each.is_right and each.weight in (None, 100)]
        if len(whole) != 1:
            raise _NotMapped("import-several-numbers" if whole else "import-none-right")
        if len(listed) > 1:
            self.remarks.append(Remark("import-near-answers", name))
        value, allowed = _number(_shown(whole[0].text))
        said = self._rich(whole[0].feedback, kind)
        if said and shared["feedback"] is None:
            shared = shared | {"feedback": {self.language: said}}
        return Numeric(**shared, value=value, tolerance=Tolerance(absolute=allowed))

    def _rich(self, text: str, kind: str) -> str:
        shown = _shown(text).strip()
        if kind == "plain":
            return escape(" ".join(shown.split()))
        if kind == "markdown":
            from courseware.markup import dialect

            return inline(str(dialect().render(shown)))
        is_html = kind == "html" or re.search(r"</?[a-zA-Z][^>]*>", shown)
        return (
            inline(shown)
            if is_html
            else "\\\n".join(
                escape(" ".join(line.split())) for line in shown.split("\n") if line.strip()
            )
        )


def _answers(text: str) -> list[_Answer]:
    parts = re.split(r"([=~])", text)
    return [_answer(mark, said) for mark, said in zip(parts[1::2], parts[2::2], strict=True)]


def _answer(mark: str, text: str) -> _Answer:
    weight = _WEIGHT.match(text)
    said, _, feedback = (text[weight.end() :] if weight else text).partition("#")
    return _Answer(mark, said.strip(), feedback.strip(), Decimal(weight[1]) if weight else None)


def _plain_answer(text: str) -> _Answer:
    said, _, feedback = text.partition("#")
    return _Answer("=", said.strip(), feedback.strip(), None)


def _number(text: str) -> tuple[Decimal, Decimal]:
    """The value and how far off it may be: `3`, `3:0.5` or `2.5..3.5`."""
    try:
        if ".." in text:
            low, high = (_decimal(each) for each in text.split("..", 1))
            return (low + high) / 2, abs(high - low) / 2
        value, _, allowed = text.partition(":")
        return _decimal(value), abs(_decimal(allowed or "0"))
    except InvalidOperation as error:
        raise _NotMapped("gift-no-number") from error


def _decimal(text: str) -> Decimal:
    value = Decimal(text.strip().replace(",", "."))
    if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
        raise InvalidOperation
    return value
