/** What an answer lacks before it can be judged, in the words that the learner is told it in. */

import { MOST_TYPED, typedClock, typedNumber } from "./numbers.ts";
import type { PublicPart } from "./runtime.ts";
import { partsOf } from "./scoring.ts";
import type { Key } from "./texts.ts";

/** What the learner has to do before the answer counts as one; null when nothing. */
export function whatIsMissing(item: PublicPart, response: string): Key | null {
  if (item.parts) {
    const given = partsOf(item, response);
    const missing = item.parts.map((part, at) => whatIsMissing(part, given[at] ?? ""));
    return missing.some((key) => key !== null) ? "answer.parts" : null;
  }
  if (item.type === "ordering") return response === "" ? "answer.order" : null;
  if (item.items) return response.length < 2 * item.items.length ? "answer.all" : null;
  const typed = item.type === "numeric" || item.type === "calculation";
  if (!typed || item.options || item.as === "yes-no") return response === "" ? "answer.choose" : null;
  const [number = "", unit = ""] = response.split("|");
  if (number === "") return item.as === "clock" ? "answer.clock.type" : "answer.type";
  return unreadable(item, number) ?? (item.unitChoices && unit === "" ? "answer.unit" : null);
}

/** Why what was typed is no number, or no time; null when it is one, or when nothing was typed. */
export function unreadable({ as }: PublicPart, typed: string): Key | null {
  const text = typed.trim();
  if (text === "") return null;
  if (as === "clock") return typedClock(text.replaceAll(":", ".")) === null ? "answer.clock.bad" : null;
  if (text.length > MOST_TYPED) return "answer.long";
  return typedNumber(text) === null ? "answer.bad" : null;
}
