import assert from "node:assert/strict";
import { test } from "node:test";
import { finish, start, underway } from "../src/attempts.ts";
import { attemptsLeft } from "../src/progress.ts";
import { decode, encode, newState } from "../src/state.ts";
import { FORMS, PASS, PRACTICE, QUESTIONS, sampleBundle } from "./sample-bundle.ts";

const BUNDLE = sampleBundle();
const NOW = Date.UTC(2027, 0, 15, 9);
const first = () => 0;

function begun() {
  const state = newState();
  const { current } = start(BUNDLE, PASS, state, NOW, first);
  return { state, current };
}

test("an attempt goes on where it was left, also after a night in an LMS", () => {
  const { state, current } = begun();
  current.responses[0] = "b";
  current.marked.add(2);

  const stored = decode(encode(state)).state;
  const found = underway(BUNDLE, PASS, stored);

  assert.deepEqual(found?.current, current);
  assert.deepEqual(found?.items, FORMS[0]);
  assert.equal(current.started * 1000, NOW);
});

test("a mended sentence does not end an attempt, other questions do", () => {
  const { state } = begun();
  const reworded = QUESTIONS.map((question) => ({ ...question, textHtml: { nb: "Nytt" } }));
  const redrawn = { ...PASS, forms: { "": [...FORMS].reverse() } };
  const fewer = { ...PASS, forms: { "": [] } };

  assert.ok(underway(sampleBundle({ questions: reworded }), PASS, state));
  assert.equal(underway(BUNDLE, redrawn, state), null);
  assert.equal(underway(BUNDLE, fewer, state), null);
  assert.equal(attemptsLeft(PASS, state), 2);
});

test("ending counts the attempt, keeps the result and forgets the answers", () => {
  const { state, current } = begun();
  current.responses = ["b", "a", "3"]; // 1 + ½ + 1 of 3

  const outcome = finish(BUNDLE, PASS, state);

  assert.equal(outcome.percent, 83);
  assert.equal(outcome.passed, true);
  assert.deepEqual(state.tests.get(PASS.number), {
    attempts: 1,
    best: { earned: 250, possible: 3, passed: true },
    current: null,
  });
  assert.equal(attemptsLeft(PASS, state), 1);
});

test("the best attempt stands", () => {
  const { state, current } = begun();
  current.responses = ["b", "ab", "3"];
  finish(BUNDLE, PASS, state);

  start(BUNDLE, PASS, state, NOW, first);
  finish(BUNDLE, PASS, state);

  assert.deepEqual(state.tests.get(PASS.number)?.best, { earned: 300, possible: 3, passed: true });
  assert.equal(attemptsLeft(PASS, state), 0);
});

test("a pass stands above a better score that failed a critical question", () => {
  const { state, current } = begun();
  current.responses = ["a", "ab", "3"]; // 2 of 3, the critical one wrong
  assert.equal(finish(BUNDLE, PASS, state).passed, false);

  start(BUNDLE, PASS, state, NOW, first).current.responses = ["b", "", "3"];
  assert.equal(finish(BUNDLE, PASS, state).passed, true);

  assert.equal(state.tests.get(PASS.number)?.best?.passed, true);
});

test("a practice may go on for ever and is never failed", () => {
  const state = newState();
  state.tests.set(PRACTICE.number, { attempts: 1295, best: null, current: null });

  start(BUNDLE, PRACTICE, state, NOW, Math.random);
  const outcome = finish(BUNDLE, PRACTICE, state);

  assert.equal(outcome.passed, true);
  assert.equal(attemptsLeft(PRACTICE, state), Infinity);
  assert.equal(state.tests.get(PRACTICE.number)?.attempts, 1295);
});

test("what was not begun cannot be ended", () => {
  assert.throws(() => finish(BUNDLE, PASS, newState()), /no attempt at prove/);
});
