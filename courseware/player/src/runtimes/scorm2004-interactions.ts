/**
 * Answers and their keys in the words of SCORM 2004 4th edition (RTE 4.2.9.1): delimiters are
 * `[,]`, `[.]` and `[:]`. Option ids are one letter or digit, which every LMS takes.
 */

import type { Part } from "../bundle.ts";
import { absolute, add, decimal, multiply, plain, subtract } from "../numbers.ts";
import type { Answered } from "../runtime.ts";
import { type Kind, kindOf } from "./scorm-values.ts";

/** Fill-in (4.2.9.1.3) takes 250 characters. */
const MOST_TEXT = 250;

/** `cmi.interactions.n.type` */
export function interactionType({ type, response }: Pick<Answered, "type" | "response">): Kind {
  return kindOf(type, response);
}

/** `cmi.interactions.n.learner_response` */
export function learnerResponse({ type, response }: Pick<Answered, "type" | "response">): string {
  const kind = kindOf(type, response);
  switch (kind) {
    case "choice":
    case "sequencing":
      return [...response].join("[,]");
    case "matching":
      return (response.match(/../g) ?? []).map((pair) => [...pair].join("[.]")).join("[,]");
    case "true-false":
      return response === "t" ? "true" : response === "f" ? "false" : "";
    case "numeric":
      return response.replace(/\s/g, "").replace(",", ".").replace("+", "");
    case "fill-in":
      return response.replace("|", " ").replace(/\s+/g, " ").trim().slice(0, MOST_TEXT);
  }
}

/**
 * `cmi.interactions.n.correct_responses.0.pattern`; null where one pattern cannot say what is right:
 * a unit that is chosen may be another with its number converted, and a case is its parts.
 */
export function correctPattern(question: Part, variant: number | null): string | null {
  const { type, options = [], items = [] } = question;
  switch (type) {
    case "single":
    case "multiple":
      return options
        .filter(({ correct }) => correct)
        .map(({ id }) => id)
        .join("[,]");
    case "ordering":
      return options.map(({ id }) => id).join("[,]");
    case "matching":
    case "label":
      return items.map(({ id, choice }) => `${id}[.]${choice}`).join("[,]");
    case "true-false":
      return String(question.answer === true);
    case "numeric": {
      const { absolute: fixed, relative } = question.tolerance ?? { absolute: "0", relative: "0" };
      const key = decimal(question.value ?? "0");
      const share = multiply(decimal(relative), absolute(key));
      const wider = subtract(share, decimal(fixed)).n > 0n ? share : decimal(fixed);
      return question.unitChoices ? null : range(subtract(key, wider), add(key, wider));
    }
    case "calculation": {
      const answer = question.variants?.[variant ?? -1]?.answer;
      if (answer === undefined || question.unitChoices || question.as === "clock") return null;
      if (question.as === "yes-no") return String(answer === "1");
      return `${answer}[:]${answer}`;
    }
    case "case":
      return null;
  }
}

function range(least: Parameters<typeof plain>[0], most: Parameters<typeof plain>[0]): string {
  return `${plain(least)}[:]${plain(most)}`;
}
