/** What an LMS says, in our words, and the kinds of interaction that both generations know. */

import type { Lang, QuestionType } from "../bundle.ts";
import { typedNumber } from "../numbers.ts";

export type Kind = "choice" | "true-false" | "sequencing" | "matching" | "numeric" | "fill-in";

export function kindOf(type: QuestionType, response: string): Kind {
  if (type === "single" || type === "multiple") return "choice";
  if (type === "true-false" || type === "matching") return type;
  if (type === "label") return "matching";
  if (type === "ordering") return "sequencing";
  return typedNumber(response) ? "numeric" : "fill-in";
}

export function score(text: string): number | null {
  return /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : null;
}

/** Null where the LMS does not take interactions. */
export function count(text: string): number | null {
  return /^[0-9]+$/.test(text) ? Number(text) : null;
}

/** Those of a list with commas that we speak: `nb`, `nb-NO`, `no` or `norsk` as LMSs write it. */
export function languages(text: string): Lang[] {
  return text.split(",").flatMap((each) => language(each.trim()) ?? []);
}

function language(text: string): Lang | null {
  const [tag = ""] = text.toLowerCase().split(/[-_]/);
  if (/^(no|nb|nor|norsk|bokmål)$/.test(tag)) return "nb";
  if (/^(nn|nynorsk)$/.test(tag)) return "nn";
  return /^(en|english)$/.test(tag) ? "en" : null;
}
