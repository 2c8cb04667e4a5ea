/**
 * One learner's way through the course, in every runtime: what is known of them at the end is the
 * same, whoever keeps it.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Assessment, Bundle } from "../src/bundle.ts";
import { Learner } from "../src/learner.ts";
import { localTest } from "../src/local-test.ts";
import type { Runtime, Test, TestResult } from "../src/runtime.ts";
import { cmi5 } from "../src/runtimes/cmi5.ts";
import { cmi5Launch } from "../src/runtimes/cmi5-launch.ts";
import type { Http } from "../src/runtimes/http.ts";
import { lti, type Session as LtiSession } from "../src/runtimes/lti.ts";
import { preview } from "../src/runtimes/preview.ts";
import { scorm12 } from "../src/runtimes/scorm12.ts";
import { scorm2004 } from "../src/runtimes/scorm2004.ts";
import { web } from "../src/runtimes/web.ts";
import { decode, newState } from "../src/state.ts";
import { fetchFrom, LMS } from "./lms-fetch.ts";
import { type ManualClock, manualClock, settled } from "./manual-clock.ts";
import { PASS, PRACTICE, sampleBundle } from "./sample-bundle.ts";
import { launch as launch12, newLearner as newLearner12 } from "./strict-lms.ts";
import { launch as launch2004, newLearner as newLearner2004 } from "./strict-lms-2004.ts";
import { newEnrolment, Session, standing } from "./strict-lrs.ts";

interface Known {
  /** Numbers of the lessons seen, from the state that is kept. */
  seen: number[];
  completed: boolean;
  passed: boolean;
  percent: number | null;
}

/** Somebody who keeps what a learner does. */
interface Keeper {
  bundle: Bundle;
  begin(clock: ManualClock): Promise<Runtime>;
  known(): Promise<Known>;
}

const LOCAL = sampleBundle();

async function seenIn(state: string | null): Promise<number[]> {
  return [...decode(state).state.seen].sort();
}

const KEEPERS: Record<string, () => Keeper> = {
  scorm12() {
    const stored = newLearner12();
    return {
      bundle: LOCAL,
      begin: async (clock) => scorm12(launch12(stored).api, clock),
      async known() {
        const status = stored.values.get("cmi.core.lesson_status");
        const raw = stored.values.get("cmi.core.score.raw");
        return {
          seen: await seenIn(stored.values.get("cmi.suspend_data") ?? null),
          completed: /^(passed|completed)$/.test(status ?? ""), // one word for both
          passed: status === "passed",
          percent: raw === undefined ? null : Number(raw),
        };
      },
    };
  },
  scorm2004() {
    const stored = newLearner2004();
    return {
      bundle: LOCAL,
      begin: async (clock) => scorm2004(launch2004(stored).api, clock),
      async known() {
        const raw = stored.values.get("cmi.score.raw");
        return {
          seen: await seenIn(stored.values.get("cmi.suspend_data") ?? null),
          completed: stored.values.get("cmi.completion_status") === "completed",
          passed: stored.values.get("cmi.success_status") === "passed",
          percent: raw === undefined ? null : Number(raw),
        };
      },
    };
  },
  cmi5() {
    const enrolment = newEnrolment();
    return {
      bundle: LOCAL,
      async begin(clock) {
        const session = new Session(enrolment, { masteryScore: 0.6 });
        const launch = await cmi5Launch(session.search(LMS), fetchFrom(session));
        return cmi5(launch!, clock, crypto);
      },
      async known() {
        const { completed, result, percent } = standing(enrolment);
        const kept = JSON.parse(enrolment.documents.get("kurspakke") ?? "{}");
        assert.deepEqual(enrolment.breaches, []);
        return { seen: await seenIn(kept.state), completed, passed: result === "passed", percent };
      },
    };
  },
  web() {
    const values = new Map<string, string>();
    const storage = {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => void values.set(key, value),
    } as Storage;
    return {
      bundle: LOCAL,
      begin: async () => web("eksempel", () => storage),
      async known() {
        // Nobody is told: the state is all there is.
        const { state } = decode([...values.values()][0] ?? null);
        const progress = new Learner(LOCAL, preview(), state).progress();
        return {
          seen: [...state.seen].sort(),
          completed: progress.completed,
          passed: progress.score?.passed ?? false,
          percent: progress.score?.percent ?? null,
        };
      },
    };
  },
  lti() {
    const remote: Assessment = { ...PASS, mode: "remote" };
    const bundle = sampleBundle({ assessments: [PRACTICE, remote] });
    const server = ltiServer();
    return {
      bundle,
      begin: async (clock) => lti(server.http, { readOnly: false, state: server.state() } as LtiSession, clock),
      async known() {
        const seen = await seenIn(server.state());
        const best = server.best();
        return {
          seen,
          completed: seen.length === bundle.lessons.length && (best?.passed ?? false),
          passed: best?.passed ?? false,
          percent: best?.percent ?? null,
        };
      },
    };
  },
};

/** The tool's server: it keeps the state, and draws and scores the test by the rules of its own. */
function ltiServer() {
  const learner = new Learner(LOCAL, preview(), newState());
  let state: string | null = null;
  let best: TestResult | null = null;
  let sitting: Test | null = null;
  const http = {
    async post(path: string) {
      if (path.startsWith("tests/")) {
        sitting = localTest({ bundle: LOCAL, learner, runtime: preview(), now: () => new Date(0), random: () => 0 }, PASS);
        return sitting.open();
      }
      const result = await sitting!.submit();
      if (best === null || result.percent > best.percent) best = result;
      return result;
    },
    async put(path: string, body: { state?: string; response?: string }) {
      if (path === "state") state = body.state ?? null;
      else await sitting!.answer(Number(path.split("/").at(-1)), body.response ?? "");
    },
  } as unknown as Http;
  return { http, state: () => state, best: () => best };
}

async function way(keeper: Keeper): Promise<void> {
  const [first, second] = keeper.bundle.lessons;
  const pass = keeper.bundle.assessments.find(({ kind }) => kind === "pass")!;

  async function visit(act: (learner: Learner, sit: () => Test) => Promise<void>): Promise<void> {
    const clock = manualClock();
    const runtime = await keeper.begin(clock);
    const learner = new Learner(keeper.bundle, runtime, decode(await runtime.load()).state);
    const now = (): Date => new Date(clock.now());
    const own = { bundle: keeper.bundle, learner, runtime, now, random: () => 0 };
    await act(learner, () => runtime.test(pass) ?? localTest(own, pass));
    await clock.pass(5000);
    runtime.close();
    await settled();
  }

  async function sitThrough(test: Test, answers: string[]): Promise<TestResult> {
    await test.open();
    for (const [position, answer] of answers.entries()) await test.answer(position, answer);
    return test.submit();
  }

  await visit(async (learner, sit) => {
    learner.change((state) => void state.seen.add(first!.number));
    const { passed } = await sitThrough(sit(), ["a", "c", ""]);
    assert.equal(passed, false);
  });
  await visit(async (learner) => {
    learner.change((state) => void state.seen.add(second!.number));
  });
  await visit(async (_, sit) => {
    const test = sit();
    const { items } = await test.open();
    const tablets = items.some(({ type }) => type === "multiple") ? "3" : "4"; // of either form
    const right: Record<string, string> = { single: "b", multiple: "ab", numeric: "2,5|ml" };
    for (const [position, { type }] of items.entries()) {
      await test.answer(position, right[type] ?? tablets);
    }
    const { passed } = await test.submit();
    assert.equal(passed, true);
  });
}

test("the same way through the course gives the same result in every runtime", async () => {
  const results: Record<string, Known> = {};
  for (const [name, made] of Object.entries(KEEPERS)) {
    const keeper = made();
    await way(keeper);
    results[name] = await keeper.known();
  }

  const expected: Known = { seen: [1, 2], completed: true, passed: true, percent: 100 };
  assert.deepEqual(results, Object.fromEntries(Object.keys(KEEPERS).map((name) => [name, expected])));
});
