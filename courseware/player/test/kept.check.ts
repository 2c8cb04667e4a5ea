/**
 * Run by `tests/courseware/test_kept_states.py`, which names a file with the bundle of a course and
 * states that earlier versions of it left in an LMS.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Bundle } from "../src/bundle.ts";
import { encodeToFit, MOST_STATE } from "../src/fit.ts";
import { progress } from "../src/progress.ts";
import { decode } from "../src/state.ts";

interface Kept {
  bundle: Bundle;
  cases: { state: string; at: number; seen: number[]; answered: number[]; passed: number[] }[];
}

const { bundle, cases } = JSON.parse(
  readFileSync(process.env["KURSPAKKE_KEPT"] ?? "", "utf8"),
) as Kept;

test("there is something to read", () => assert.ok(cases.length > 0));

for (const [index, { state: text, ...told }] of cases.entries()) {
  test(`state ${index}: everything that it says is read, and is still there after a save`, () => {
    const { state, reading } = decode(text);
    const saved = encodeToFit(state, bundle);

    assert.equal(reading, "whole");
    assert.equal(state.language, "nn");
    assert.equal(state.at, told.at);
    assert.deepEqual([...state.seen], told.seen);
    assert.deepEqual([...state.checks.keys()], told.answered);
    assert.deepEqual([...state.tests.keys()], told.passed);
    assert.ok(saved.length <= MOST_STATE);
    assert.deepEqual(decode(saved).state, state);
  });

  test(`state ${index}: who has passed has passed, and lessons that are read are read`, () => {
    const { state } = decode(text);
    const standing = progress(bundle, state);

    assert.equal(standing.score?.passed, true);
    assert.equal(standing.score?.percent, 90);
    assert.ok(standing.lessonsDone > 0 || standing.lessons === 0); // placed straight at the test
    assert.equal(bundle.lessons.some(({ id }) => id === standing.at), true);
  });
}
