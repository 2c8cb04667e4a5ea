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

QUESTIONS = ORDERING + MATCHING + LABEL + READING


def add(course: Path, questions: str) -> None:
    bank = course / "questions" / "ovelse.yaml"
    bank.write_text(bank.read_text(encoding="utf-8") + questions, encoding="utf-8")
    update(course)
