/**
 * A SCORM 2004 LMS for tests: scorm-again, held to what Moodle's own data model takes where that is
 * stricter. What one session commits the next one finds; the rest is lost, as in life.
 */

import { Scorm2004API } from "scorm-again";
import type { Scorm2004Api } from "../src/runtimes/find-api.ts";

const TIMESPAN = /^PT([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]{1,2})?S)?$/;
const ID = /^[A-Za-z0-9_]{1,4000}$/;
/** Delimiters of RTE 4.2.9.1; Moodle takes no hyphen in an option's id. */
const RESPONSE = /^([A-Za-z0-9_]+(\[[,.]\][A-Za-z0-9_]+)*|-?[0-9]+(\.[0-9]+)?|[^\r\n{][^\r\n]{0,249})$/;

const STRICT: [RegExp, RegExp][] = [
  [/^cmi\.suspend_data$/, /^[\s\S]{0,64000}$/],
  [/^cmi\.location$/, /^[\s\S]{0,1000}$/],
  [/^cmi\.completion_status$/, /^(completed|incomplete|not attempted|unknown)$/],
  [/^cmi\.success_status$/, /^(passed|failed|unknown)$/],
  [/^cmi\.exit$/, /^(time-out|suspend|logout|normal|)$/],
  [/^cmi\.score\.(raw|min|max)$/, /^(100|[0-9]{1,2})(\.[0-9]{1,7})?$/],
  [/^cmi\.score\.scaled$/, /^(0|1)\.[0-9]{1,7}$/],
  [/^cmi\.session_time$/, TIMESPAN],
  [/^cmi\.interactions\.[0-9]+\.id$/, ID],
  [/^cmi\.interactions\.[0-9]+\.type$/, /^(true-false|choice|fill-in|matching|sequencing|numeric)$/],
  [/^cmi\.interactions\.[0-9]+\.timestamp$/, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.00Z$/],
  [/^cmi\.interactions\.[0-9]+\.latency$/, TIMESPAN],
  [/^cmi\.interactions\.[0-9]+\.learner_response$/, RESPONSE],
  [/^cmi\.interactions\.[0-9]+\.result$/, /^(correct|incorrect)$/],
];

/** Read back by the next session, but only after `exit` was `suspend`. */
const RESUMED = /^cmi\.(suspend_data|location|completion_status|success_status|score\.)/;

export interface Stored {
  values: Map<string, string>;
  exit: string;
}

export interface Session {
  api: Scorm2004Api;
  stored: Stored;
  /** Every call as `SetValue cmi.exit suspend`. */
  calls: string[];
}

export function newLearner(): Stored {
  return { values: new Map(), exit: "" };
}

export function launch(stored: Stored, given: Record<string, string> = {}): Session {
  const inner = new Scorm2004API({ autocommit: false, logLevel: 5 });
  const resumes = stored.exit === "suspend";
  const kept = resumes ? [...stored.values].filter(([element]) => RESUMED.test(element)) : [];
  inner.loadFromFlattenedJSON(
    {
      ...Object.fromEntries(kept),
      "cmi.entry": resumes ? "resume" : "ab-initio",
      "cmi.credit": "credit",
      "cmi.mode": "normal",
      ...given,
    },
    "",
  );
  const calls: string[] = [];
  const uncommitted = new Map<string, string>();
  let refusal = "0";

  function call(name: keyof Scorm2004Api, ...values: string[]): string {
    calls.push([name, ...values].join(" "));
    refusal = "0";
    return String((inner[name] as (...values: string[]) => unknown)(...values));
  }

  function keep(answer: string): string {
    if (answer !== "true") return answer;
    for (const [element, value] of uncommitted) {
      if (element === "cmi.exit") stored.exit = value;
      else stored.values.set(element, value);
    }
    uncommitted.clear();
    return answer;
  }

  const api: Scorm2004Api = {
    Initialize: (nothing) => call("Initialize", nothing),
    GetValue: (element) => call("GetValue", element),
    SetValue(element, value) {
      const rule = STRICT.find(([pattern]) => pattern.test(element));
      if (!rule || !rule[1].test(value)) {
        calls.push(`SetValue ${element} refused ${value}`);
        refusal = "406";
        return "false";
      }
      const answer = call("SetValue", element, value);
      if (answer === "true") uncommitted.set(element, value);
      return answer;
    },
    Commit: (nothing) => keep(call("Commit", nothing)),
    Terminate: (nothing) => keep(call("Terminate", nothing)),
    GetLastError: () => (refusal === "0" ? String(inner.GetLastError()) : refusal),
  };
  return { api, stored, calls };
}
