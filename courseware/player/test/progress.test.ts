import assert from "node:assert/strict";
import { test } from "node:test";
import { progress } from "../src/progress.ts";
import { newState, type State, type TestState } from "../src/state.ts";
import { PASS, PRACTICE, sampleBundle } from "./sample-bundle.ts";

const BUNDLE = sampleBundle();

function state(change: Partial<State>): State {
  return { ...newState(), ...change };
}

function tried(attempts: number, earned: number, passed: boolean): Map<number, TestState> {
  const best = { earned, possible: 10, passed };
  return new Map([[PASS.number, { attempts, best, current: null }]]);
}

const READ = new Set([1, 2]);

test("a newcomer has done nothing", () => {
  assert.deepEqual(progress(BUNDLE, newState()), {
    completed: false,
    at: "",
    lessonsDone: 0,
    lessons: 2,
    score: null,
    attemptsRemain: true,
  });
});

test("lessons of other versions do not count, and the place is told by its id", () => {
  const { lessonsDone, at } = progress(BUNDLE, state({ seen: new Set([2, 77]), at: 2 }));

  assert.deepEqual([lessonsDone, at], [1, "meld-fra"]);
  assert.equal(progress(BUNDLE, state({ at: PASS.number })).at, "prove");
  assert.equal(progress(BUNDLE, state({ at: 77 })).at, "");
});

test("a course with a pass test is not completed by reading", () => {
  assert.equal(progress(BUNDLE, state({ seen: READ })).completed, false);
  assert.equal(progress(BUNDLE, state({ seen: READ, tests: tried(1, 900, true) })).completed, true);
  assert.equal(progress(BUNDLE, state({ tests: tried(1, 900, true) })).completed, false);
});

test("a course without one is", () => {
  const bundle = sampleBundle({ assessments: [PRACTICE, { ...PASS, mode: "remote" }] });

  const { completed, score } = progress(bundle, state({ seen: READ }));

  assert.deepEqual([completed, score], [true, null]);
});

test("the percentage is rounded down and comes from whole numbers", () => {
  const { score } = progress(BUNDLE, state({ tests: tried(1, 799, false) }));

  assert.deepEqual(score, { earned: 7.99, possible: 10, percent: 79, passed: false });
});

test("attempts remain until the last one has failed", () => {
  assert.equal(progress(BUNDLE, state({ tests: tried(1, 100, false) })).attemptsRemain, true);
  assert.equal(progress(BUNDLE, state({ tests: tried(2, 100, false) })).attemptsRemain, false);
  assert.equal(progress(BUNDLE, state({ tests: tried(2, 900, true) })).attemptsRemain, true);
});

test("of two pass tests there is one score, when both have been taken", () => {
  const second = { ...PASS, id: "prove-2", number: 22 };
  const bundle = sampleBundle({ assessments: [PASS, second] });
  const best = { earned: 250, possible: 5, passed: false };
  const both = tried(1, 1000, true).set(22, { attempts: 1, best, current: null });

  assert.equal(progress(bundle, state({ tests: tried(1, 1000, true) })).score, null);
  assert.deepEqual(progress(bundle, state({ tests: both })).score, {
    earned: 12.5,
    possible: 15,
    percent: 83,
    passed: false,
  });
});
