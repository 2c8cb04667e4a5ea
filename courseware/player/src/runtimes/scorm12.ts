/**
 * Runs the player in a SCORM 1.2 LMS. Clauses are of the SCORM 1.2 Run-Time Environment.
 *
 * `exit` is `suspend` from the first moment and stays so, also after the course is done: some LMSs
 * throw the state away otherwise, and who comes back to read finds the ticks and answers there.
 */

import { MOST_STATE } from "../fit.ts";
import type { Runtime } from "../runtime.ts";
import type { Clock } from "./clock.ts";
import type { Scorm12Api } from "./find-api.ts";
import { outbox, TryAgain } from "./outbox.ts";
import { preview } from "./preview.ts";
import {
  count,
  interactionFields,
  language,
  rank,
  score,
  statusOf,
  timespan,
} from "./scorm12-data.ts";

/** Changes gather this long before LMSCommit, so that a quick reader does not freeze the LMS. */
const COMMIT_PAUSE_MS = 500;

/** The API may refuse to start; then nothing is stored and the player says so. */
export function scorm12(api: Scorm12Api, clock: Clock): Runtime {
  if (!answersTrue(() => api.LMSInitialize(""))) return preview();
  return session(api, clock);
}

function session(api: Scorm12Api, clock: Clock): Runtime {
  const started = clock.now();
  const reviewing = /^(browse|review)$/.test(get("cmi.core.lesson_mode"));
  const readOnly = reviewing || get("cmi.core.credit") === "no-credit";
  const box = outbox(clock.later, COMMIT_PAUSE_MS);
  /** Values that the LMS has not taken yet, and those it has. */
  const wanted = new Map<string, string>();
  const taken = new Map<string, string>();
  let status = get("cmi.core.lesson_status");
  let raw = score(get("cmi.core.score.raw"));
  let interactions = count(get("cmi.interactions._count"));
  let finished = false;

  if (!readOnly) {
    want("cmi.core.exit", "suspend");
    // An LMS may call a course completed that ends without a word about its status.
    if (rank(status) === -1) want("cmi.core.lesson_status", (status = "incomplete"));
    void commit();
  }

  /** Null when the LMS failed to answer. */
  function read(element: string): string | null {
    try {
      const value = String(api.LMSGetValue(element) ?? "");
      return noError() ? value : null;
    } catch {
      return null;
    }
  }

  function get(element: string): string {
    return read(element) ?? "";
  }

  function noError(): boolean {
    return Number(api.LMSGetLastError()) === 0;
  }

  function want(element: string, value: string): void {
    if (taken.get(element) === value) wanted.delete(element);
    else wanted.set(element, value);
  }

  function set(element: string, value: string): boolean {
    return answersTrue(() => api.LMSSetValue(element, value)) && answers(noError);
  }

  /** Hands over what is wanted. What the LMS may do without is offered once only. */
  function hand(): void {
    if (finished) return;
    want("cmi.core.session_time", timespan(clock.now() - started));
    for (const [element, value] of [...wanted]) {
      const done = set(element, value);
      if (!done && /^cmi\.(suspend_data|core\.(lesson_status|score\.))/.test(element)) {
        throw new TryAgain(`the LMS refused ${element}`);
      }
      wanted.delete(element);
      taken.set(element, value);
    }
    if (!answersTrue(() => api.LMSCommit(""))) throw new TryAgain("the LMS did not commit");
  }

  function commit(): Promise<void> {
    return box.put("commit", async () => hand());
  }

  return {
    tracked: true,
    readOnly,
    learnerLanguage: language(get("cmi.student_preference.language")),

    async load() {
      const stored = read("cmi.suspend_data");
      // No answer to someone who was here before is a failure, not a newcomer: to go on would be
      // to write over what is stored.
      if (stored === null && get("cmi.core.entry") === "resume") {
        throw new TryAgain("the LMS does not hand out the stored state");
      }
      return stored || null;
    },

    async save(state) {
      if (readOnly || finished) return;
      // CMIString4096 (3.4.4): a longer text is refused by some LMSs and cut by others.
      if (state.length > MOST_STATE) throw new RangeError("the state is too long for SCORM 1.2");
      want("cmi.suspend_data", state);
      await commit();
    },

    async report(progress) {
      if (readOnly || finished) return;
      want("cmi.core.lesson_location", progress.at.slice(0, 255)); // CMIString255
      const { score: result } = progress;
      if (result && (raw === null || result.percent > raw)) {
        raw = result.percent;
        want("cmi.core.score.min", "0");
        want("cmi.core.score.max", "100");
        want("cmi.core.score.raw", String(raw));
      }
      const reached = statusOf(progress);
      if (rank(reached) > rank(status)) want("cmi.core.lesson_status", (status = reached));
      await commit();
    },

    async record(answered) {
      if (readOnly || finished || interactions === null) return;
      for (const answer of answered) {
        const interaction = `cmi.interactions.${interactions++}`;
        for (const [field, value] of interactionFields(answer, clock.now())) {
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
        set("cmi.core.session_time", timespan(clock.now() - started));
        box.flushAll(); // nothing waits, as a rule: then LMSFinish is the only message
      }
      finished = true;
      answersTrue(() => api.LMSFinish(""));
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
