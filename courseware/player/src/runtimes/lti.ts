/**
 * Runs the player where the course is served over LTI: state, answers and results live on the
 * server. The page hands over a bearer token; there is no cookie.
 */

import type { Assessment, Bundle, Lang } from "../bundle.ts";
import type { Delivery, Evaluation, Runtime, Test, TestResult, TestTime, TestView } from "../runtime.ts";
import type { Clock } from "./clock.ts";
import type { Http } from "./http.ts";
import { outbox, type Outbox } from "./outbox.ts";

/** State changes gather this long; answers of a test are sent at once. */
const SAVE_PAUSE_MS = 800;

/** What the server says about this launch: `GET /api/session`. */
export interface Session {
  runtime: "lti";
  page: "course" | "deep-link" | "teacher";
  language: Lang | null;
  readOnly: boolean;
  /** Address of the course bundle, and of the folder that holds its media. */
  bundle: string;
  media: string;
  /** The one assessment or chapter that this placement is for, by id. */
  assessment: string | null;
  chapter: string | null;
  platform: { name: string; returnUrl: string | null };
  state: string | null;
  results: PlacementResult[];
  /** The learner has said what the course was like. */
  evaluated: boolean;
  /** The tests that the learner has begun and may go on with. */
  underway: { assessment: string; answered: number; of: number }[];
  /** The learner may take the shorter test that renews a certificate. */
  renews: boolean;
  /** Practice questions that wait until those tests are handed in. */
  closed: string[];
}

/** How the learner stands in one test, and whether the LMS knows. */
export interface PlacementResult {
  assessment: string;
  earned: number;
  possible: number;
  percent: number;
  passed: boolean;
  delivery: Delivery;
  sentAt: string | null;
}

export function openSession(http: Http): Promise<Session> {
  return http.get<Session>("session");
}

export function loadBundle(http: Http, session: Session): Promise<Bundle> {
  return http.get<Bundle>(session.bundle);
}

export function results(http: Http): Promise<PlacementResult[]> {
  return http.get<PlacementResult[]>("results");
}

export async function closedNow(http: Http): Promise<string[]> {
  const { closed } = await http.get<{ closed: string[] }>("practice");
  return closed;
}

export function lti(http: Http, session: Session, clock: Clock): Runtime {
  const box = outbox(clock.later, SAVE_PAUSE_MS);
  const tests = new Map<string, Test>();
  let closed = false;
  const evaluation: Evaluation = {
    sent: session.evaluated,
    async send(chosen) {
      if (session.readOnly) return;
      const stored = box.put("evaluation", () => http.put("evaluation", { chosen }));
      box.flush();
      await stored;
      evaluation.sent = true;
    },
  };

  return {
    tracked: true,
    readOnly: session.readOnly,
    learnerLanguages: session.language === null ? [] : [session.language],
    load: async () => session.state,
    async save(state) {
      if (session.readOnly) return;
      await box.put("state", () => http.put("state", { state }));
    },
    // The server knows the lessons from the state, and scores the tests itself.
    report: async () => {},
    record: async () => {},
    test(assessment) {
      if (assessment.mode !== "remote") return null;
      const test = tests.get(assessment.id) ?? remoteTest(http, box, assessment);
      tests.set(assessment.id, test);
      return test;
    },
    evaluation,
    watch: (listener) => box.watch(listener),
    flush: () => box.flush(),
    close() {
      if (closed) return;
      closed = true;
      box.flushAll(); // each request is `keepalive`: it outlives the page
    },
  };
}

function remoteTest(http: Http, box: Outbox, assessment: Assessment): Test {
  let view: TestView | null = null;

  function opened(): TestView {
    if (!view) throw new Error(`the test ${assessment.id} has not been opened`);
    return view;
  }

  function send(position: number): Promise<void> {
    const { attempt, responses, marked } = opened();
    const answer = { response: responses[position] ?? "", marked: marked[position] ?? false };
    const path = `attempts/${attempt}/answers/${position}`;
    const stored = box.put(path, () => http.put(path, answer));
    box.flush();
    return stored;
  }

  return {
    async open(code, group) {
      const said = { ...(code ? { code } : {}), ...(group ? { group } : {}) };
      const body = Object.keys(said).length > 0 ? said : undefined;
      view = await http.post<TestView>(`tests/${assessment.id}`, body);
      return view;
    },
    time: () => http.get<TestTime>(`attempts/${opened().attempt}`),
    async answer(position, response) {
      opened().responses[position] = response;
      await send(position);
    },
    async mark(position, marked) {
      opened().marked[position] = marked;
      await send(position);
    },
    async submit() {
      const path = `attempts/${opened().attempt}/submit`;
      let result: TestResult | null = null;
      // Behind the answers that wait: those that were given count.
      const stored = box.put(path, async () => {
        result = await http.post<TestResult>(path);
      });
      box.flush();
      await stored;
      return result!;
    },
  };
}
