/**
 * A SCORM 1.2 LMS for tests: scorm-again, held to the letter of the run-time environment where it
 * is lenient by design. What one session commits the next one finds; the rest is lost, as in life.
 */

import { Scorm12API } from "scorm-again";
import type { Scorm12Api } from "../src/runtimes/find-api.ts";

/** Patterns of RTE 3.4.2 and what Moodle checks; an element without one may hold anything. */
const STRICT: [RegExp, RegExp][] = [
  [/^cmi\.suspend_data$/, /^[\s\S]{0,4096}$/],
  [/^cmi\.core\.lesson_location$/, /^[\s\S]{0,255}$/],
  [/^cmi\.core\.lesson_status$/, /^(passed|completed|failed|incomplete|browsed)$/],
  [/^cmi\.core\.exit$/, /^(time-out|suspend|logout|)$/],
  [/^cmi\.core\.score\.(raw|min|max)$/, /^(100|[0-9]{1,2})(\.[0-9]{1,2})?$/],
  [/^cmi\.core\.session_time$/, /^[0-9]{2,4}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,2})?$/],
  [/^cmi\.interactions\.[0-9]+\.id$/, /^[A-Za-z0-9_]{1,255}$/],
  [/^cmi\.interactions\.[0-9]+\.type$/, /^(true-false|choice|fill-in|matching|sequencing|numeric)$/],
  [/^cmi\.interactions\.[0-9]+\.time$/, /^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$/],
  [/^cmi\.interactions\.[0-9]+\.latency$/, /^[0-9]{2,4}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,2})?$/],
  [/^cmi\.interactions\.[0-9]+\.student_response$/, /^[^\r\n]{0,255}$/],
  [/^cmi\.interactions\.[0-9]+\.result$/, /^(correct|wrong)$/],
];

const KEPT = [
  "cmi.suspend_data",
  "cmi.core.lesson_status",
  "cmi.core.lesson_location",
  "cmi.core.score.raw",
];

/** What a learner has left in the LMS. */
export interface Stored {
  values: Map<string, string>;
  /** Every interaction ever committed, in order. */
  interactions: Record<string, string>[];
  /** `exit` of the last session; only `suspend` resumes. */
  exit: string;
}

export interface Session {
  api: Scorm12Api;
  stored: Stored;
  /** Every call as `LMSSetValue cmi.core.exit suspend`. */
  calls: string[];
  /** Elements that a call set since the last commit. */
  uncommitted: Map<string, string>;
  /** Make the next calls of a function answer this instead of working. */
  breaks: Map<string, () => string>;
}

export function newLearner(): Stored {
  return { values: new Map(), interactions: [], exit: "" };
}

/** Open the course: what an LMS does when the learner clicks. */
export function launch(stored: Stored, core: Record<string, string> = {}): Session {
  const inner = new Scorm12API({ autocommit: false, logLevel: 5 });
  const resumed = Object.fromEntries([
    ...stored.values,
    ...stored.interactions.flatMap((fields, index) =>
      Object.entries(fields).map(([field, value]) => [`cmi.interactions.${index}.${field}`, value]),
    ),
  ]);
  inner.loadFromFlattenedJSON(
    {
      ...resumed,
      "cmi.core.entry": stored.values.size ? "resume" : "ab-initio",
      "cmi.core.credit": "credit",
      "cmi.core.lesson_mode": "normal",
      ...core,
    },
    "",
  );
  const calls: string[] = [];
  const uncommitted = new Map<string, string>();
  const breaks = new Map<string, () => string>();
  let refusal = "0";

  function call(name: keyof Scorm12Api, ...values: string[]): string {
    calls.push([name, ...values].join(" "));
    const broken = breaks.get(name);
    if (broken) return broken();
    refusal = "0";
    return String((inner[name] as (...values: string[]) => unknown)(...values));
  }

  function keep(): void {
    for (const [element, value] of uncommitted) {
      const [, index, field] = /^cmi\.interactions\.([0-9]+)\.(\w+)$/.exec(element) ?? [];
      if (index && field) (stored.interactions[Number(index)] ??= {})[field] = value;
      else if (KEPT.includes(element)) stored.values.set(element, value);
      else if (element === "cmi.core.exit") stored.exit = value;
    }
    uncommitted.clear();
  }

  const api: Scorm12Api = {
    LMSInitialize: (nothing) => call("LMSInitialize", nothing),
    LMSGetValue: (element) => call("LMSGetValue", element),
    LMSSetValue(element, value) {
      const rule = STRICT.find(([pattern]) => pattern.test(element));
      if (rule && !rule[1].test(value)) {
        calls.push(`LMSSetValue ${element} refused`);
        refusal = "405";
        return "false";
      }
      const answer = call("LMSSetValue", element, value);
      if (answer === "true") uncommitted.set(element, value);
      return answer;
    },
    LMSCommit(nothing) {
      const answer = call("LMSCommit", nothing);
      if (answer === "true") keep();
      return answer;
    },
    LMSFinish(nothing) {
      const answer = call("LMSFinish", nothing);
      if (answer === "true") keep();
      return answer;
    },
    LMSGetLastError: () => (refusal === "0" ? inner.LMSGetLastError() : refusal),
  };
  return { api, stored, calls, uncommitted, breaks };
}
