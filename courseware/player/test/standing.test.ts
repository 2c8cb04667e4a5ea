import assert from "node:assert/strict";
import { test } from "node:test";
import type { Assessment } from "../src/bundle.ts";
import { coursePages } from "../src/pages.ts";
import { mustBeRight, planOf } from "../src/plan.ts";
import type { Player } from "../src/player.ts";
import type { Route } from "../src/route.ts";
import { nextLeft } from "../src/standing.ts";
import { newState } from "../src/state.ts";
import { PASS, PRACTICE, sampleBundle } from "./sample-bundle.ts";

const TERMS = { waitHours: null, requiresCompleted: true, open: [], sessionCode: false };
const PLACEMENT: Assessment = { ...PASS, id: "kartlegging", number: 90, kind: "placement" };
const LESSONS = sampleBundle().lessons.map(({ id, number }) => ({ id, number }));
const FIRST: Route = { page: "lesson", id: LESSONS[0]!.id };

/** Where somebody goes on who was last at `at` and has read so many lessons. */
function goesOn(pass: Assessment, at: number, read: number): Route | null {
  const bundle = sampleBundle({ assessments: [PLACEMENT, PRACTICE, { ...pass, mode: "remote" }] });
  const seen = new Set(LESSONS.slice(0, read).map(({ number }) => number));
  const state = { ...newState(), at, seen };
  const whole = { assessment: null, chapter: null, renews: false };
  const player = {
    bundle,
    pages: coursePages(bundle, whole, planOf(bundle, state, null)),
    learner: { state },
    surroundings: { results: [] },
  };
  return nextLeft(player as unknown as Player);
}

test("who comes from the placement test begins with the first lesson", () => {
  assert.deepEqual(goesOn(PASS, PLACEMENT.number, 0), FIRST);
});

test("a test that asks for the lessons first is not led to before they are read", () => {
  const pass = { ...PASS, terms: TERMS };

  assert.deepEqual(goesOn(pass, PRACTICE.number, 0), FIRST);
  assert.deepEqual(goesOn(pass, PASS.number, 0), FIRST);
  assert.deepEqual(goesOn(pass, PRACTICE.number, LESSONS.length), {
    page: "test",
    id: PASS.id,
    step: "intro",
  });
});

test("what must all be right is told of the topics that one's own group is asked", () => {
  const draws = [
    { topic: "regning", count: 2 },
    { topic: "infusjon", count: 1, groups: ["sykepleier"] },
  ];
  const asked = { ...PASS, draws, allRight: ["regning", "infusjon"] };
  const group = (id: string) => ({ id, number: 1, title: {} });

  assert.deepEqual(mustBeRight(asked, group("assistent")), ["regning"]);
  assert.deepEqual(mustBeRight(asked, group("sykepleier")), ["regning", "infusjon"]);
  assert.deepEqual(mustBeRight(asked, null), ["regning", "infusjon"]);
});
