"""The sample course with staff groups, learning paths and a placement test."""

from __future__ import annotations

from pathlib import Path

from tests.sample_course import swap

_GROUPS_AND_PATHS = """\
groups:
  - {id: assistent, title: {nb: Assistent, nn: Assistent}}
  - {id: sykepleier, title: {nb: Sykepleier, nn: Sjukepleiar}}
paths:
  - id: rett-til-proven
    title: {nb: Rett til prøven, nn: Rett til prøva}
    description: {nb: For deg som kan alt., nn: For deg som kan alt.}
  - id: kort
    title: {nb: Kort kurs, nn: Kort kurs}
    description: {nb: For deg som kan det meste., nn: For deg som kan det meste.}
  - id: langt
    title: {nb: Hele kurset, nn: Heile kurset}
    description: {nb: For deg som er ny., nn: For deg som er ny.}
chapters:
"""

_PLACEMENT = """\
assessments:
  - id: kartlegging
    kind: placement
    title: {nb: Kartlegging, nn: Kartlegging}
    intro: {nb: Finn kurset som passer., nn: Finn kurset som passar.}
    banks: [ovelse]
    draws:
      - {topic: taushetsplikt, count: 3}
    thresholds:
      - {path: rett-til-proven, percent: 90}
      - {path: kort, percent: 60}
"""


_RENEWAL = """\
  - id: fornyelse
    kind: pass
    title: {nb: Fornyelse, nn: Fornying}
    intro: {nb: En kortere prøve., nn: Ei kortare prøve.}
    banks: [prove]
    draws: [{topic: regning, count: 1}]
    rule: {percent: 100}
    attempts: 2
"""


def add_renewal(course: Path) -> None:
    """A shorter test for whoever renews the sample course's certificate."""
    file = course / "course.yaml"
    swap(file, "certificate:\n", _RENEWAL + "certificate:\n")
    swap(file, "  test: prove\n", "  test: prove\n  renewal_test: fornyelse\n")
    swap(course / "ids.lock.yaml", "retired: {}", "  assessment/fornyelse: 30\nretired: {}")


def add_plans(course: Path) -> None:
    """`meld-fra` becomes the nurses', `tabletter` the long path's; nothing is on the direct one."""
    file = course / "course.yaml"
    swap(file, "chapters:\n", _GROUPS_AND_PATHS)
    swap(file, "assessments:\n", _PLACEMENT)
    swap(
        file,
        "    title: {nb: Taushetsplikt, nn: Teieplikt}\n",
        "    title: {nb: Taushetsplikt, nn: Teieplikt}\n    paths: [kort, langt]\n",
    )
    swap(file, "nn: Meld frå}, minutes: 3}", "nn: Meld frå}, minutes: 3, groups: [sykepleier]}")
    swap(
        file,
        "    title: {nb: Regning, nn: Rekning}\n",
        "    title: {nb: Regning, nn: Rekning}\n    paths: [langt]\n",
    )
    swap(
        course / "ids.lock.yaml",
        "retired: {}",
        "  assessment/kartlegging: 14\n  group/assistent: 15\n  group/sykepleier: 16\n"
        "  path/rett-til-proven: 17\n  path/kort: 18\n  path/langt: 19\nretired: {}",
    )
