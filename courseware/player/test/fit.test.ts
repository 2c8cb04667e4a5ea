import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeToFit, known, longestResponse, MOST_STATE } from "../src/fit.ts";
import { decode, encode, newState, type State } from "../src/state.ts";
import { fullestState } from "./fullest.ts";
import { randomState, seeds } from "./random.ts";
import { PASS, QUESTIONS, sampleBundle } from "./sample-bundle.ts";

const BUNDLE = sampleBundle();

/** What another version of the course left: more than there is room for. */
function crowded(state: State): State {
  for (let number = 100; number < 400; number++) {
    state.checks.set(number, { variant: null, response: "9999999999999999" });
  }
  return state;
}

test("what other versions left behind is kept while there is room", () => {
  const state = newState();
  state.seen.add(1).add(77);
  state.checks.set(99, { variant: 2, response: "a" });

  assert.deepEqual(decode(encodeToFit(state, BUNDLE)).state, state);
});

test("without room for all of it the present course's is kept", () => {
  const own = fullestState(BUNDLE);
  const text = encodeToFit(crowded(fullestState(BUNDLE)), BUNDLE);

  assert.ok(encode(crowded(fullestState(BUNDLE))).length > MOST_STATE);
  assert.equal(text, encode(own));
});

test("any state fits, whatever versions of the course it went through", () => {
  const longest = encode(fullestState(BUNDLE)).length;
  for (const random of seeds(300)) {
    const state = randomState(random);

    assert.ok(encode(known(state, BUNDLE)).length <= longest);
    assert.ok(encodeToFit(crowded(state), BUNDLE).length <= MOST_STATE);
  }
});

test("an answer that no longer suits its question is not the course's own", () => {
  const state = newState();
  state.checks.set(10, { variant: null, response: "2,5|ml" }); // was a number, is a choice
  state.checks.set(11, { variant: null, response: "abcd" });
  state.checks.set(12, { variant: null, response: "t" }); // is in no lesson
  state.checks.set(14, { variant: 3, response: "2" }); // a variant that is gone
  state.boxes.set(2, [3, 65535]).set(1, [1]);
  state.seen.add(1).add(77);
  state.at = 77;
  state.tests.set(PASS.number, {
    attempts: 1,
    best: null,
    current: { form: 0, stamp: "0000", started: 0, marked: new Set(), responses: ["", "", "", ""] },
  });

  const kept = known(state, BUNDLE);

  assert.deepEqual([...kept.checks.keys()], [11]);
  assert.deepEqual([...kept.boxes.keys()], [2]);
  assert.deepEqual([...kept.seen], [1]);
  assert.equal(kept.at, null);
  assert.deepEqual(kept.tests.get(PASS.number), { attempts: 1, best: null, current: null });
});

test("the longest responses", () => {
  assert.deepEqual(QUESTIONS.map(longestResponse), [1, 4, 1, 19, 16]);
});
