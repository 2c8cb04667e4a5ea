/** Laws of the practice: it never ends, turns to what went wrong, and keeps off an open test. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { start } from "../src/attempts.ts";
import type { Assessment, Bundle, Question } from "../src/bundle.ts";
import { closedHere } from "../src/closed.ts";
import { Learner } from "../src/learner.ts";
import {
  answerPractice,
  isEnded,
  missedQuestions,
  newRound,
  presentRound,
  type Round,
} from "../src/practice.ts";
import { preview } from "../src/runtimes/preview.ts";
import { newState } from "../src/state.ts";
import { seeds } from "./random.ts";
import { PASS, PRACTICE, QUESTIONS, sampleBundle } from "./sample-bundle.ts";

const NOW = new Date("2026-11-25T10:00:00Z");
const NONE: ReadonlySet<string> = new Set();
const TOPICS = ["plikt", "regning"];

/** Twelve questions in each of two topics, of which a round asks three. */
function wide(): { bundle: Bundle; practice: Assessment } {
  const options = [..."ab"].map((id) => ({ id, correct: id === "a", html: {}, feedbackHtml: {} }));
  const questions: Question[] = TOPICS.flatMap((topic, line) =>
    Array.from({ length: 12 }, (_, at) => ({
      ...QUESTIONS[0]!,
      id: `${topic}-${at}`,
      number: 100 + 12 * line + at,
      topic,
      options,
    })),
  );
  const practice: Assessment = {
    ...PRACTICE,
    questionCount: 6,
    pool: questions.map(({ id }) => id),
    draws: TOPICS.map((topic) => ({ topic, count: 3 })),
  };
  return { bundle: sampleBundle({ questions, assessments: [practice, PASS] }), practice };
}

function learnerOf(bundle: Bundle): Learner {
  return new Learner(bundle, preview(), newState());
}

/** A whole round, every question answered rightly but those. */
function practise(learner: Learner, round: Round, wrong: ReadonlySet<string>): void {
  for (const at of round.shown) {
    answerPractice(learner, round, at, wrong.has(round.items[at]!.question) ? "b" : "a");
  }
}

function asked({ items, shown }: Round): string[] {
  return shown.map((at) => items[at]!.question);
}

test("what was answered wrong comes in the next round far more often than by chance", () => {
  const { bundle, practice } = wide();
  let came = 0;
  let byChance = 0;
  let rounds = 0;

  for (const random of seeds(150)) {
    const learner = learnerOf(bundle);
    const first = newRound(bundle, practice, learner, NONE, random, NOW)!;
    const [missed] = asked(first);
    practise(learner, first, new Set([missed!]));
    const again = newRound(bundle, practice, learner, NONE, random, NOW)!;
    came += Number(asked(again).includes(missed!));

    const other = learnerOf(bundle);
    practise(other, newRound(bundle, practice, other, NONE, random, NOW)!, NONE);
    byChance += Number(asked(newRound(bundle, practice, other, NONE, random, NOW)!).includes(missed!));
    rounds += 1;
  }

  // One of twelve, three at a time: a quarter of the rounds when nothing is known.
  assert.ok(byChance / rounds > 0.15 && byChance / rounds < 0.35, `${byChance} of ${rounds}`);
  assert.ok(came / rounds > 0.95, `${came} of ${rounds}`);
});

test("of many that went wrong most come again at once, and a right answer lets one go", () => {
  const { bundle, practice } = wide();
  let came = 0;
  let missedInAll = 0;

  for (const random of seeds(60)) {
    const learner = learnerOf(bundle);
    const first = newRound(bundle, practice, learner, NONE, random, NOW)!;
    const missed = new Set(asked(first).filter((_, at) => at % 2 === 0));
    practise(learner, first, missed);
    assert.deepEqual(missedQuestions(bundle, practice, learner, NONE), missed);

    const again = newRound(bundle, practice, learner, NONE, random, NOW)!;
    came += asked(again).filter((id) => missed.has(id)).length;
    missedInAll += missed.size;
    practise(learner, again, NONE);
    assert.equal(missedQuestions(bundle, practice, learner, NONE).size, 0);
  }

  assert.ok(came / missedInAll > 0.6, `${came} of ${missedInAll}`); // by chance: 0.25
});

test("what was wrong in a lesson comes more often too", () => {
  const { bundle, practice } = wide();
  let came = 0;

  for (const random of seeds(60)) {
    const learner = learnerOf(bundle);
    const [, wrong] = bundle.questions;
    learner.change((state) =>
      state.checks.set(wrong!.number, { variant: null, response: "b" }),
    );
    came += Number(
      asked(newRound(bundle, practice, learner, NONE, random, NOW)!).includes(wrong!.id),
    );
  }

  assert.ok(came > 57, `${came} of 60`);
});

test("a practice has no last round, and every round is asked by the blueprint", () => {
  const { bundle, practice } = wide();
  const learner = learnerOf(bundle);
  const [random] = seeds(1);

  for (let count = 0; count < 300; count++) {
    const round = newRound(bundle, practice, learner, NONE, random!, NOW)!;
    const topics = asked(round).map((id) => id.split("-")[0]);
    assert.deepEqual(topics, TOPICS.flatMap((topic) => [topic, topic, topic]));
    assert.equal(new Set(asked(round)).size, 6);
    practise(learner, round, new Set(asked(round).slice(0, count % 4)));
    assert.ok(isEnded(presentRound(bundle, practice, learner, NONE)!));
  }
});

test("no round shows a question of the test that is open, whatever is open when", () => {
  const { bundle, practice } = wide();
  const ids = practice.pool!;

  for (const random of seeds(80)) {
    const learner = learnerOf(bundle);
    const begun = newRound(bundle, practice, learner, NONE, random, NOW)!;
    answerPractice(learner, begun, 0, "b");
    const closed = new Set(ids.filter(() => random() < 0.4));

    const going = presentRound(bundle, practice, learner, closed)!;
    assert.ok(asked(going).every((id) => !closed.has(id)));
    assert.ok([...missedQuestions(bundle, practice, learner, closed)].every((id) => !closed.has(id)));
    practise(learner, going, closed);
    assert.ok(isEnded(presentRound(bundle, practice, learner, closed)!));
    const fresh = newRound(bundle, practice, learner, closed, random, NOW);
    assert.ok(asked(fresh!).every((id) => !closed.has(id)));

    // Handed in: the round goes on with what waited.
    assert.deepEqual(
      asked(presentRound(bundle, practice, learner, NONE)!),
      fresh!.items.map((item) => item.question),
    );
  }
});

test("where the open test asks all there is to practise, there is no round", () => {
  const { bundle, practice } = wide();
  const learner = learnerOf(bundle);
  const [random] = seeds(1);
  const all = new Set(practice.pool);

  assert.equal(newRound(bundle, practice, learner, all, random!, NOW), null);
});

test("a package's own test closes what it drew, from its start until it is handed in", () => {
  const bundle = sampleBundle();
  const learner = learnerOf(bundle);
  assert.deepEqual(closedHere(bundle, learner.state), []);

  learner.change((state) => start(bundle, PASS, state, NOW.getTime(), () => 0));
  const closed = closedHere(bundle, learner.state);

  assert.deepEqual(closed, PASS.forms![""]![0]!.map((item) => item.question));
  for (const random of seeds(40)) {
    const round = newRound(bundle, PRACTICE, learner, new Set(closed), random, NOW)!;
    assert.ok(asked(round).length > 0);
    assert.ok(asked(round).every((id) => !closed.includes(id)));
  }
});
