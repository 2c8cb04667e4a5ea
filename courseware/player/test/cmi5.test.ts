import assert from "node:assert/strict";
import { test } from "node:test";
import { NotLaunched, type Progress, type Runtime } from "../src/runtime.ts";
import { cmi5 } from "../src/runtimes/cmi5.ts";
import { cmi5Launch } from "../src/runtimes/cmi5-launch.ts";
import { fetchFrom, LMS } from "./lms-fetch.ts";
import { type ManualClock, manualClock, settled } from "./manual-clock.ts";
import { ACTIVITY, type Enrolment, newEnrolment, type Said, Session, type Terms } from "./strict-lrs.ts";

const ON_THE_WAY: Progress = {
  completed: false,
  at: "plikt",
  lessonsDone: 1,
  lessons: 2,
  score: null,
  attemptsRemain: true,
};
const READ: Progress = { ...ON_THE_WAY, completed: true, lessonsDone: 2 };
const judged = (percent: number, passed: boolean, attemptsRemain = true): Progress => ({
  ...READ,
  completed: passed,
  score: { earned: percent, possible: 100, percent, passed },
  attemptsRemain,
});

interface World {
  session: Session;
  runtime: Runtime;
  clock: ManualClock;
  network: { down: boolean };
}

async function open(enrolment: Enrolment, terms: Terms = {}): Promise<World> {
  const session = new Session(enrolment, terms);
  const network = { down: false };
  const launch = await cmi5Launch(session.search(LMS), fetchFrom(session, network));
  assert.ok(launch);
  const clock = manualClock();
  return { session, runtime: await cmi5(launch, clock, crypto), clock, network };
}

async function leave({ runtime, session }: World): Promise<void> {
  runtime.close();
  await settled();
  await settled();
  session.left();
}

async function reported({ runtime, clock }: World, ...many: Progress[]): Promise<void> {
  for (const progress of many) {
    void runtime.report(progress).catch(() => {});
    await clock.pass(1000);
  }
}

test("a learner passes: each thing is said once, in order, by the rules", async () => {
  const enrolment = newEnrolment();
  const world = await open(enrolment, { masteryScore: 0.8 });

  await reported(world, ON_THE_WAY, judged(90, true), judged(95, true));
  await leave(world);

  assert.deepEqual(world.session.verbs(), ["initialized", "passed", "completed", "terminated"]);
  assert.deepEqual(enrolment.statements[1]?.result?.score, { scaled: 0.9, raw: 90, min: 0, max: 100 });
  assert.deepEqual(enrolment.breaches, []);
});

test("a course without a test is completed by reading", async () => {
  const enrolment = newEnrolment();
  const world = await open(enrolment);

  await reported(world, ON_THE_WAY, READ);
  await leave(world);

  assert.deepEqual(world.session.verbs(), ["initialized", "completed", "terminated"]);
  assert.deepEqual(enrolment.breaches, []);
});

test("failing is said when no attempt remains, and never after a pass", async () => {
  const enrolment = newEnrolment();
  const first = await open(enrolment, { masteryScore: 0.8 });
  await reported(first, judged(50, false));
  assert.deepEqual(first.session.verbs(), ["initialized"]);
  await reported(first, judged(60, false, false));
  await leave(first);

  const second = await open(enrolment, { masteryScore: 0.8 });
  await reported(second, judged(60, false, false));
  await leave(second);

  assert.deepEqual(first.session.verbs(), ["initialized", "failed", "terminated"]);
  assert.deepEqual(second.session.verbs(), ["initialized", "terminated"]);
  assert.deepEqual(enrolment.breaches, []);
});

test("the LMS's own mark counts: below it nobody passes, above it a failure bears no score", async () => {
  const below = newEnrolment();
  const stricter = await open(below, { masteryScore: 0.95 });
  await reported(stricter, judged(90, true));
  await leave(stricter);
  const above = newEnrolment();
  const milder = await open(above, { masteryScore: 0.5 });
  await reported(milder, judged(70, false, false)); // a critical question was wrong
  await leave(milder);

  assert.deepEqual(stricter.session.verbs(), ["initialized", "completed", "terminated"]);
  assert.deepEqual(milder.session.verbs(), ["initialized", "failed", "terminated"]);
  assert.equal(above.statements[1]?.result?.score, undefined);
  assert.deepEqual([...below.breaches, ...above.breaches], []);
});

test("what was done is there in the next session, and is not said again", async () => {
  const enrolment = newEnrolment();
  const first = await open(enrolment);
  assert.equal(await first.runtime.load(), null);
  void first.runtime.save("1!nb!!!!!");
  await reported(first, judged(100, true));
  await leave(first);

  const second = await open(enrolment);
  await reported(second, judged(100, true));
  await leave(second);

  assert.equal(await second.runtime.load(), "1!nb!!!!!");
  assert.deepEqual(second.session.verbs(), ["initialized", "terminated"]);
  assert.deepEqual(enrolment.breaches, []);
});

test("what waits when the page goes is said before the last word", async () => {
  const enrolment = newEnrolment();
  const world = await open(enrolment);
  void world.runtime.save("1!nb!!!!!").catch(() => {});
  void world.runtime.report(judged(100, true)).catch(() => {});

  await leave(world);

  assert.deepEqual(world.session.verbs(), ["initialized", "passed", "completed", "terminated"]);
  assert.match(enrolment.documents.get("kurspakke") ?? "", /1!nb!!!!!/);
  assert.deepEqual(enrolment.breaches, []);
});

test("a session that broke off after a pass does not keep the next one from going on", async () => {
  const enrolment = newEnrolment();
  const first = await open(enrolment);
  await reported(first, judged(100, true));
  enrolment.documents.clear(); // the note that it was said was never stored

  const second = await open(enrolment);
  await reported(second, judged(100, true));
  const after = enrolment.breaches.length;
  await reported(second, { ...judged(100, true), at: "meld-fra" });

  assert.ok(after > 0);
  assert.equal(enrolment.breaches.length, after);
  const kept = JSON.parse(enrolment.documents.get("kurspakke") ?? "{}");
  assert.deepEqual([kept.completed, kept.result], [true, "passed"]);
});

for (const launchMode of ["Browse", "Review"] as const) {
  test(`in ${launchMode} nothing is written, but that it was opened and left`, async () => {
    const enrolment = newEnrolment();
    const world = await open(enrolment, { launchMode });

    void world.runtime.save("1!nb!!!!!");
    await reported(world, judged(100, true));
    await leave(world);

    assert.equal(world.runtime.readOnly, true);
    assert.deepEqual(world.session.verbs(), ["initialized", "terminated"]);
    assert.equal(enrolment.documents.size, 0);
    assert.deepEqual(enrolment.breaches, []);
  });
}

test("answers are told for reports, each with its question", async () => {
  const enrolment = newEnrolment();
  const world = await open(enrolment);
  const at = world.clock.now();

  void world.runtime.record([
    { question: "kollega", type: "single", response: "b", correct: true, at, seconds: 12 },
    { question: "mikstur", type: "numeric", response: "2,5|ml", correct: false, at: null, seconds: 0 },
  ]);
  await world.clock.pass(1000);
  await leave(world);

  const told = enrolment.statements.filter(({ verb }) => verb.id.endsWith("/answered"));
  assert.deepEqual(
    told.map(({ object, result }: Said) => [object.id, object.definition?.interactionType, result?.response]),
    [
      [`${ACTIVITY}/question/kollega`, "choice", "b"],
      [`${ACTIVITY}/question/mikstur`, "fill-in", "2,5 ml"],
    ],
  );
  assert.deepEqual(enrolment.breaches, []);
});

test("a network that goes loses nothing", async () => {
  const enrolment = newEnrolment();
  const world = await open(enrolment);
  const heard: string[] = [];
  world.runtime.watch((connection) => heard.push(connection));

  world.network.down = true;
  await reported(world, judged(100, true));
  assert.equal(heard.at(-1), "offline");
  world.network.down = false;
  await world.clock.pass(5000);

  assert.equal(heard.at(-1), "saved");
  await leave(world);
  assert.deepEqual(world.session.verbs(), ["initialized", "passed", "completed", "terminated"]);
  assert.deepEqual(enrolment.breaches, []);
});

test("a token that runs out ends the session and says so", async () => {
  const world = await open(newEnrolment());
  const heard: string[] = [];
  world.runtime.watch((connection) => heard.push(connection));

  world.session.expired = true;
  void world.runtime.save("1!nb!!!!!").catch(() => {});
  await world.clock.pass(1000);

  assert.equal(heard.at(-1), "ended");
});

test("the learner's languages and the way back come from the LMS", async () => {
  const session = new Session(newEnrolment(), {
    language: "se-NO, en-GB, nn-NO,nb",
    returnURL: "https://lms.example/back",
  });
  const launch = await cmi5Launch(session.search(LMS), fetchFrom(session));

  assert.deepEqual([launch?.languages, launch?.returnUrl], [["en", "nn", "nb"], "https://lms.example/back"]);
});

test("a way back that is a script is no way back", async () => {
  const session = new Session(newEnrolment(), { returnURL: "javascript:alert(1)" });
  const launch = await cmi5Launch(session.search(LMS), fetchFrom(session));

  assert.equal(launch?.returnUrl, null);
});

async function why(search: string, session: Session): Promise<string> {
  try {
    await cmi5Launch(search, fetchFrom(session));
  } catch (error) {
    if (error instanceof NotLaunched) return error.why;
    throw error;
  }
  return "launched";
}

test("the token is asked for once; a page that is loaded again says to come from the LMS", async () => {
  const session = new Session(newEnrolment());
  const search = session.search(LMS);

  assert.equal(await why(search, session), "launched");
  assert.equal(await why(search, session), "spent");
});

test("an LMS that refuses, or does not say what it must, is told from a page without an LMS", async () => {
  const refusing = new Session(newEnrolment(), { fetchError: 2 });
  const whole = new URLSearchParams(refusing.search(LMS));
  const without = (name: string): string => {
    const rest = new URLSearchParams(whole);
    rest.delete(name);
    return `?${rest}`;
  };

  assert.equal(await why(refusing.search(LMS), refusing), "refused");
  for (const name of ["endpoint", "fetch", "actor", "registration", "activityId"]) {
    assert.equal(await why(without(name), refusing), "refused", name);
  }
  assert.equal(await cmi5Launch("?lang=nb", fetchFrom(refusing)), null);
});

/** The LMS of these tests would see it: each fault is answered with its own requirement. */
const FAULTS: [string, (said: Said) => void][] = [
  ["9.1.0.0-1", (said) => (said.id = "1")],
  ["8.1.3.0-3", (said) => (said.actor = {})],
  ["9.7.0.0-2", (said) => (said.timestamp = "2027-01-15T10:00:00+01:00")],
  ["9.6.1.0-1", (said) => delete said.context?.registration],
  ["9.6.3.1-4", (said) => delete said.context?.extensions],
  ["10.2.1.0-6", (said) => (said.context!.contextActivities!["grouping"] = [])],
  ["9.6.2.1-1", (said) => said.context!.contextActivities!["category"]!.splice(1)],
  ["9.6.2.2-1", (said) => said.context!.contextActivities!["category"]!.splice(2)],
  ["9.4.0.0-2", (said) => (said.object.id = "https://lms.example/another")],
  ["9.6.3.2-2", (said) => delete said.context?.extensions?.["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"]],
  ["9.5.4.1-3", (said) => delete said.result?.duration],
  ["9.5.1.0-3", (said) => delete said.result?.score?.min],
  ["9.3.4.0-2", (said) => (said.result!.score!.scaled = 0.5)],
  ["9.5.2.0-1", (said) => (said.result!.success = false)],
  ["9.5.3.0-2", (said) => (said.result!.completion = true)],
];

for (const [id, plant] of FAULTS) {
  test(`a statement that breaks ${id} is refused by that name`, async () => {
    const good = newEnrolment();
    const world = await open(good, { masteryScore: 0.8 });
    await reported(world, judged(90, true));
    const [, passed] = structuredClone(good.statements);
    const session = new Session({ ...newEnrolment(), statements: [] }, { masteryScore: 0.8 });
    const launch = await cmi5Launch(session.search(LMS), fetchFrom(session));
    await cmi5(launch!, manualClock(), crypto);

    plant(passed!);
    await assert.rejects(launch!.lrs.send([passed!]));

    assert.equal(session.enrolment.breaches.at(-1)?.split(" ")[0], id);
  });
}
