import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answered, Progress } from "../src/runtime.ts";
import { scorm2004 } from "../src/runtimes/scorm2004.ts";
import { timespan, timestamp } from "../src/runtimes/scorm2004-data.ts";
import { scorm12 } from "../src/runtimes/scorm12.ts";
import { manualClock } from "./manual-clock.ts";
import { launch as launch12, newLearner as newLearner12 } from "./strict-lms.ts";
import { launch, newLearner, type Session, type Stored } from "./strict-lms-2004.ts";

const READING: Progress = {
  completed: false,
  at: "meldeplikt",
  lessonsDone: 1,
  lessons: 4,
  score: null,
  attemptsRemain: true,
};
const PASSED = { earned: 9, possible: 10, percent: 90, passed: true };
const FAILED = { earned: 6, possible: 10, percent: 60, passed: false };

function open(stored: Stored = newLearner(), given: Record<string, string> = {}) {
  const lms = launch(stored, given);
  const clock = manualClock();
  return { lms, clock, stored, runtime: scorm2004(lms.api, clock) };
}

function refused(lms: Session): string[] {
  return lms.calls.filter((call) => call.includes(" refused "));
}

function standing({ values }: Stored): (string | undefined)[] {
  return [values.get("cmi.completion_status"), values.get("cmi.success_status")];
}

test("a newcomer is incomplete and suspended from the first moment", async () => {
  const { runtime, stored } = open();

  assert.equal(await runtime.load(), null);
  assert.deepEqual(standing(stored), ["incomplete", undefined]);
  assert.equal(stored.exit, "suspend"); // 2004 hands out the state of a suspended attempt only
});

test("what was saved is there the next time, also after a browser died", async () => {
  const { runtime, clock, stored } = open();
  const saved = runtime.save("2!nb!2!!!!!");
  await clock.pass(1000);
  await saved;

  assert.equal(await open(stored).runtime.load(), "2!nb!2!!!!!");
});

test("the start of the course is no place to tell of", async () => {
  const { runtime, clock, lms } = open();

  const told = runtime.report({ ...READING, at: "" });
  await clock.pass(1000);
  await told;

  assert.deepEqual(
    lms.calls.filter((call) => call.includes("cmi.location")),
    [],
  );
});

test("a course without a test is completed by reading, and not called passed", async () => {
  const { runtime, clock, stored } = open();

  const told = runtime.report({ ...READING, completed: true });
  await clock.pass(1000);
  await told;

  assert.deepEqual(standing(stored), ["completed", undefined]);
  assert.equal(stored.values.has("cmi.score.raw"), false);
});

test("a passed test is completed and passed, with a raw and a scaled score", async () => {
  const { runtime, clock, stored } = open();

  const told = runtime.report({ ...READING, completed: true, score: PASSED });
  await clock.pass(1000);
  await told;

  assert.deepEqual(standing(stored), ["completed", "passed"]);
  assert.equal(stored.values.get("cmi.score.raw"), "90");
  assert.equal(stored.values.get("cmi.score.min"), "0");
  assert.equal(stored.values.get("cmi.score.max"), "100");
  assert.equal(stored.values.get("cmi.score.scaled"), "0.9000");
});

test("failed is said only when no try remains, and a later pass stands", async () => {
  const { runtime, clock, stored } = open();
  await clock.pass(1000);
  const first = runtime.report({ ...READING, score: FAILED });
  await clock.pass(1000);
  await first;
  assert.deepEqual(standing(stored), ["incomplete", undefined]);

  const last = runtime.report({ ...READING, score: FAILED, attemptsRemain: false });
  await clock.pass(1000);
  await last;
  assert.deepEqual(standing(stored), ["incomplete", "failed"]);

  const unlocked = runtime.report({ ...READING, score: PASSED });
  await clock.pass(1000);
  await unlocked;
  assert.deepEqual(standing(stored), ["completed", "passed"]);
});

test("nothing takes back a pass, in this session or the next", async () => {
  const { runtime, clock, stored } = open();
  const told = runtime.report({ ...READING, completed: true, score: PASSED });
  await clock.pass(1000);
  await told;
  runtime.close();

  const next = open(stored);
  const again = next.runtime.report({ ...READING, score: FAILED });
  await next.clock.pass(1000);
  await again;

  assert.deepEqual(standing(stored), ["completed", "passed"]);
  assert.equal(stored.values.get("cmi.score.raw"), "90");
});

const READ_ONLY: Record<string, string>[] = [{ "cmi.mode": "review" }, { "cmi.mode": "browse" }, { "cmi.credit": "no-credit" }];
for (const given of READ_ONLY) {
  test(`with ${JSON.stringify(given)} nothing is written`, async () => {
    const { runtime, clock, lms } = open(newLearner(), given);

    await runtime.save("2!nb!2!!!!!");
    await runtime.report({ ...READING, completed: true });
    await clock.pass(1000);
    runtime.close();

    assert.equal(runtime.readOnly, true);
    assert.equal(lms.calls.some((call) => call.startsWith("SetValue")), false);
  });
}

test("leaving terminates once", async () => {
  const { runtime, clock, lms } = open();
  await clock.pass(1000);

  runtime.close();
  runtime.close();

  assert.equal(lms.calls.filter((call) => call.startsWith("Terminate")).length, 1);
  assert.equal(lms.calls.at(-1), "Terminate ");
});

test("200 answers are recorded in words that a strict LMS takes", async () => {
  const { runtime, clock, lms, stored } = open();
  await clock.pass(1000);
  const answers: [Answered["type"], string][] = [
    ["single", "b"],
    ["multiple", "acd"],
    ["true-false", "t"],
    ["numeric", "1 000,5"],
    ["numeric", "2,5|ml"],
    ["numeric", "tre"],
    ["ordering", "cab"],
    ["matching", "a2b1"],
    ["single", ""],
    ["case", "b~2,5"],
  ];

  for (let round = 0; round < 20; round++) {
    const told = runtime.record(
      answers.map(([type, response], index) => ({
        question: `sporsmal-${round}-${index}`,
        type,
        response,
        correct: index % 2 === 0,
        at: 1_800_000_000_000,
        seconds: 75,
      })),
    );
    await clock.pass(1000);
    await told;
  }

  assert.deepEqual(refused(lms), []);
  assert.equal(stored.values.get("cmi.interactions.0.id"), "sporsmal_0_0");
  assert.equal(stored.values.get("cmi.interactions.1.learner_response"), "a[,]c[,]d");
  assert.equal(stored.values.get("cmi.interactions.2.learner_response"), "true");
  assert.equal(stored.values.get("cmi.interactions.3.learner_response"), "1000.5");
  assert.equal(stored.values.get("cmi.interactions.7.learner_response"), "a[.]2[,]b[.]1");
  assert.equal(stored.values.get("cmi.interactions.1.result"), "incorrect");
  assert.equal(stored.values.get("cmi.interactions.0.latency"), "PT0H1M15.00S");
  assert.equal(stored.values.has("cmi.interactions.199.id"), true);
});

test("of an interaction the id comes first and the type before what hangs on it", async () => {
  const { runtime, clock, lms } = open();
  await clock.pass(1000);

  const told = runtime.record([
    { question: "q", type: "single", response: "a", correct: true, at: null, seconds: 1 },
  ]);
  await clock.pass(1000);
  await told;

  const fields = lms.calls
    .filter((call) => call.startsWith("SetValue cmi.interactions.0."))
    .map((call) => call.split(" ")[1]?.split(".")[3]);
  assert.deepEqual(fields, ["id", "type", "timestamp", "learner_response", "result", "latency"]);
});

test("times keep to what Moodle takes", () => {
  assert.equal(timespan(0), "PT0H0M0.00S");
  assert.equal(timespan(3_723_456), "PT1H2M3.46S");
  assert.equal(timestamp(Date.UTC(2026, 2, 2, 7, 5, 9, 999)), "2026-03-02T07:05:09.00Z");
});

test("the same learner's trace ends the same in both generations of SCORM", async () => {
  const trace: Progress[] = [
    READING,
    { ...READING, lessonsDone: 4 },
    { ...READING, score: FAILED },
    { ...READING, completed: true, score: PASSED },
  ];
  const older = newLearner12();
  const newer = newLearner();
  const clocks = [manualClock(), manualClock()] as const;
  const runtimes = [
    scorm12(launch12(older).api, clocks[0]),
    scorm2004(launch(newer).api, clocks[1]),
  ];

  for (const [index, runtime] of runtimes.entries()) {
    for (const progress of trace) {
      const told = [runtime.report(progress), runtime.save(`2!nb!${progress.lessonsDone}!!!!!`)];
      await clocks[index]!.pass(1000);
      await Promise.all(told);
    }
  }

  assert.equal(older.values.get("cmi.core.lesson_status"), "passed");
  assert.deepEqual(standing(newer), ["completed", "passed"]);
  assert.equal(older.values.get("cmi.core.score.raw"), newer.values.get("cmi.score.raw"));
  assert.equal(older.values.get("cmi.suspend_data"), newer.values.get("cmi.suspend_data"));
});
