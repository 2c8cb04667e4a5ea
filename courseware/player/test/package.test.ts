/** The engine's parts together, as a SCORM package runs them: learner, test, runtime and LMS. */

import assert from "node:assert/strict";
import { test } from "node:test";
import responses from "../../../tests/vectors/responses.json" with { type: "json" };
import type { Assessment, Question } from "../src/bundle.ts";
import { Learner } from "../src/learner.ts";
import { localTest } from "../src/local-test.ts";
import { Refused } from "../src/runtime.ts";
import { scorm12 } from "../src/runtimes/scorm12.ts";
import { decode } from "../src/state.ts";
import { manualClock } from "./manual-clock.ts";
import { PASS, sampleBundle } from "./sample-bundle.ts";
import { launch, newLearner, type Stored } from "./strict-lms.ts";

const BUNDLE = sampleBundle();

async function open(stored: Stored) {
  const lms = launch(stored);
  const clock = manualClock();
  const runtime = scorm12(lms.api, clock);
  const { state } = decode(await runtime.load());
  const learner = new Learner(BUNDLE, runtime, state);
  const now = () => new Date(clock.now());
  const sit = () => localTest({ bundle: BUNDLE, learner, runtime, now, random: () => 0 }, PASS);
  return { lms, clock, runtime, learner, sit };
}

test("a course is read, left in the middle of the test, resumed, and passed", async () => {
  const stored = newLearner();
  const first = await open(stored);
  first.learner.change((state) => {
    state.seen.add(1).add(2);
    state.at = 2;
  });
  const begun = first.sit();
  assert.deepEqual((await begun.open()).responses, ["", "", ""]);
  await begun.answer(0, "b");
  await begun.mark(1, true);
  await first.clock.pass(1000); // then the battery is empty

  const second = await open(stored);
  const resumed = second.sit();
  const view = await resumed.open();
  assert.deepEqual([view.responses, view.marked], [["b", "", ""], [false, true, false]]);
  await resumed.answer(1, "ab");
  await resumed.answer(2, "3");
  const { percent, passed, topics } = await resumed.submit();
  await second.clock.pass(1000);
  second.runtime.close();

  assert.deepEqual([percent, passed], [100, true]);
  assert.deepEqual(topics[0], { topic: "plikt", title: { nb: "Plikt" }, earned: 2, possible: 2 });
  assert.equal(stored.values.get("cmi.core.lesson_status"), "passed");
  assert.equal(stored.values.get("cmi.core.score.raw"), "100");
  assert.deepEqual(
    stored.interactions.map(({ id, student_response, result }) => [id, student_response, result]),
    [
      ["kollega", "b", "correct"],
      ["hva_omfattes", "a,b", "correct"],
      ["tabletter", "3", "correct"],
    ],
  );
});

test("failing leaves the course open while attempts remain, then closes it", async () => {
  const stored = newLearner();
  const statuses: (string | undefined)[] = [];

  for (const _ of [1, 2]) {
    const { sit, clock, runtime } = await open(stored);
    const sitting = sit();
    await sitting.open();
    await sitting.answer(0, "a");
    assert.equal((await sitting.submit()).passed, false);
    await clock.pass(1000);
    runtime.close();
    statuses.push(stored.values.get("cmi.core.lesson_status"));
  }

  assert.deepEqual(statuses, ["incomplete", "failed"]);
  const { sit } = await open(stored);
  await assert.rejects(sit().open(), (error) => {
    assert.ok(error instanceof Refused);
    assert.equal(error.code, "no-attempts");
    return true;
  });
});

test("nothing sent on the way breaks the letter of SCORM 1.2", async () => {
  const { lms, learner, sit, clock, runtime } = await open(newLearner());
  learner.change((state) => {
    state.checks.set(13, { variant: null, response: "æøå! \u00a0<b>|ml" });
  });
  const sitting = sit();
  await sitting.open();
  await sitting.answer(2, "to tabletter 😀");
  await sitting.submit();
  await clock.pass(1000);
  runtime.close();

  assert.deepEqual(
    lms.calls.filter((call) => call.endsWith(" refused")),
    [],
  );
});

test("a case is reported to the LMS as one answer for each of its parts", async () => {
  const asked = responses.questions.saken as unknown as Question;
  const bundle = sampleBundle({ questions: [{ ...asked, topic: "plikt" }] });
  const item = { question: asked.id, variant: 0, options: "__zka3" };
  const assessment: Assessment = { ...PASS, questionCount: 1, forms: { "": [[item]] } };
  const stored = newLearner();
  const lms = launch(stored);
  const clock = manualClock();
  const runtime = scorm12(lms.api, clock);
  const learner = new Learner(bundle, runtime, decode(await runtime.load()).state);
  const now = () => new Date(clock.now());
  const sitting = localTest({ bundle, learner, runtime, now, random: () => 0 }, assessment);
  await sitting.open();

  await sitting.answer(0, "0,5|g_f_ka3z");
  const { earned, possible, passed } = await sitting.submit();
  await clock.pass(1000);

  assert.deepEqual([earned, possible, passed], [3, 4, true]);
  assert.deepEqual(
    stored.interactions.map(({ id, type, student_response, result }) => [
      id,
      type,
      student_response,
      result,
    ]),
    [
      ["saken_a", "fill-in", "0,5 g", "correct"],
      ["saken_b", "true-false", "f", "wrong"],
      ["saken_c", "sequencing", "k,a,3,z", "correct"],
    ],
  );
});
