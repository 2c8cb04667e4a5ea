import assert from "node:assert/strict";
import { test } from "node:test";
import vectors from "../../../tests/vectors/plans.json" with { type: "json" };
import type { Bundle } from "../src/bundle.ts";
import { coursePages } from "../src/pages.ts";
import { isFor, isOpen, planOf } from "../src/plan.ts";
import { progress } from "../src/progress.ts";
import { newState, type State } from "../src/state.ts";
import { PASS, PRACTICE, sampleBundle } from "./sample-bundle.ts";

const TEXT = { nb: "?" };
const WHOLE = { assessment: null, chapter: null, renews: false };
const GROUPS = [
  { id: "assistent", number: 15, title: TEXT },
  { id: "sykepleier", number: 16, title: TEXT },
];
const PATHS = ["rett-til-proven", "kort", "langt"].map((id, index) => ({
  id,
  number: 17 + index,
  title: TEXT,
  description: TEXT,
}));
const PLACEMENT = {
  ...PASS,
  id: "kartlegging",
  number: 14,
  kind: "placement" as const,
  percent: null,
  criticalRight: false,
  sections: [],
  attempts: null,
  thresholds: [
    { path: "rett-til-proven", percent: 90 },
    { path: "kort", percent: 60 },
  ],
};

function lesson(id: string, number: number, groups: string[], paths: string[]): Bundle["lessons"][0] {
  const rest = { title: TEXT, minutes: 3, html: TEXT, checks: [], checklists: [] };
  return { id, number, groups, paths, ...rest };
}

/** As `tests/sample_plans.py` has it. */
const BUNDLE = sampleBundle({
  groups: GROUPS,
  paths: PATHS,
  chapters: [
    { id: "taushetsplikt", title: TEXT, lessons: ["hva-er-det", "meld-fra"] },
    { id: "regning", title: TEXT, lessons: ["tabletter"] },
  ],
  lessons: [
    lesson("hva-er-det", 1, [], ["kort", "langt"]),
    lesson("meld-fra", 2, ["sykepleier"], ["kort", "langt"]),
    lesson("tabletter", 3, [], ["langt"]),
  ],
  assessments: [PLACEMENT, PRACTICE, PASS],
});

function chosen(group: string | null, path: string | null): State {
  const number = (known: { id: string; number: number }[], id: string | null): number | null =>
    id === null ? null : (known.find((each) => each.id === id)?.number ?? 99);
  return { ...newState(), group: number(GROUPS, group), path: number(PATHS, path) };
}

for (const { group, path, placement, holds, lessons } of vectors.cases) {
  test(`${group}, ${path}, placed with ${placement}: ${holds}`, () => {
    const plan = planOf(BUNDLE, chosen(group, path), placement);

    const taken = BUNDLE.lessons.filter((each) => isFor(each, plan)).map(({ id }) => id);
    assert.equal(plan.path?.id ?? null, holds);
    assert.deepEqual(taken, lessons);
  });
}

test("there is something to choose until group and path are known", () => {
  const open = (state: State, placement: number | null): boolean =>
    isOpen(BUNDLE, planOf(BUNDLE, state, placement));

  assert.equal(open(newState(), null), true);
  assert.equal(open(chosen("assistent", null), null), true);
  assert.equal(open(chosen(null, "langt"), null), true);
  assert.equal(open(chosen("assistent", "langt"), null), false);
  assert.equal(open(chosen("assistent", null), 70), false);
  assert.equal(isOpen(sampleBundle(), planOf(sampleBundle(), newState(), null)), false);
});

test("the placement test comes first, and chapters with nothing to read are left out", () => {
  const pages = coursePages(BUNDLE, WHOLE, planOf(BUNDLE, chosen("assistent", "kort"), 75));

  assert.deepEqual(pages.step({ page: "home" }, 1), { page: "test", id: "kartlegging", step: "intro" });
  assert.deepEqual(
    pages.chapters.map(({ id, lessons }) => [id, lessons]),
    [["taushetsplikt", ["hva-er-det"]]],
  );
});

test("a lesson outside the plan can be read, and leads back to the course", () => {
  const pages = coursePages(BUNDLE, WHOLE, planOf(BUNDLE, chosen("assistent", "kort"), 75));

  assert.equal(pages.lesson("tabletter")?.number, 3);
  assert.deepEqual(pages.step({ page: "lesson", id: "tabletter" }, 1), { page: "home" });
});

test("a chapter placed alone is shown as it is", () => {
  const scope = { assessment: null, chapter: "taushetsplikt", renews: false };

  const pages = coursePages(BUNDLE, scope, planOf(BUNDLE, chosen("assistent", "kort"), 75));

  assert.deepEqual(pages.chapters[0]?.lessons, ["hva-er-det", "meld-fra"]);
});

test("a test that stands alone still asks for the lessons, and a path without any does not", () => {
  const scope = { assessment: "prove", chapter: null, renews: false };
  const plan = planOf(BUNDLE, chosen("assistent", "rett-til-proven"), 95);

  assert.deepEqual(coursePages(BUNDLE, scope, plan).lessons, []);
  assert.equal(coursePages(BUNDLE, scope, plan).reads, true);
  assert.equal(coursePages(BUNDLE, WHOLE, plan).reads, false);
});

test("the LMS is told of the lessons that the learner takes", () => {
  const best = { earned: 240, possible: 3, passed: true };
  const tests = new Map([[PLACEMENT.number, { attempts: 1, best, current: null }]]);
  const state = { ...chosen("assistent", "kort"), seen: new Set([1]), tests };

  const { lessons, lessonsDone, completed, score } = progress(
    { ...BUNDLE, assessments: [PLACEMENT, PRACTICE] },
    state,
  );

  assert.deepEqual([lessons, lessonsDone, completed, score], [1, 1, true, null]);
});
