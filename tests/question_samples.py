"""
Questions of the newer types, to be added to the sample course's practice bank.

`add(course, QUESTIONS)` adds them, and gives them their numbers.
"""

from __future__ import annotations

from pathlib import Path

from courseware.register import update

ORDERING = """\
  - id: rekkefolge
    type: ordering
    topic: taushetsplikt
    partial: true
    text: {nb: Sett i rekkefølge., nn: Set i rekkjefølgje.}
    feedback: {nb: Hendene først., nn: Hendene først.}
    items:
      - {id: a, text: {nb: Vask hendene, nn: Vask hendene}}
      - {id: b, text: {nb: Les legemiddellisten til brukeren, nn: Les legemiddellista til brukaren}}
      - {id: c, text: {nb: Finn fram dosetten, nn: Finn fram dosetten}}
      - {id: d, text: {nb: Kontroller navn og fødselsdato, nn: Kontroller namn og fødselsdato}}
"""

MATCHING = """\
  - id: former
    type: matching
    topic: taushetsplikt
    text: {nb: Hvilken form er det?, nn: Kva form er det?}
    feedback: {nb: Depot slippes ut sakte., nn: Depot blir sleppt ut sakte.}
    items:
      - id: a
        text: {nb: Løses opp i tarmen, nn: Blir løyst opp i tarmen}
        choice: e
      - id: b
        text: {nb: Slippes ut sakte over mange timer, nn: Blir sleppt ut sakte over mange timar}
        choice: d
        feedback: {nb: Depot betyr lager., nn: Depot tyder lager.}
    choices:
      - {id: d, text: {nb: Depottablett, nn: Depottablett}}
      - {id: e, text: {nb: Enterotablett, nn: Enterotablett}}
      - {id: r, text: {nb: Resoriblett, nn: Resoriblett}}
"""

LABEL = """\
  - id: las
    type: label
    topic: taushetsplikt
    text: {nb: Hva er hva på bildet?, nn: Kva er kva på biletet?}
    feedback: {nb: Bøylen går gjennom øyet., nn: Bøylen går gjennom auget.}
    picture: media/las.svg
    spots:
      - {id: a, x: 50, y: 20, choice: b, text: {nb: Buen øverst, nn: Bogen øvst}}
      - {id: b, x: 50, y: 70, choice: k, text: {nb: Den store delen, nn: Den store delen}}
    choices:
      - {id: b, text: {nb: Bøyle, nn: Bøyle}}
      - {id: k, text: {nb: Kropp, nn: Kropp}}
      - {id: n, text: {nb: Nøkkel, nn: Nøkkel}}
"""

READING = """\
  - id: avlesing
    type: numeric
    topic: regning
    text: {nb: Hvor mange låser ser du?, nn: Kor mange låsar ser du?}
    feedback: {nb: Det er én., nn: Det er éin.}
    picture: media/las.svg
    value: 1
"""

CASE = """\
  - id: infusjon
    type: case
    topic: regning
    text:
      nb: "En infusjon på {V} ml starter klokka {start} og går med {r} ml/time."
      nn: "Ein infusjon på {V} ml startar klokka {start} og går med {r} ml/time."
    feedback: {nb: Volum delt på hastighet er timene., nn: Volum delt på fart er timane.}
    parameters:
      V: [500, 1000]
      r: [100, 125, 250]
      start: {from: 1200, to: 1380, step: 60}
    clocks: [start]
    parts:
      - id: slutt
        type: calculation
        points: 2
        text: {nb: Når er den ferdig?, nn: Når er han ferdig?}
        answer: {formula: start + 60 * V / r, as: clock, minimum: 1200, maximum: 2000}
        mistakes:
          - {formula: start + V / r, feedback: {nb: Du la til minutter., nn: Du la til minutt.}}
      - id: midnatt
        type: calculation
        text: {nb: Er den ferdig før midnatt?, nn: Er han ferdig før midnatt?}
        answer: {formula: start + 60 * V / r < 1440, as: yes-no}
      - id: timer
        type: calculation
        text: {nb: Hvor mange timer går den?, nn: Kor mange timar går han?}
        answer: {formula: V / r, unit: time, choose: true, minimum: 2, maximum: 10}
        mistakes:
          - {formula: 10 * V / r, feedback: {nb: Ti ganger for mye., nn: Ti gonger for mykje.}}
          - {formula: r / V, feedback: {nb: Du snudde brøken., nn: Du snudde brøken.}}
      - id: rekkefolge
        type: ordering
        text: {nb: Sett i rekkefølge., nn: Set i rekkjefølgje.}
        items:
          - {id: a, text: {nb: Kontroller, nn: Kontroller}}
          - {id: b, text: {nb: Koble til, nn: Kople til}}
          - {id: c, text: {nb: Start, nn: Start}}
"""

QUESTIONS = ORDERING + MATCHING + LABEL + READING + CASE


def add(course: Path, questions: str) -> None:
    bank = course / "questions" / "ovelse.yaml"
    bank.write_text(bank.read_text(encoding="utf-8") + questions, encoding="utf-8")
    update(course)
