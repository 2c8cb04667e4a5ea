"""One mistake after another for the sample course, and what the validator must say of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    file: str
    old: str
    new: str
    code: str
    at: str
    """A text that stands only on the line of the problem, after the mistake; empty for no line."""
    place: str = ""


COURSE = "course.yaml"
PRACTICE = "questions/ovelse.yaml"
CERTIFY = "questions/prove.yaml"
LESSON = "lessons/hva-er-det.nb.md"

MISTAKES = [
    # what the schema says, in an author's words
    Mistake(COURSE, "version: 1.2.0", "version: 1.2", "not-a-version", "version:", "version"),
    Mistake(COURSE, "minutes: 20\n", "minutes: 20 min\n", "expected-integer", "20 min"),
    Mistake(COURSE, "licence: CC-BY-4.0\nrights", "rights", "field-missing", "id: eksempel"),
    Mistake(COURSE, "review: 2027-06-01", "review: 1. juni", "not-a-date", "review:"),
    Mistake(COURSE, "review: 2027-06-01", "review: 2027-02-30", "not-a-date", "review:"),
    Mistake(COURSE, "language: nb", "language: nyorsk", "not-one-of", "nyorsk"),
    Mistake(COURSE, "type: text", "type: txt", "not-one-of-suggestion", "txt"),
    Mistake(COURSE, "keywords:", "keyword:", "field-unknown-suggestion", "keyword:"),
    Mistake(COURSE, "keywords:", "zzz:", "field-unknown", "zzz:"),
    Mistake(
        COURSE,
        "title: {nb: Eksempelkurs, nn: Døme på kurs}",
        "title: Kurs",
        "not-a-local-text",
        "Kurs",
        "title",
    ),
    Mistake(
        COURSE, "nb: Eksempelkurs", f"nb: {'Eksempel' * 20}", "text-too-long", "EksempelEksempel"
    ),
    Mistake(COURSE, "nb: Eksempelkurs", "nb: Kurs, ja", "unknown-language", "Kurs, ja"),
    Mistake(
        COURSE, "{nb: Øvelse, nn: Øving}", "{nb: Øvelse, nn: ''}", "text-empty", "nb: Øvelse, nn"
    ),
    Mistake(COURSE, "checked: 2026-10-01", "checked: i går", "not-a-date", "i går"),
    Mistake(COURSE, "url: https://lovdata", "url: lovdata", "not-a-url", "lovdata"),
    Mistake(COURSE, "url: https://lovdata", "url: https://a:b@lovdata", "not-a-url", "a:b@"),
    Mistake(COURSE, "url: https://lovdata.no", "url: https://[::1", "not-a-url", "[::1"),
    Mistake(COURSE, "url: https://lovdata.no", "url: https://x.no:99999", "not-a-url", "99999"),
    Mistake(COURSE, "nb: Alle ansatte", 'nb: " \\u200b"', "text-empty", "200b", "audience.nb"),
    Mistake(COURSE, "nb: Alle ansatte", 'nb: "{{ kontakt_navn }}"', "variable-not-here", 'nb: "{{'),
    Mistake(COURSE, "nb: En hengelås", 'nb: "{{ hvem }}"', "variable-unknown", "{{ hvem"),
    Mistake(COURSE, "nb: En hengelås", 'nb: "{{ Hvem }}"', "variable-syntax", "{{ Hvem"),
    Mistake(
        COURSE,
        "approval: {name: Kari Eksempel, role: Fagansvarlig, date: 2026-01-15}",
        "approval: Kari",
        "expected-mapping",
        "approval",
    ),
    Mistake(COURSE, "percent: 80", "percent: 120", "number-too-big", "percent"),
    Mistake(COURSE, "percent: 80", "percent: 0", "number-too-small", "percent"),
    Mistake(COURSE, "keywords: [eksempel]", "keywords: eksempel", "expected-list", "keywords"),
    Mistake(
        COURSE,
        "    rule: {percent: 80, all_right: [regning], critical_right: true}\n",
        "",
        "field-missing",
        "- id: prove",
    ),
    Mistake(
        COURSE,
        "    alt: {nb: En hengelås, nn: Ein hengelås}\n",
        "",
        "field-missing",
        "media/las.svg",
        "assets[0].alt",
    ),
    Mistake(
        COURSE,
        "    licence: CC-BY-4.0\n",
        "",
        "field-missing",
        "media/las.svg",
        "assets[0].licence",
    ),
    Mistake(
        COURSE,
        "    licence: CC-BY-4.0\n    rights_holder: Eksempel kommune",
        "    licence: CC-BY-4.0",
        "field-missing",
        "media/las.svg",
        "assets[0].rights_holder",
    ),
    Mistake(PRACTICE, "difficulty: 1", "difficulty: 4", "number-too-big", "difficulty"),
    Mistake(PRACTICE, "value: 2.5", "value: 2,5", "not-a-number", "value:", "questions[3].value"),
    Mistake(PRACTICE, "answer: true", "answer: ja", "expected-boolean", "answer: ja"),
    Mistake(PRACTICE, "type: numeric", "type: numerisk", "not-one-of-suggestion", "numerisk"),
    Mistake(
        PRACTICE,
        "      - id: c\n        text: {nb: Forteller",
        "      - id: cc\n        text: {nb: Forteller",
        "not-an-option-id",
        "id: cc",
        "questions[0].options[2].id",
    ),
    Mistake(
        PRACTICE,
        "parameters:\n      S: [5, 10, 25]",
        "parameters:\n      S: 5",
        "not-values",
        "S: 5",
    ),
    Mistake(PRACTICE, "  - id: mikstur", "  - id: Mikstur!", "not-an-id", "Mikstur!"),
    # ids and references
    Mistake(
        COURSE,
        "banks: [ovelse, prove]\n",
        "banks: [ovelse, prove, borte]\n",
        "bank-file-missing",
        "borte",
        "banks[2]",
    ),
    Mistake(COURSE, "    banks: [prove]\n", "    banks: [prøve]\n", "not-an-id", "[prøve]"),
    Mistake(COURSE, "language: nb", "language: en", "language-not-listed", "language: en"),
    Mistake(
        COURSE, "  - id: regning\n", "  - id: taushetsplikt\n", "id-twice", "", "chapters[1].id"
    ),
    Mistake(PRACTICE, "law: fvl-13", "law: fvl-31", "law-unknown", "fvl-31", "questions[0].law"),
    Mistake(
        CERTIFY,
        "  - id: prove-kollega",
        "  - id: kollega",
        "id-twice",
        "- id: kollega",
        "questions[0].id",
    ),
    Mistake(LESSON, "(law:fvl-13)", "(law:fvl-14)", "law-unknown", "fvl-14"),
    Mistake(LESSON, "::: check kollega", "::: check kolega", "question-unknown", "kolega"),
    Mistake(
        LESSON, "::: check kollega", "::: check prove-kollega", "check-certify", "prove-kollega"
    ),
    Mistake(LESSON, "media/las.svg", "media/laas.svg", "media-undeclared", "laas"),
    Mistake(LESSON, "{{ kontakt_navn }}", "{{ kontakt }}", "variable-unknown", "{{ kontakt }}"),
    Mistake(LESSON, "::: note Husk", "::: merk Husk", "directive-unknown", "merk"),
    Mistake(LESSON, "Du har taushetsplikt", "<b>Du</b> har taushetsplikt", "raw-html", "<b>"),
    Mistake(
        "lessons/meld-fra.nn.md",
        "(lesson:hva-er-det)",
        "(lesson:hva-er)",
        "lesson-unknown",
        "hva-er)",
    ),
    Mistake("lessons/meld-fra.nn.md", "- Papira er borte\n", "", "checklists-differ", "## Slik"),
    Mistake(
        PRACTICE,
        'nb: "Spør {{ kontakt_navn }}."',
        'nb: "Spør {{ hvem }}."',
        "variable-unknown",
        "{{ hvem }}",
    ),
    # texts in every language
    Mistake(
        COURSE,
        "{nb: Alle ansatte, nn: Alle tilsette}",
        "{nb: Alle ansatte}",
        "translation-missing",
        "audience",
        "audience.nn",
    ),
    Mistake(
        PRACTICE,
        "{nb: Forteller alt, nn: Fortel alt}",
        "{nb: Forteller alt}",
        "translation-missing",
        "Forteller alt",
        "questions[0].options[1].text.nn",
    ),
    # questions
    Mistake(PRACTICE, "    feedback: {nb: Ja., nn: Ja.}\n", "", "feedback-missing", "etter-slutt"),
    Mistake(
        CERTIFY, "nn: Alt}, correct: false", "nn: Alt}, correct: true", "single-correct", "options:"
    ),
    Mistake(CERTIFY, "{id: b, text: {nb: Alt", "{id: a, text: {nb: Alt", "id-twice", "nb: Alt"),
    Mistake(PRACTICE, "    unit: ml\n", "    unit: mlk\n", "unit-unknown", "mlk"),
    Mistake(
        PRACTICE,
        "unit_choices: [ml, l, mg]",
        "unit_choices: [l, mg]",
        "unit-not-among-choices",
        "unit_choices",
    ),
    Mistake(PRACTICE, "    unit: ml\n", "", "unit-missing", "- id: mikstur"),
    Mistake(
        CERTIFY,
        "{from: 10, to: 50, step: 10}",
        "{from: 1, to: 500, step: 1}",
        "parameter-too-many",
        "from:",
    ),
    Mistake(
        CERTIFY,
        "formula: D / S",
        "formula: D / X",
        "formula-unknown-name",
        "D / X",
        "questions[2].answer.formula",
    ),
    Mistake(PRACTICE, "maximum: 3}", "maximum: 1.5}", "calculation-out-of-bounds", "maximum"),
    # assessments
    Mistake(
        COURSE,
        "{topic: regning, count: 2}\n  - id: prove",
        "{topic: regning, count: 3}\n  - id: prove",
        "draw-too-few",
        "regning, count: 3",
    ),
    Mistake(
        COURSE,
        "{topic: taushetsplikt, count: 1}",
        "{topic: taushet, count: 1}",
        "topic-unknown",
        "topic: taushet,",
    ),
    Mistake(
        COURSE,
        "{topic: taushetsplikt, count: 1}",
        "{topic: regning, count: 1}",
        "draw-twice",
        "",
        "assessments[1].draws[1].topic",
    ),
    Mistake(
        COURSE, "all_right: [regning]", "all_right: [rekning]", "all-right-not-drawn", "rekning"
    ),
    Mistake(COURSE, "    attempts: 3\n", "    attempts: 0\n", "number-too-small", "attempts"),
    Mistake(
        COURSE,
        "{topic: taushetsplikt, count: 1}",
        "{topic: taushetsplikt, count: 1, difficulty: 3}",
        "draw-too-few-apart",
        "difficulty: 3",
    ),
    Mistake(
        COURSE,
        "{topic: taushetsplikt, count: 1}",
        "{topic: taushetsplikt, count: 1, critical: 2}",
        "draw-critical-more",
        "critical: 2",
    ),
    Mistake(
        COURSE,
        "{topic: regning, count: 2}\n    rule",
        "{topic: regning, count: 2, critical: 2}\n    rule",
        "draw-too-few-critical",
        "critical: 2",
    ),
    Mistake(
        COURSE,
        "{topic: taushetsplikt, count: 3}",
        "{topic: taushetsplikt, count: 3, critical: 1}",
        "draw-not-practice",
        "critical: 1",
    ),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        '    attempts: 3\n    open: [{days: [mon], from: "15:00", to: "08:00"}]\n',
        "hours-backwards",
        "15:00",
    ),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        '    attempts: 3\n    open: [{days: [mon], from: "8", to: "15:00"}]\n',
        "not-a-time",
        '"8"',
    ),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        "    attempts: 1\n    wait: 24\n",
        "wait-without-attempts",
        "wait",
    ),
    Mistake(COURSE, "    attempts: 3\n", "    unlocks: 2\n", "unlocks-without-attempts", "unlocks"),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        "    attempts: 3\n    bounds: {attempts: {from: 4, to: 3}}\n",
        "bound-backwards",
        "bounds",
    ),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        "    attempts: 3\n    bounds: {attempts: {from: 4, to: 5}}\n",
        "bound-excludes-own",
        "bounds",
    ),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        "    attempts: 3\n    session_code: true\n    bounds: {session_code: [false]}\n",
        "choice-excludes-own",
        "bounds",
    ),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        "    attempts: 3\n    bounds: {extra_time: {from: 0, to: 50}}\n",
        "bound-excludes-own",
        "bounds",
    ),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        "    attempts: 3\n    bounds: {sections: {teori: {from: 50, to: 60}}}\n",
        "bound-of-no-section",
        "bounds",
    ),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        "    attempts: 3\n    bounds: {draws: {regning: {from: 1, to: 2}}}\n",
        "bound-of-no-draw",
        "bounds",
    ),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        "    attempts: 3\n    bounds: {all_right: {etikk: [true, false]}}\n",
        "all-right-not-drawn",
        "bounds",
    ),
    Mistake(
        COURSE,
        "      - {topic: taushetsplikt, count: 1}\n",
        "      - {topic: taushetsplikt, count: 1, id: regning}\n"
        "      - {topic: etikk, count: 1, id: regning}\n",
        "id-twice",
        "etikk",
    ),
    Mistake(
        COURSE,
        "    attempts: 3\n",
        "    attempts: 3\n"
        '    open: [{days: [sun], from: "08:00", to: "09:00"}]\n'
        '    bounds: {open: [{days: [sun], from: "08:30", to: "09:00"}]}\n',
        "hours-exclude-own",
        "bounds",
    ),
    Mistake(
        COURSE,
        "critical_right: true}",
        "critical_right: true, sections: [{id: teori, title: {nb: T, nn: T}, "
        "topics: [taushet], percent: 80}]}",
        "section-topic-not-drawn",
        "taushet]",
    ),
    Mistake(
        COURSE,
        "  renewal_days: 90\n",
        "  renewal_days: 90\n  bounds: {months: {from: 12, to: 24}}\n",
        "bound-excludes-own",
        "bounds",
    ),
    Mistake(COURSE, "  test: prove\n", "  test: ovelse\n", "certificate-test", "test: ovelse"),
    Mistake(COURSE, "  months: 36\n", "  months: 11\n", "number-too-small", "months: 11"),
    Mistake(
        COURSE,
        "id: mikstur, title",
        "id: dele-ut, title",
        "id-twice",
        "id: dele-ut, title: {nb: Gi",
    ),
    # media
    Mistake(COURSE, "path: media/las.svg", "path: ../las.svg", "not-a-media-path", "../las.svg"),
    Mistake(COURSE, "path: media/las.svg", "path: media/Las.svg", "not-a-media-path", "Las.svg"),
    Mistake(
        COURSE, "path: media/las.svg", 'path: "media/las.svg\\n"', "not-a-media-path", "las.svg"
    ),
    Mistake(LESSON, "media/las.svg", "media/Las.svg", "media-path", "Las.svg"),
    Mistake("media/las.svg", "<path", "<script>x</script><path", "svg-active", ""),
    # variables
    Mistake(COURSE, "example: 12 34 56 78", "example: ring oss", "value-not-phone", "ring oss"),
]
