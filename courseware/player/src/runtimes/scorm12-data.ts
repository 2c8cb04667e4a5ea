/** Our values in the words and formats of SCORM 1.2's data model (RTE 3.4.2), and its in ours. */

import type { Answered } from "../runtime.ts";
import type { DataModel, Standing, Values } from "./scorm.ts";
import { type Kind, kindOf } from "./scorm-values.ts";

const STATUSES: readonly string[] = ["incomplete", "failed", "completed", "passed"];

export const SCORM12: DataModel = {
  mode: "cmi.core.lesson_mode",
  credit: "cmi.core.credit",
  entry: "cmi.core.entry",
  language: "cmi.student_preference.language",
  exit: "cmi.core.exit",
  sessionTime: "cmi.core.session_time",
  state: "cmi.suspend_data",
  location: "cmi.core.lesson_location",
  mostLocation: 255, // CMIString255
  rawScore: "cmi.core.score.raw",
  interactions: "cmi.interactions",
  vital: /^cmi\.(suspend_data|core\.(lesson_status|score\.))/,
  timespan,
  standing(get) {
    const status = get("cmi.core.lesson_status"); // `not attempted`, `browsed`: nothing reached
    return STATUSES.includes(status) ? (status as Standing) : null;
  },
  standingValues: (reached) => [["cmi.core.lesson_status", reached]],
  scoreValues: (percent) => [
    ["cmi.core.score.min", "0"],
    ["cmi.core.score.max", "100"],
    ["cmi.core.score.raw", String(percent)],
  ],
  interactionFields,
};

/** The interaction (3.4.2.3.7); the id first, since some LMSs know the rest by it. */
function interactionFields(answered: Answered, now: number): Values {
  const { question, type, response, correct, at, seconds } = answered;
  const kind = kindOf(type, response);
  return [
    ["id", question.replace(/[^A-Za-z0-9]/g, "_").slice(0, 255)],
    ["type", kind],
    ["time", timeOfDay(at ?? now)],
    ["student_response", studentResponse(kind, response)],
    ["result", correct ? "correct" : "wrong"],
    ["latency", timespan(seconds * 1000)],
  ];
}

/**
 * `a,c` for choices and for things in order, `1.b,2.a` for pairs, a number with a point, or plain
 * text on one line; at most 255 characters.
 */
function studentResponse(kind: Kind, response: string): string {
  const texts: Record<Kind, string> = {
    choice: [...response].join(","),
    sequencing: [...response].join(","),
    matching: response.replace(/(.)(.)(?=(.?))/g, (_, item, choice, more) =>
      `${item}.${choice}${more && ","}`,
    ),
    "true-false": response,
    numeric: response.replace(/\s/g, "").replace(",", "."),
    "fill-in": response.replace("|", " ").replace(/\s+/g, " ").trim(),
  };
  return texts[kind].slice(0, 255);
}

/** CMITimespan: HHHH:MM:SS.SS, at least two digits of hours, at most two decimals. */
export function timespan(ms: number): string {
  const hundredths = Math.min(Math.max(0, Math.round(ms / 10)), 9999 * 360_000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const seconds = `${two((hundredths / 100) % 60)}.${two(hundredths % 100)}`;
  const hours = two(hundredths / 360_000).padStart(4, "0");
  return `${hours}:${two((hundredths / 6000) % 60)}:${seconds}`;
}

/** CMITime: HH:MM:SS by the learner's own clock. */
function timeOfDay(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}
