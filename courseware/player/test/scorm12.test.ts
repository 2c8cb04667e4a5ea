import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answered, Connection, Progress } from "../src/runtime.ts";
import { TryAgain } from "../src/runtimes/outbox.ts";
import { scorm12 } from "../src/runtimes/scorm12.ts";
import { timespan } from "../src/runtimes/scorm12-data.ts";
import { manualClock, settled } from "./manual-clock.ts";
import { launch, newLearner, type Session, type Stored } from "./strict-lms.ts";

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

function open(stored: Stored = newLearner(), core: Record<string, string> = {}) {
  const lms = launch(stored, core);
  const clock = manualClock();
  return { lms, clock, stored, runtime: scorm12(lms.api, clock) };
}

function sets(lms: Session, element: string): string[] {
  const start = `LMSSetValue ${element} `;
  return lms.calls.filter((call) => call.startsWith(start)).map((call) => call.slice(start.length));
}

test("a newcomer has no state; the course is incomplete and suspended at once", async () => {
  const { runtime, stored } = open();

  assert.equal(await runtime.load(), null);
  assert.equal(runtime.tracked, true);
  assert.equal(runtime.readOnly, false);
  assert.equal(stored.values.get("cmi.core.lesson_status"), "incomplete");
  assert.equal(stored.exit, "suspend");
});

test("what was saved is there the next time", async () => {
  const { runtime, clock, stored } = open();

  const saved = runtime.save("1!nb!2!!!!");
  await clock.pass(1000);
  await saved;
  runtime.close();

  const next = open(stored);
  assert.equal(await next.runtime.load(), "1!nb!2!!!!");
});

test("changes within half a second are one commit of the last", async () => {
  const { runtime, clock, lms } = open();
  await clock.pass(1000);
  lms.calls.length = 0;

  const saves = ["1!a", "1!b", "1!c"].map((state) => runtime.save(state));
  await clock.pass(1000);
  await Promise.all(saves);

  assert.deepEqual(sets(lms, "cmi.suspend_data"), ["1!c"]);
  assert.equal(lms.calls.filter((call) => call.startsWith("LMSCommit")).length, 1);
});

test("a browser that dies without a word loses at most the last second", async () => {
  const { runtime, clock, stored } = open();

  void runtime.save("1!first");
  await clock.pass(1000);
  void runtime.save("1!second"); // and the power goes

  const next = open(stored);
  assert.equal(await next.runtime.load(), "1!first");
  assert.equal(stored.values.get("cmi.core.lesson_status"), "incomplete");
});

test("hiding the page stores at once; leaving it finishes once", async () => {
  const { runtime, lms, stored } = open();
  await settled();
  void runtime.save("1!hidden");

  runtime.flush();
  assert.equal(stored.values.get("cmi.suspend_data"), "1!hidden");
  void runtime.save("1!left");
  runtime.close();
  runtime.close();

  assert.equal(stored.values.get("cmi.suspend_data"), "1!left");
  assert.equal(lms.calls.filter((call) => call.startsWith("LMSFinish")).length, 1);
});

test("nothing is said to the LMS after the end, not even what it did not take", async () => {
  const { runtime, lms, clock } = open();
  lms.breaks.set("LMSCommit", () => "false");
  await clock.pass(600);
  runtime.close();
  lms.calls.length = 0;

  await runtime.save("1!late");
  await runtime.report(READING);
  await clock.pass(60_000);

  assert.deepEqual(lms.calls, []);
});

test("with nothing new to store LMSFinish is the only message on leaving", async () => {
  const { runtime, lms, clock } = open();
  await clock.pass(65_500);
  lms.calls.length = 0;

  runtime.close();

  assert.deepEqual(lms.calls, ["LMSSetValue cmi.core.session_time 0000:01:05.50", "LMSFinish "]);
});

test("a course without a test is completed by reading, without a score", async () => {
  const { runtime, clock, stored, lms } = open();

  void runtime.report(READING);
  await clock.pass(1000);
  assert.equal(stored.values.get("cmi.core.lesson_status"), "incomplete");
  assert.equal(stored.values.get("cmi.core.lesson_location"), "meldeplikt");
  void runtime.report({ ...READING, completed: true, lessonsDone: 4 });
  await clock.pass(1000);

  assert.equal(stored.values.get("cmi.core.lesson_status"), "completed");
  assert.deepEqual(sets(lms, "cmi.core.score.raw"), []);
});

test("a passed test is passed, with a score of 0 to 100", async () => {
  const { runtime, clock, stored, lms } = open();

  void runtime.report({ ...READING, score: PASSED });
  await clock.pass(1000);

  assert.equal(stored.values.get("cmi.core.lesson_status"), "passed");
  assert.equal(stored.values.get("cmi.core.score.raw"), "90");
  assert.deepEqual(sets(lms, "cmi.core.score.min"), ["0"]);
  assert.deepEqual(sets(lms, "cmi.core.score.max"), ["100"]);
});

test("a failed try with more to come leaves the course incomplete", async () => {
  const { runtime, clock, stored } = open();

  void runtime.report({ ...READING, score: FAILED });
  await clock.pass(1000);

  assert.equal(stored.values.get("cmi.core.lesson_status"), "incomplete");
  assert.equal(stored.values.get("cmi.core.score.raw"), "60");
});

test("failed is said only when no try remains", async () => {
  const { runtime, clock, stored } = open();

  void runtime.report({ ...READING, score: FAILED, attemptsRemain: false });
  await clock.pass(1000);

  assert.equal(stored.values.get("cmi.core.lesson_status"), "failed");
});

test("nothing takes back a pass or a better score", async () => {
  const { runtime, clock, stored } = open();
  void runtime.report({ ...READING, score: PASSED });
  await clock.pass(1000);
  runtime.close();

  const next = open(stored);
  void next.runtime.report({ ...READING, score: FAILED, attemptsRemain: false });
  await next.clock.pass(1000);
  next.runtime.close();

  assert.equal(stored.values.get("cmi.core.lesson_status"), "passed");
  assert.equal(stored.values.get("cmi.core.score.raw"), "90");
});

test("a better score replaces the one before it", async () => {
  const { runtime, clock, stored } = open();
  void runtime.report({ ...READING, score: FAILED });
  await clock.pass(1000);
  runtime.close();

  const next = open(stored);
  void next.runtime.report({ ...READING, score: PASSED });
  await next.clock.pass(1000);

  assert.equal(stored.values.get("cmi.core.score.raw"), "90");
  assert.equal(stored.values.get("cmi.core.lesson_status"), "passed");
});

for (const [element, value] of [
  ["cmi.core.lesson_mode", "review"],
  ["cmi.core.lesson_mode", "browse"],
  ["cmi.core.credit", "no-credit"],
] as const) {
  test(`${element} is ${value}: the state is shown and nothing is written`, async () => {
    const stored = newLearner();
    stored.values.set("cmi.suspend_data", "1!nb!2!!!!");
    const { runtime, clock, lms } = open(stored, { [element]: value });

    await runtime.save("1!other");
    await runtime.report({ ...READING, score: PASSED });
    await runtime.record([ANSWERED]);
    runtime.flush();
    await clock.pass(60_000);
    runtime.close();

    assert.equal(runtime.readOnly, true);
    assert.equal(await runtime.load(), "1!nb!2!!!!");
    assert.deepEqual(
      lms.calls.filter((call) => /^LMS(SetValue|Commit)/.test(call)),
      [],
    );
    assert.equal(stored.values.get("cmi.suspend_data"), "1!nb!2!!!!");
  });
}

test("an LMS that knows no lesson mode is taken as normal", () => {
  const { runtime } = open(newLearner(), { "cmi.core.lesson_mode": "", "cmi.core.credit": "" });

  assert.equal(runtime.readOnly, false);
});

test("a commit that fails keeps the state, says so, and is tried until it holds", async () => {
  const { runtime, clock, lms, stored } = open();
  await clock.pass(1000);
  const heard: Connection[] = [];
  runtime.watch((connection) => heard.push(connection));
  lms.breaks.set("LMSCommit", () => "false");

  const saved = runtime.save("1!kept");
  await clock.pass(10_000);
  assert.equal(stored.values.get("cmi.suspend_data"), undefined);
  assert.equal(heard.at(-1), "offline");
  lms.breaks.delete("LMSCommit");
  await clock.pass(60_000);
  await saved;

  assert.equal(stored.values.get("cmi.suspend_data"), "1!kept");
  assert.deepEqual(heard, ["saved", "saving", "offline", "saved"]);
});

test("a value that the LMS takes but reports an error for was not taken", async () => {
  const { runtime, clock, lms, stored } = open();
  await clock.pass(1000);
  let failing = true;
  const { LMSGetLastError } = lms.api;
  lms.api.LMSGetLastError = () => (failing ? "101" : LMSGetLastError());

  void runtime.save("1!kept");
  await clock.pass(5000);
  assert.equal(stored.values.get("cmi.suspend_data"), undefined);
  failing = false;
  await clock.pass(60_000);

  assert.equal(stored.values.get("cmi.suspend_data"), "1!kept");
});

test("an LMS whose functions throw does not stop the player", async () => {
  const { runtime, clock, lms, stored } = open();
  await clock.pass(1000);
  const broken = () => {
    throw new Error("the LMS is broken");
  };
  lms.breaks.set("LMSSetValue", broken).set("LMSCommit", broken);

  void runtime.save("1!kept");
  await clock.pass(5000);
  lms.breaks.clear();
  await clock.pass(60_000);
  lms.breaks.set("LMSFinish", broken);
  runtime.close();

  assert.equal(stored.values.get("cmi.suspend_data"), "1!kept");
});

test("what an LMS may do without does not hold back the state", async () => {
  const { runtime, clock, lms, stored } = open();
  await clock.pass(1000);
  const set = lms.api.LMSSetValue;
  lms.api.LMSSetValue = (element, value) =>
    element === "cmi.suspend_data" ? set(element, value) : "false";

  void runtime.record([ANSWERED]);
  void runtime.save("1!kept");
  await clock.pass(1000);

  assert.equal(stored.values.get("cmi.suspend_data"), "1!kept");
});

test("an LMS that does not start leaves the course open and untracked", async () => {
  const lms = launch(newLearner());
  lms.breaks.set("LMSInitialize", () => "false");

  const runtime = scorm12(lms.api, manualClock());
  await runtime.save("1!here");
  runtime.close();

  assert.equal(runtime.tracked, false);
  assert.equal(runtime.readOnly, false);
  assert.deepEqual(lms.calls, ["LMSInitialize "]);
});

test("who was here before is not taken for a newcomer when the LMS fails to answer", async () => {
  const stored = newLearner();
  stored.values.set("cmi.suspend_data", "1!precious");
  const { runtime, lms } = open(stored);
  const { LMSGetValue, LMSGetLastError } = lms.api;
  let refusal = "";
  lms.api.LMSGetValue = (element) => {
    refusal = element === "cmi.suspend_data" ? "101" : "";
    return refusal ? "" : LMSGetValue(element);
  };
  lms.api.LMSGetLastError = () => refusal || LMSGetLastError();

  await assert.rejects(runtime.load(), TryAgain);
});

test("a state of 4096 characters is stored, a longer one is never sent", async () => {
  const { runtime, clock, stored } = open();

  void runtime.save("x".repeat(4096));
  await clock.pass(1000);
  assert.equal(stored.values.get("cmi.suspend_data")?.length, 4096);

  await assert.rejects(runtime.save("x".repeat(4097)), RangeError);
});

const ANSWERED: Answered = {
  question: "sp-kollega",
  type: "single",
  response: "b",
  correct: true,
  at: new Date(2027, 0, 15, 9, 5, 7).getTime(),
  seconds: 12.345,
};

test("the answers of a test are recorded in the words of SCORM 1.2", async () => {
  const { runtime, clock, stored } = open();

  void runtime.record([
    ANSWERED,
    { ...ANSWERED, question: "q2", type: "multiple", response: "acd", correct: false },
    { ...ANSWERED, question: "q3", type: "true-false", response: "t" },
    { ...ANSWERED, question: "q4", type: "numeric", response: "1 000,5" },
    { ...ANSWERED, question: "q5", type: "calculation", response: "2,5|ml" },
    { ...ANSWERED, question: "q7", type: "ordering", response: "cab" },
    { ...ANSWERED, question: "q8", type: "matching", response: "1b2a" },
    { ...ANSWERED, question: "q9", type: "label", response: "1b", correct: false },
    { ...ANSWERED, question: "q6", type: "numeric", response: "to\n tabl", at: null, seconds: 0 },
  ]);
  await clock.pass(1000);

  const [first, ...rest] = stored.interactions;
  assert.deepEqual(first, {
    id: "sp_kollega",
    type: "choice",
    time: "09:05:07",
    student_response: "b",
    result: "correct",
    latency: "0000:00:12.35",
  });
  assert.deepEqual(
    rest.map(({ id, type, student_response, result }) => [id, type, student_response, result]),
    [
      ["q2", "choice", "a,c,d", "wrong"],
      ["q3", "true-false", "t", "correct"],
      ["q4", "numeric", "1000.5", "correct"],
      ["q5", "fill-in", "2,5 ml", "correct"],
      ["q7", "sequencing", "c,a,b", "correct"],
      ["q8", "matching", "1.b,2.a", "correct"],
      ["q9", "matching", "1.b", "wrong"],
      ["q6", "fill-in", "to tabl", "correct"],
    ],
  );
});

test("the answers of a second session stand behind those of the first", async () => {
  const { runtime, clock, stored } = open();
  void runtime.record([ANSWERED, ANSWERED]);
  await clock.pass(1000);
  runtime.close();

  const next = open(stored);
  void next.runtime.record([{ ...ANSWERED, question: "again" }]);
  await next.clock.pass(1000);

  assert.deepEqual(
    stored.interactions.map(({ id }) => id),
    ["sp_kollega", "sp_kollega", "again"],
  );
});

test("an LMS without interactions is not offered any", async () => {
  const lms = launch(newLearner());
  const get = lms.api.LMSGetValue;
  lms.api.LMSGetValue = (element) => (element.endsWith("_count") ? "" : get(element));
  const clock = manualClock();
  const runtime = scorm12(lms.api, clock);

  await runtime.record([ANSWERED]);
  await clock.pass(1000);

  assert.deepEqual(
    lms.calls.filter((call) => call.includes("LMSSetValue cmi.interactions")),
    [],
  );
});

for (const [said, language] of [
  ["nb-NO", "nb"],
  ["no", "nb"],
  ["nn_NO", "nn"],
  ["English", "en"],
  ["de", null],
  ["", null],
] as const) {
  test(`an LMS that says ${said || "nothing"} gives ${language ?? "no language"}`, () => {
    const { runtime } = open(newLearner(), { "cmi.student_preference.language": said });

    assert.equal(runtime.learnerLanguages[0] ?? null, language);
  });
}

test("times have four digits of hours and two decimals", () => {
  assert.equal(timespan(0), "0000:00:00.00");
  assert.equal(timespan(59_999), "0000:01:00.00");
  assert.equal(timespan(3_723_450), "0001:02:03.45");
  assert.equal(timespan(-5), "0000:00:00.00");
  assert.equal(timespan(1e15), "9999:00:00.00");
});

test("everything sent keeps to the letter of SCORM 1.2", async () => {
  const { runtime, clock, lms } = open();

  void runtime.save("1!x");
  void runtime.report({ ...READING, at: "a".repeat(300), score: PASSED });
  void runtime.record([{ ...ANSWERED, question: "q".repeat(300), response: "1".repeat(300) }]);
  await clock.pass(1000);
  await settled();
  runtime.close();

  assert.deepEqual(
    lms.calls.filter((call) => call.endsWith(" refused")),
    [],
  );
});
