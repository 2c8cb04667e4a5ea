"""What stands on the papers, in the reader's language: every line, ready to be set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from lti_tool.certification.calendar import OSLO
from lti_tool.texts import text

DEFAULT_ACCENT = "#0b5cad"
_REGIONS = {"nb": "NO", "nn": "NO", "en": "GB"}
_LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_PERCENT = "\u00a0%"

Record = Mapping[str, Any]


def certificate_view(record: Record, language: str, *, kid: str) -> dict[str, Any]:
    say = _Say(language, record["course"]["language"])
    test, signed, decision = record["test"], record["sign_off"], record["decision"]
    valid = record["valid"]
    return {
        **_frame(record, say),
        "heading": say("heading"),
        "title": f"{say('heading')}: {record['person']['name']}",
        "subtitle": say("subtitle", course=say.local(record["course"]["title"])["text"]),
        "lead": say("lead"),
        "person": record["person"]["name"],
        "passed": say("passed"),
        "course": say.local(record["course"]["title"]),
        "scopes_title": say("scopes"),
        "scopes": [say.local(scope["title"]) for scope in record["scopes"]],
        "valid_title": say("valid"),
        "valid": say("period", since=say.day(valid["from"]), until=say.day(valid["until"])),
        "grounds_title": say("grounds"),
        "grounds_head": [say("grounds.what"), say("grounds.who"), say("grounds.when")],
        "grounds": [
            [
                say("grounds.test"),
                say("grounds.server", percent=test["percent"]),
                say.day_of(test["ended"]),
            ],
            [say("grounds.sign-off"), _who(signed["by"]), say.day_of(signed["at"])],
            [say("grounds.decision"), _who(decision["by"]), say.day_of(decision["at"])],
        ],
        "limits": say("limits"),
        "check_title": say("check"),
        "check_text": say("check.text"),
        "check_url": record["check"],
        "check_shown": record["check"].partition("://")[2],
        "code_label": say("check.code"),
        "code": grouped(record["code"]),
        "small": say(
            "small",
            version=record["course"]["version"],
            hash=record["course"]["hash"],
            kid=kid,
        ),
    }


def evidence_view(record: Record, language: str, *, kid: str) -> dict[str, Any]:
    say = _Say(language, record["course"]["language"])
    return {
        **_frame(record, say),
        "title": say("evidence.title"),
        "subtitle": say("evidence.subtitle"),
        "footer": f"{record['person']['name']} · {grouped(record['code'])}",
        "attachment": f"{record['code']}.json",
        "attachment_text": say("evidence.attached"),
        "sections": [
            _person(record, say),
            _course(record, say),
            _test(record, say),
            _sections(record, say),
            _attempts(record, say),
            _sign_off(record, say),
            _decision(record, say),
            _items(record, say),
            _checking(record, say, kid),
        ],
    }


def proof_lines(record: Record, language: str) -> list[tuple[str, str]]:
    """What the verification page tells: label and value, nothing that the certificate lacks."""
    say = _Say(language, record["course"]["language"])
    valid = record["valid"]
    return [
        (say("evidence.name"), record["person"]["name"]),
        (say("evidence.course-title"), say.local(record["course"]["title"])["text"]),
        *((say("evidence.unit"), unit) for unit in [record["unit"]] if unit),
        *(
            (say("evidence.municipality"), municipality)
            for municipality in [record["municipality"]]
            if municipality
        ),
        *((say("task"), say.local(scope["title"])["text"]) for scope in record["scopes"]),
        (say("valid"), say("period", since=say.day(valid["from"]), until=say.day(valid["until"]))),
        (say("check.code"), grouped(record["code"])),
    ]


def grouped(code: str) -> str:
    """`ABCD-EFGH-JKMN`, as people read it aloud."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


class _Say:
    """The catalogue in one language, and the course's own texts in the nearest that they have."""

    def __init__(self, language: str, otherwise: str) -> None:
        self.language = language
        self._otherwise = otherwise

    def __call__(self, key: str, **values: str | int) -> str:
        return text("paper", self.language, key, **values)

    def local(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The text with its language, which a screen reader must be told."""
        near = {"nb": "nn", "nn": "nb"}.get(self.language, self._otherwise)
        for language in (self.language, near, self._otherwise, *texts):
            if language in texts:
                return {"lang": language, "text": texts[language]}
        return {"lang": self.language, "text": ""}

    def day(self, iso: str) -> str:
        return format_date(date.fromisoformat(iso), "long", locale=_LOCALES[self.language])

    def day_of(self, iso: str) -> str:
        return self.day(datetime.fromisoformat(iso).astimezone(OSLO).date().isoformat())

    def moment(self, iso: str) -> str:
        at = datetime.fromisoformat(iso).astimezone(OSLO)
        return self("moment", day=self.day(at.date().isoformat()), time=f"{at:%H:%M:%S}")


def _frame(record: Record, say: _Say) -> dict[str, Any]:
    issuer = " · ".join(filter(None, (record["municipality"], record["unit"])))
    return {
        "lang": say.language,
        "region": _REGIONS[say.language],
        "accent": record["accent"] or DEFAULT_ACCENT,
        "issuer": issuer or record["person"]["platform"] or say("issuer"),
        "example": say("example") if record["example"] else None,
    }


def _who(signatory: Mapping[str, str]) -> str:
    return f"{signatory['name']}, {signatory['title']}"


def _rows(title: str, say: _Say, *rows: tuple[str, Any]) -> dict[str, Any]:
    return {
        "title": title,
        "head": [say("evidence.field"), say("evidence.value")],
        "rows": [list(row) for row in rows if row[1] not in (None, "")],
    }


def _person(record: Record, say: _Say) -> dict[str, Any]:
    person = record["person"]
    return _rows(
        say("evidence.person"),
        say,
        (say("evidence.name"), person["name"]),
        (say("evidence.id"), f"{person['id']} ({person['platform']})"),
        (say("evidence.unit"), record["unit"] or say("evidence.not-said")),
        (say("evidence.municipality"), record["municipality"]),
    )


def _course(record: Record, say: _Say) -> dict[str, Any]:
    course = record["course"]
    approval = course["approval"]
    approved = (
        say("evidence.not-approved")
        if approval is None
        else f"{approval['name']}, {approval['role']}, {say.day(approval['date'])}"
    )
    return _rows(
        say("evidence.course"),
        say,
        (say("evidence.course-title"), say.local(course["title"])),
        (say("evidence.version"), f"{course['id']} {course['version']}"),
        (say("evidence.localization"), course["localization"]),
        (say("evidence.hash"), _broken(course["hash"])),
        (say("evidence.approved-by"), approved),
    )


def _test(record: Record, say: _Say) -> dict[str, Any]:
    test = record["test"]
    rule = test["rule"]
    parts = [say("rule.percent", percent=rule["percent"])]
    parts += [
        say("rule.all-right", topic=say.local(title)["text"])
        for title in rule["all_right"].values()
    ]
    parts += [
        say("rule.section", percent=each["needed"], title=say.local(each["title"])["text"])
        for each in test.get("parts", ())  # evidence of before there were any has none
    ]
    parts += [say("rule.critical")] if rule["critical_right"] else []
    parts += [say("rule.minutes", minutes=rule["minutes"])] if rule["minutes"] else []
    watched, group = record["invigilator"], test.get("group")
    return _rows(
        say("evidence.test"),
        say,
        (say("evidence.test-title"), say.local(test["title"])),
        (say("evidence.group"), say.local(group["title"]) if group else None),
        (say("evidence.started"), say.moment(test["started"])),
        (say("evidence.ended"), say.moment(test["ended"])),
        (say("evidence.handed-in"), say("by.clock" if test["by_clock"] else "by.person")),
        (say("evidence.result"), _result(test)),
        (say("evidence.rule"), "; ".join(parts) + "."),
        (say("evidence.invigilator"), _who(watched) if watched else say("evidence.nobody")),
        (say("evidence.seed"), test["seed"]),
    )


def _sections(record: Record, say: _Say) -> dict[str, Any]:
    return _grid(
        say("evidence.sections"),
        [3, 1],
        [say("evidence.section"), say("evidence.points")],
        [
            [say.local(each["title"]), f"{_number(each['earned'])} / {each['possible']}"]
            for each in record["test"]["sections"]
        ]
        + [
            [say.local(each["title"]), f"{each['percent']}{_PERCENT}"]
            for each in record["test"].get("parts", ())
        ],
    )


def _attempts(record: Record, say: _Say) -> dict[str, Any]:
    head = [say(f"evidence.{key}") for key in ("number", "ended", "result", "passed")]
    return _grid(
        say("evidence.attempts"),
        [1, 3, 1, 1],
        head,
        [
            [
                str(each["number"]),
                say.moment(each["ended"]),
                f"{each['percent']}{_PERCENT}",
                say("yes" if each["passed"] else "no"),
            ]
            for each in record["attempts"]
        ],
    )


def _sign_off(record: Record, say: _Say) -> dict[str, Any]:
    signed = record["sign_off"]
    rows = _rows(
        say("evidence.sign-off"),
        say,
        (say("evidence.assessor"), _who(signed["by"])),
        (say("evidence.at"), say.moment(signed["at"])),
        (say("evidence.way"), say(f"way.{signed['way']}")),
        (say("evidence.note"), signed["note"]),
    )
    return {**rows, "points": [say.local(each["text"]) for each in signed["observations"]]}


def _decision(record: Record, say: _Say) -> dict[str, Any]:
    decision, valid = record["decision"], record["valid"]
    period = say("period", since=say.day(valid["from"]), until=say.day(valid["until"]))
    before = record["supersedes"]
    rows = _rows(
        say("evidence.decision"),
        say,
        (say("evidence.leader"), _who(decision["by"])),
        (say("evidence.at"), say.moment(decision["at"])),
        (say("evidence.valid"), period),
        (say("evidence.reason"), decision["reason"]),
        (say("evidence.supersedes"), grouped(before) if before else None),
    )
    return {**rows, "points": [say.local(scope["title"]) for scope in record["scopes"]]}


def _items(record: Record, say: _Say) -> dict[str, Any]:
    return _grid(
        say("evidence.items"),
        [3, 1, 6],
        [say("evidence.item"), say("evidence.variant"), say("evidence.item-hash")],
        [
            [
                each["id"],
                "–" if each["variant"] is None else str(each["variant"]),
                _broken(each["sha256"]),
            ]
            for each in record["test"]["items"]
        ],
    )


def _checking(record: Record, say: _Say, kid: str) -> dict[str, Any]:
    return _rows(
        say("evidence.checking"),
        say,
        (say("check.code"), grouped(record["code"])),
        (say("evidence.address"), record["check"]),
        (say("evidence.keys"), record["keys"]),
        (say("evidence.kid"), kid),
    )


def _grid(title: str, columns: list[int], head: list[str], rows: list[list[Any]]) -> dict[str, Any]:
    return {"title": title, "table": {"columns": columns, "head": head, "rows": rows}}


def _result(test: Mapping[str, Any]) -> str:
    return f"{_number(test['earned'])} / {test['possible']} ({test['percent']}{_PERCENT})"


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _broken(digest: str) -> str:
    """A hash with places where a line may end."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))
