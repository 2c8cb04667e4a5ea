/** Our values in the words and formats of SCORM 2004's data model (4th edition, RTE 4.2). */

import type { Answered } from "../runtime.ts";
import type { DataModel, Standing, Values } from "./scorm.ts";
import { interactionType, learnerResponse } from "./scorm2004-interactions.ts";

/** `completion_status` and `success_status` of each standing. */
const STATUSES: Record<Standing, Values> = {
  incomplete: [["cmi.completion_status", "incomplete"]],
  failed: [
    ["cmi.completion_status", "incomplete"],
    ["cmi.success_status", "failed"],
  ],
  completed: [["cmi.completion_status", "completed"]],
  passed: [
    ["cmi.completion_status", "completed"],
    ["cmi.success_status", "passed"],
  ],
};

export const SCORM2004: DataModel = {
  mode: "cmi.mode",
  credit: "cmi.credit",
  entry: "cmi.entry",
  language: "cmi.learner_preference.language",
  exit: "cmi.exit",
  sessionTime: "cmi.session_time",
  state: "cmi.suspend_data",
  location: "cmi.location",
  mostLocation: 1000, // 4.2.13
  rawScore: "cmi.score.raw",
  interactions: "cmi.interactions",
  vital: /^cmi\.(suspend_data|(completion|success)_status|score\.)/,
  timespan,
  standing,
  standingValues: (reached) => STATUSES[reached],
  scoreValues,
  interactionFields,
};

function standing(get: (element: string) => string): Standing | null {
  const success = get("cmi.success_status");
  if (success === "passed" || success === "failed") return success;
  const completion = get("cmi.completion_status");
  return completion === "completed" || completion === "incomplete" ? completion : null;
}

/** Moodle grades by `raw` alone, others by `scaled`; four decimals, since some refuse `1e-7`. */
function scoreValues(percent: number): Values {
  return [
    ["cmi.score.min", "0"],
    ["cmi.score.max", "100"],
    ["cmi.score.raw", String(percent)],
    ["cmi.score.scaled", (percent / 100).toFixed(4)],
  ];
}

/** The id first, then the type: the other fields hang on them (4.2.9). */
function interactionFields(answered: Answered, now: number): Values {
  const { question, correct, at, seconds } = answered;
  const response = learnerResponse(answered);
  return [
    ["id", question.replace(/[^A-Za-z0-9]/g, "_")],
    ["type", interactionType(answered)],
    ["timestamp", timestamp(at ?? now)],
    ...(response === "" ? [] : ([["learner_response", response]] as Values)),
    ["result", correct ? "correct" : "incorrect"],
    ["latency", timespan(seconds * 1000)],
  ];
}

/** timeinterval(second,10,2): `PT1H2M3.45S`. */
export function timespan(ms: number): string {
  const hundredths = Math.max(0, Math.round(ms / 10));
  const hours = Math.floor(hundredths / 360_000);
  const minutes = Math.floor(hundredths / 6000) % 60;
  return `PT${hours}H${minutes}M${((hundredths % 6000) / 100).toFixed(2)}S`;
}

/** time(second,10,0) with two decimals, which Moodle wants where there is a zone. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}.00Z`;
}
