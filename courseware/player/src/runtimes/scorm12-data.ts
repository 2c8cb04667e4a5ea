/** Our values in the words and formats of SCORM 1.2's data model (RTE 3.4.2), and its in ours. */

import type { Lang, QuestionType } from "../bundle.ts";
import { typedNumber } from "../numbers.ts";
import type { Answered, Progress } from "../runtime.ts";

const STATUSES = ["incomplete", "failed", "completed", "passed"] as const;
type Status = (typeof STATUSES)[number];

/**
 * `failed` only when no attempt remains: LMSs count it as finished and lock the course. A course
 * without a test of its own is completed by reading.
 */
export function statusOf({ completed, score, attemptsRemain }: Progress): Status {
  if (score?.passed) return "passed";
  if (score && !attemptsRemain) return "failed";
  return completed ? "completed" : "incomplete";
}

/** What is reached is never taken back. -1 for `not attempted`, `browsed` and anything unknown. */
export function rank(status: string): number {
  return STATUSES.indexOf(status as Status);
}

/** The interaction (3.4.2.3.7); the id first, since some LMSs know the rest by it. */
export function interactionFields(answered: Answered, now: number): [string, string][] {
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

export type Kind = "choice" | "true-false" | "sequencing" | "matching" | "numeric" | "fill-in";

export function kindOf(type: QuestionType, response: string): Kind {
  if (type === "single" || type === "multiple") return "choice";
  if (type === "true-false" || type === "matching") return type;
  if (type === "label") return "matching";
  if (type === "ordering") return "sequencing";
  return typedNumber(response) ? "numeric" : "fill-in";
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

export function score(text: string): number | null {
  return /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : null;
}

/** Null where the LMS does not take interactions. */
export function count(text: string): number | null {
  return /^[0-9]+$/.test(text) ? Number(text) : null;
}

/** `nb`, `nb-NO`, `no` or `norsk` as LMSs write it. */
export function language(text: string): Lang | null {
  const [tag = ""] = text.toLowerCase().split(/[-_]/);
  if (/^(no|nb|nor|norsk|bokmål)$/.test(tag)) return "nb";
  if (/^(nn|nynorsk)$/.test(tag)) return "nn";
  return /^(en|english)$/.test(tag) ? "en" : null;
}
