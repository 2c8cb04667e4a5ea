/**
 * Run by `tests/courseware/test_state_budget.py`, which names a file with a bundle and the number
 * of characters that Python counted for its course.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Bundle } from "../src/bundle.ts";
import { known } from "../src/fit.ts";
import { decode, encode, type State } from "../src/state.ts";
import { fullestState } from "./fullest.ts";
import { randomState, seeds, upTo, type Random } from "./random.ts";

interface Budget {
  bundle: Bundle;
  worstCase: number;
}

function budget(): Budget {
  return JSON.parse(readFileSync(process.env["KURSPAKKE_BUDGET"] ?? "", "utf8")) as Budget;
}

/** Random answers, but to what the course asks. */
function stateIn(bundle: Bundle, random: Random): State {
  const state = randomState(random);
  const one = <T>(values: T[]): T => values[upTo(random, values.length - 1)]!;
  for (const { number, checks, checklists } of bundle.lessons) {
    if (random() < 0.9) state.seen.add(number);
    if (checklists.length) {
      state.boxes.set(
        number,
        checklists.map(({ size }) => upTo(random, 2 ** size - 1)),
      );
    }
    for (const id of checks) {
      const question = bundle.questions.find((candidate) => candidate.id === id)!;
      const variant = question.variants ? upTo(random, question.variants.length - 1) : null;
      const response = one(["", "a", "t", "abcd", "-1 000 000.00005", "1234567890,12345|ml"]);
      state.checks.set(question.number, { variant, response });
    }
  }
  return state;
}

test("the longest state that the player can bring about is no longer than Python's proof", () => {
  const { bundle, worstCase } = budget();

  const text = encode(fullestState(bundle));

  assert.ok(text.length <= worstCase, `${text.length} > ${worstCase}: ${text}`);
  assert.deepEqual(decode(text), { state: fullestState(bundle), reading: "whole" });
  assert.deepEqual(known(fullestState(bundle), bundle), fullestState(bundle));
});

test("no state of the course is longer than the proof", () => {
  const { bundle, worstCase } = budget();
  for (const random of seeds(500)) {
    const text = encode(known(stateIn(bundle, random), bundle));

    assert.ok(text.length <= worstCase, `${text.length} > ${worstCase}: ${text}`);
  }
});
