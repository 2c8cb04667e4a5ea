"""
A small valid course for tests: two chapters, every question type, every directive.

`write_course(folder)` writes `folder/eksempel`; `write_localizations(folder)` writes the region
`fjellregionen` with the municipality `vik`. Tests plant their mistakes with `swap`.
"""

from __future__ import annotations

from pathlib import Path

COURSE = """\
id: eksempel
version: 1.2.0
languages: [nb, nn]
language: nb
title: {nb: Eksempelkurs, nn: Døme på kurs}
description: {nb: Et lite kurs for prøver., nn: Eit lite kurs for prøver.}
audience: {nb: Alle ansatte, nn: Alle tilsette}
minutes: 20
licence: CC-BY-4.0
rights_holder: Eksempel kommune
approval: {name: Kari Eksempel, role: Fagansvarlig, date: 2026-01-15}
review: 2027-06-01
keywords: [eksempel]
variables:
  - id: kontakt_navn
    type: text
    required: true
    example: Kari Eksempel
    description: {nb: Hvem en spør, nn: Kven ein spør}
  - id: kontakt_telefon
    type: phone
    required: false
    example: 12 34 56 78
    description: {nb: Telefon til kontakten, nn: Telefon til kontakten}
laws:
  - id: fvl-13
    citation: {nb: forvaltningsloven § 13, nn: forvaltningslova § 13}
    url: https://lovdata.no/lov/1967-02-10/§13
    checked: 2026-10-01
assets:
  - path: media/las.svg
    alt: {nb: En hengelås, nn: Ein hengelås}
    licence: CC-BY-4.0
    rights_holder: Eksempel kommune
chapters:
  - id: taushetsplikt
    title: {nb: Taushetsplikt, nn: Teieplikt}
    lessons:
      - {id: hva-er-det, title: {nb: Hva er taushetsplikt?, nn: Kva er teieplikt?}, minutes: 4}
      - {id: meld-fra, title: {nb: Meld fra, nn: Meld frå}, minutes: 3}
  - id: regning
    title: {nb: Regning, nn: Rekning}
    lessons:
      - {id: tabletter, title: {nb: Tabletter, nn: Tablettar}, minutes: 5}
banks: [ovelse, prove]
assessments:
  - id: ovelse
    kind: practice
    title: {nb: Øvelse, nn: Øving}
    intro: {nb: Øv så mye du vil., nn: Øv så mykje du vil.}
    banks: [ovelse]
    draws:
      - {topic: taushetsplikt, count: 3}
      - {topic: regning, count: 2}
  - id: prove
    kind: pass
    title: {nb: Prøve, nn: Prøve}
    intro: {nb: Prøven teller., nn: Prøva tel.}
    banks: [prove]
    draws:
      - {topic: taushetsplikt, count: 1}
      - {topic: regning, count: 2}
    rule: {percent: 80, all_right: [regning], critical_right: true}
    time_limit: 60
    attempts: 3
certificate:
  test: prove
  months: 36
  renewal_days: 90
  scopes:
    - {id: dele-ut, title: {nb: Dele ut tabletter, nn: Dele ut tablettar}}
    - {id: mikstur, title: {nb: Gi mikstur, nn: Gi mikstur}}
  sign_off:
    intro: {nb: Se hva den ansatte gjør., nn: Sjå kva den tilsette gjer.}
    observations:
      - {id: identitet, text: {nb: Sjekker hvem det er, nn: Sjekkar kven det er}}
      - {id: liste, text: {nb: Leser etiketten mot lista, nn: Les etiketten mot lista}}
evaluation:
  - id: nyttig
    text: {nb: Var kurset nyttig?, nn: Var kurset nyttig?}
    options:
      - {id: ja, text: {nb: Ja, nn: Ja}}
      - {id: delvis, text: {nb: Delvis, nn: Delvis}}
      - {id: nei, text: {nb: Nei, nn: Nei}}
  - id: lengde
    text: {nb: Hvordan var lengden?, nn: Korleis var lengda?}
    options:
      - {id: passe, text: {nb: Passe, nn: Passe}}
      - {id: lang, text: {nb: For lang, nn: For lang}}
"""

REGISTER = """\
numbers:
  lesson/hva-er-det: 1
  lesson/meld-fra: 2
  lesson/tabletter: 3
  question/kollega: 4
  question/hva-omfattes: 5
  question/etter-slutt: 6
  question/mikstur: 7
  question/antall-tabletter: 8
  question/prove-kollega: 9
  question/prove-mikstur: 10
  question/prove-tabletter: 11
  assessment/ovelse: 12
  assessment/prove: 13
retired: {}
"""

PRACTICE_BANK = """\
use: practice
title: {nb: Øvingsspørsmål, nn: Øvingsspørsmål}
questions:
  - id: kollega
    type: single
    topic: taushetsplikt
    goal: {nb: Vite hvem som kan få vite, nn: Vite kven som kan få vite}
    difficulty: 1
    critical: true
    points: 1
    law: fvl-13
    text: {nb: "En **kollega** spør. Hva gjør du?", nn: "Ein **kollega** spør. Kva gjer du?"}
    feedback: {nb: "Spør {{ kontakt_navn }}.", nn: "Spør {{ kontakt_navn }}."}
    options:
      - id: a
        text: {nb: Sier ingenting, nn: Seier ingenting}
        correct: true
      - id: b
        text: {nb: Forteller alt, nn: Fortel alt}
        correct: false
        feedback: {nb: Det er et brudd., nn: Det er eit brot.}
      - id: c
        text: {nb: Forteller litt, nn: Fortel litt}
        correct: false
  - id: hva-omfattes
    type: multiple
    topic: taushetsplikt
    partial: true
    shuffle: true
    text: {nb: Hva omfattes?, nn: Kva er omfatta?}
    feedback: {nb: Helse og adresse., nn: Helse og adresse.}
    options:
      - {id: a, text: {nb: Helse, nn: Helse}, correct: true}
      - {id: b, text: {nb: Adresse, nn: Adresse}, correct: true}
      - {id: c, text: {nb: Været, nn: Vêret}, correct: false}
  - id: etter-slutt
    type: true-false
    topic: taushetsplikt
    text: {nb: Plikten gjelder etter at du slutter., nn: Plikta gjeld etter at du sluttar.}
    feedback: {nb: Ja., nn: Ja.}
    answer: true
  - id: mikstur
    type: numeric
    topic: regning
    text: {nb: 5 mg av 2 mg/ml. Hvor mye?, nn: 5 mg av 2 mg/ml. Kor mykje?}
    feedback: {nb: "5 delt på 2 er 2,5.", nn: "5 delt på 2 er 2,5."}
    value: 2.5
    unit: ml
    unit_choices: [ml, l, mg]
    tolerance: {absolute: 0.1, relative: 0}
  - id: antall-tabletter
    type: calculation
    topic: regning
    text:
      nb: "Dosen er {D} mg. Én tablett med delestrek er {S} mg. Hvor mange?"
      nn: "Dosen er {D} mg. Éin tablett med delestrek er {S} mg. Kor mange?"
    feedback: {nb: Dose delt på styrke., nn: Dose delt på styrke.}
    parameters:
      S: [5, 10, 25]
      n: [0.5, 1, 2]
    derived: {D: S * n}
    conditions: [D <= 500]
    answer: {formula: D / S, unit: tablett, decimals: 1, rounded: false, minimum: 0.5, maximum: 3}
    mistakes:
      - {formula: S / D, feedback: {nb: Du snudde brøken., nn: Du snudde brøken.}}
"""

CERTIFY_BANK = """\
use: certify
title: {nb: Prøvespørsmål, nn: Prøvespørsmål}
example: true
questions:
  - id: prove-kollega
    type: single
    topic: taushetsplikt
    critical: true
    text: {nb: En nabo spør. Hva sier du?, nn: Ein nabo spør. Kva seier du?}
    options:
      - {id: a, text: {nb: Ingenting, nn: Ingenting}, correct: true}
      - {id: b, text: {nb: Alt, nn: Alt}, correct: false}
  - id: prove-mikstur
    type: numeric
    topic: regning
    text: {nb: 3 mg av 2 mg/ml. Hvor mye?, nn: 3 mg av 2 mg/ml. Kor mykje?}
    value: 1.5
    unit: ml
  - id: prove-tabletter
    type: calculation
    topic: regning
    text:
      nb: "{D} mg, {S} mg per tablett med delestrek?"
      nn: "{D} mg, {S} mg per tablett med delestrek?"
    parameters:
      S: {from: 10, to: 50, step: 10}
      n: [0.5, 1, 2]
    derived: {D: S * n}
    answer: {formula: D / S, unit: tablett, decimals: 1, minimum: 0.5, maximum: 2}
"""

LESSONS = {
    "hva-er-det.nb.md": """\
Du har taushetsplikt etter [§ 13](law:fvl-13). Spør {{ kontakt_navn }} når du er i tvil.

![](media/las.svg)

::: note Husk
Plikten gjelder også hjemme.
:::

::: example Fra en vanlig dag
Naboen spør om en bruker.
:::

::: check kollega
:::
""",
    "hva-er-det.nn.md": """\
Du har teieplikt etter [§ 13](law:fvl-13). Spør {{ kontakt_navn }} når du er i tvil.

![](media/las.svg)

::: note Hugs
Plikta gjeld òg heime.
:::

::: example Frå ein vanleg dag
Naboen spør om ein brukar.
:::

::: check kollega
:::
""",
    "meld-fra.nb.md": """\
## Slik gjør du

::: steps
1. Ring {{ kontakt_telefon }}.
2. Skriv avvik.
:::

::: checklist for-du-gar Før du går
- Skjermen er låst
- Papirene er borte
:::

::: reveal Hvorfor?
Fordi noen kan se det. Les [om plikten](lesson:hva-er-det).
:::
""",
    "meld-fra.nn.md": """\
## Slik gjer du

::: steps
1. Ring {{ kontakt_telefon }}.
2. Skriv avvik.
:::

::: checklist for-du-gar Før du går
- Skjermen er låst
- Papira er borte
:::

::: reveal Kvifor?
Fordi nokon kan sjå det. Les [om plikta](lesson:hva-er-det).
:::
""",
    "tabletter.nb.md": """\
Dosen delt på styrken er antallet.

::: check antall-tabletter
:::
""",
    "tabletter.nn.md": """\
Dosen delt på styrken er talet.

::: check antall-tabletter
:::
""",
}

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a49444154"
    "789c636800000082008177cd72b60000000049454e44ae426082"
)
"""One pixel."""

PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M6 10h12v10H6z"/></svg>
"""

REGION = """\
title: Fjellregionen
example: true
courses:
  eksempel:
    variables:
      kontakt_navn: Regionens kontakt
      kontakt_telefon: 11 11 11 11
"""

MUNICIPALITY = """\
title: Vik kommune
example: true
language: nn
theme: {accent: "#0a5b66"}
courses:
  eksempel:
    variables:
      kontakt_navn: {nb: Ola i Vik, nn: Ola frå Vik}
    add:
      - id: lokal-rutine
        after: meld-fra
        title: {nb: Slik gjør vi det i Vik, nn: Slik gjer vi det i Vik}
        minutes: 2
        files: {nb: lessons/vik-rutine.nb.md, nn: lessons/vik-rutine.nn.md}
"""

REGION_REGISTER = """\
numbers:
  lesson/eksempel/lokal-rutine: 1000
retired: {}
"""


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def write_course(folder: Path) -> Path:
    """Write the course below `folder`; returns the course's own folder."""
    course = folder / "eksempel"
    _write(course / "course.yaml", COURSE)
    _write(course / "ids.lock.yaml", REGISTER)
    _write(course / "questions" / "ovelse.yaml", PRACTICE_BANK)
    _write(course / "questions" / "prove.yaml", CERTIFY_BANK)
    _write(course / "media" / "las.svg", PICTURE)
    for name, text in LESSONS.items():
        _write(course / "lessons" / name, text)
    return course


def write_localizations(folder: Path) -> Path:
    """Write the region `fjellregionen` and its municipality `vik`; returns the folder of both."""
    localizations = folder / "localizations"
    region = localizations / "fjellregionen"
    _write(region / "region.yaml", REGION)
    _write(region / "vik.yaml", MUNICIPALITY)
    _write(region / "ids.lock.yaml", REGION_REGISTER)
    _write(region / "lessons" / "vik-rutine.nb.md", "Ring {{ kontakt_navn }}.\n")
    _write(region / "lessons" / "vik-rutine.nn.md", "Ring {{ kontakt_navn }}.\n")
    return localizations


def swap(file: Path, old: str, new: str) -> None:
    """Replace `old`, which must stand exactly once in the file."""
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands {text.count(old)} times in {file.name}")
    file.write_text(text.replace(old, new), encoding="utf-8")
