/**
 * Runs the player in a SCORM LMS. What the generations of SCORM share is here: the order of calls,
 * what is offered once and what until it is taken, and that nothing reached is taken back. What
 * differs is a data model: `scorm12-data.ts`, `scorm2004-data.ts`.
 *
 * `exit` is `suspend` from the first moment and stays so, also after the course is done: some LMSs
 * throw the state away otherwise, and who comes back to read finds the ticks and answers there.
 */

import { MOST_STATE } from "../fit.ts";
import type { Answered, Progress, Runtime } from "../runtime.ts";
import type { Clock } from "./clock.ts";
import { outbox, TryAgain } from "./outbox.ts";
import { preview } from "./preview.ts";
import { count, languages, score } from "./scorm-values.ts";

/** Changes gather this long before they are committed, so that a quick reader freezes no LMS. */
const COMMIT_PAUSE_MS = 500;

/** The LMS's functions by what they do. Each gives a string; `"true"` is success. */
export interface Calls {
  initialize(): unknown;
  terminate(): unknown;
  get(element: string): unknown;
  set(element: string, value: string): unknown;
  commit(): unknown;
  lastError(): unknown;
}

/** How far a learner has come, from the least; an LMS may hold none of these. */
const STANDINGS = ["incomplete", "failed", "completed", "passed"] as const;
export type Standing = (typeof STANDINGS)[number];

export type Values = [element: string, value: string][];

export interface DataModel {
  mode: string;
  credit: string;
  entry: string;
  language: string;
  exit: string;
  sessionTime: string;
  state: string;
  location: string;
  mostLocation: number;
  rawScore: string;
  interactions: string;
  /** What the learner would miss; the LMS is asked again until it takes it. */
  vital: RegExp;
  timespan(ms: number): string;
  /** What the LMS holds of an earlier session; null where it holds nothing. */
  standing(get: (element: string) => string): Standing | null;
  standingValues(standing: Standing): Values;
  /** `percent`: whole, 0 to 100. */
  scoreValues(percent: number): Values;
  /** The fields of one interaction, in the order that they are to be set. */
  interactionFields(answered: Answered, now: number): Values;
}

/**
 * `failed` only when no attempt remains: LMSs count it as finished and lock the course. A course
 * without a test of its own is completed by reading.
 */
export function standingOf({ completed, score: result, attemptsRemain }: Progress): Standing {
  if (result?.passed) return "passed";
  if (result && !attemptsRemain) return "failed";
  return completed ? "completed" : "incomplete";
}

/** The API may refuse to start; then nothing is stored and the player says so. */
export function scorm(calls: Calls, model: DataModel, clock: Clock): Runtime {
  if (!answersTrue(() => calls.initialize())) return preview();
  return session(calls, model, clock);
}

function session(calls: Calls, model: DataModel, clock: Clock): Runtime {
  const started = clock.now();
  const reviewing = /^(browse|review)$/.test(get(model.mode));
  const readOnly = reviewing || get(model.credit) === "no-credit";
  const box = outbox(clock.later, COMMIT_PAUSE_MS);
  /** Values that the LMS has not taken yet, and those it has. */
  const wanted = new Map<string, string>();
  const taken = new Map<string, string>();
  let reached = model.standing(get);
  let raw = score(get(model.rawScore));
  let interactions = count(get(`${model.interactions}._count`));
  let finished = false;

  if (!readOnly) {
    want(model.exit, "suspend");
    // An LMS may call a course completed that ends without a word about its status.
    if (reached === null) reach("incomplete");
    void commit();
    box.flush(); // before anything else: a machine that is switched off gives no last word
  }

  /** Null when the LMS failed to answer. */
  function read(element: string): string | null {
    try {
      const value = String(calls.get(element) ?? "");
      return noError() ? value : null;
    } catch {
      return null;
    }
  }

  function get(element: string): string {
    return read(element) ?? "";
  }

  function noError(): boolean {
    return Number(calls.lastError()) === 0;
  }

  function reach(standing: Standing): void {
    reached = standing;
    for (const [element, value] of model.standingValues(standing)) want(element, value);
  }

  function want(element: string, value: string): void {
    if (taken.get(element) === value) wanted.delete(element);
    else wanted.set(element, value);
  }

  function set(element: string, value: string): boolean {
    return answersTrue(() => calls.set(element, value)) && answers(noError);
  }

  /** Hands over what is wanted. What the LMS may do without is offered once only. */
  function hand(): void {
    if (finished) return;
    want(model.sessionTime, model.timespan(clock.now() - started));
    for (const [element, value] of [...wanted]) {
      const done = set(element, value);
      if (!done && model.vital.test(element)) {
        throw new TryAgain(`the LMS refused ${element}`);
      }
      wanted.delete(element);
      taken.set(element, value);
    }
    if (!answersTrue(() => calls.commit())) throw new TryAgain("the LMS did not commit");
  }

  function commit(): Promise<void> {
    return box.put("commit", async () => hand());
  }

  return {
    tracked: true,
    readOnly,
    learnerLanguages: languages(get(model.language)),

    async load() {
      const stored = read(model.state);
      // No answer to someone who was here before is a failure, not a newcomer: to go on would be
      // to write over what is stored.
      if (stored === null && get(model.entry) === "resume") {
        throw new TryAgain("the LMS does not hand out the stored state");
      }
      return stored || null;
    },

    async save(state) {
      if (readOnly || finished) return;
      // CMIString4096 (RTE 1.2, 3.4.4): a longer text is refused by some LMSs and cut by others.
      if (state.length > MOST_STATE) throw new RangeError("the state is too long for SCORM");
      want(model.state, state);
      await commit();
    },

    async report(progress) {
      if (readOnly || finished) return;
      // At the start there is no place; scorm-again's SCORM 2004 refuses an empty one.
      if (progress.at) want(model.location, progress.at.slice(0, model.mostLocation));
      const { score: result } = progress;
      if (result && (raw === null || result.percent > raw)) {
        raw = result.percent;
        for (const [element, value] of model.scoreValues(raw)) want(element, value);
      }
      const now = standingOf(progress);
      if (reached === null || STANDINGS.indexOf(now) > STANDINGS.indexOf(reached)) reach(now);
      await commit();
    },

    async record(answered) {
      if (readOnly || finished || interactions === null) return;
      for (const answer of answered) {
        const interaction = `${model.interactions}.${interactions++}`;
        for (const [field, value] of model.interactionFields(answer, clock.now())) {
          want(`${interaction}.${field}`, value);
        }
      }
      await commit();
    },

    test: () => null,
    watch: (listener) => box.watch(listener),
    flush: () => box.flush(),

    close() {
      if (finished) return;
      if (!readOnly) {
        set(model.sessionTime, model.timespan(clock.now() - started));
        box.flushAll(); // nothing waits, as a rule: then the farewell is the only message
      }
      finished = true;
      answersTrue(() => calls.terminate());
    },
  };
}

function answersTrue(call: () => unknown): boolean {
  return answers(() => String(call()) === "true");
}

/** An LMS that throws has not answered. */
function answers(call: () => boolean): boolean {
  try {
    return call();
  } catch {
    return false;
  }
}
