/**
 * What one answer is worth, in practice and in packages. Where the course is served the server
 * decides (`courseware/scoring.py`); `tests/vectors/scoring.json` holds both to the same.
 *
 * A response is one string: an option id (`b`), the ids of all ticked options (`acd`), `t` or `f`,
 * the ids of things in the order given (`cab`), each matched thing followed by its choice (`1b2a`),
 * a typed number, followed by `|` and a unit's id where the unit is chosen (`2,5|ml`), or a time
 * (`13.45`). The response to a case is those of its parts with `_` between (`b_2,5_t`). `""` is no
 * answer.
 */

import type { Part, Unit, Variant } from "./bundle.ts";
import {
  absolute,
  add,
  compare,
  decimal,
  divide,
  multiply,
  type Rational,
  subtract,
  MOST_TYPED,
  typedClock,
  typedNumber,
  whole,
  ZERO,
} from "./numbers.ts";

export interface Verdict {
  correct: boolean;
  /** Points, exact. */
  earned: Rational;
  possible: number;
  /** Of a number; null where nothing was answered or no unit is chosen. */
  valueCorrect: boolean | null;
  unitCorrect: boolean | null;
  /** Which of the question's known mistakes the answer is, counted from 0. */
  mistake: number | null;
  /** Of a case, what each part is worth. */
  parts?: Verdict[];
}

/** The responses to a case's parts; none of them where the text is no answer to the case. */
export function partsOf({ parts = [] }: { parts?: unknown[] }, response: string): string[] {
  const given = response.split("_");
  return given.length === parts.length ? given : parts.map(() => "");
}

/**
 * The response of a number field; `unit` is null where the unit is not chosen. What no number has
 * in it becomes `?` where it could not be sent; what is too long stays no number when it is cut.
 */
export function numberResponse(typed: string, unit: string | null): string {
  const characters = [
    ...typed
      .trim()
      .replace(/[\u00a0\u2009\u202f]/g, " ")
      .replace(/[|_\p{C}]|[^\S ]/gu, "?"),
  ];
  const cut = characters.slice(0, MOST_TYPED - 1).join("");
  const number = characters.length > MOST_TYPED ? `${cut}?` : characters.join("");
  if (unit === null) return number;
  return number || unit ? `${number}|${unit}` : "";
}

/** `variant`: which variant of a calculation was asked, null for the other types. */
export function score(question: Part, variant: number | null, response: string): Verdict {
  if (question.type === "case") return caseVerdict(question, variant, response);
  if (response === "") return allOrNothing(question, false);
  switch (question.type) {
    case "single":
      return allOrNothing(question, rightOptions(question).includes(response));
    case "multiple":
      return ticks(question, response);
    case "true-false":
      return allOrNothing(question, response === (question.answer ? "t" : "f"));
    case "ordering":
      return order(question, response);
    case "matching":
    case "label":
      return matches(question, response);
    case "numeric": {
      const { absolute: fixed, relative } = question.tolerance ?? { absolute: "0", relative: "0" };
      const key = decimal(question.value ?? "");
      const share = multiply(decimal(relative), absolute(key));
      const allowed = compare(decimal(fixed), share) > 0 ? decimal(fixed) : share;
      return number(question, { key, allowed, mistakes: [] }, response);
    }
    case "calculation": {
      const { answer, mistakes } = shownVariant(question, variant);
      if (question.as === "yes-no") {
        return allOrNothing(question, response === (answer === "1" ? "t" : "f"));
      }
      if (question.as === "clock") return time(question, answer, mistakes, response);
      return number(question, { key: decimal(answer), allowed: ZERO, mistakes }, response);
    }
  }
}

/** Right when every part is; every part earns its own points. */
function caseVerdict(question: Part, variant: number | null, response: string): Verdict {
  const given = partsOf(question, response);
  const parts = (question.parts ?? []).map((part, at) => score(part, variant, given[at] ?? ""));
  return {
    ...allOrNothing(question, false),
    correct: parts.every(({ correct }) => correct),
    earned: total(parts),
    parts,
  };
}

function time(
  question: Part,
  answer: string,
  mistakes: Variant["mistakes"],
  response: string,
): Verdict {
  const minutes = typedClock(response);
  const correct = minutes === Number(answer);
  const known = mistakes.findIndex((value) => value !== null && minutes === Number(value));
  const mistake = correct || known === -1 ? null : known;
  return { ...allOrNothing(question, correct), valueCorrect: correct, mistake };
}

function allOrNothing(question: Part, correct: boolean): Verdict {
  return {
    correct,
    earned: correct ? whole(question.points) : ZERO,
    possible: question.points,
    valueCorrect: null,
    unitCorrect: null,
    mistake: null,
  };
}

function rightOptions(question: Part): string[] {
  return (question.options ?? []).filter(({ correct }) => correct).map(({ id }) => id);
}

/** Every right tick counts up and every wrong one down, never below nothing. */
function ticks(question: Part, response: string): Verdict {
  const right = new Set(rightOptions(question));
  const all = new Set((question.options ?? []).map(({ id }) => id));
  const ticked = [...response];
  const genuine = new Set(ticked).size === ticked.length && ticked.every((id) => all.has(id));
  const hits = ticked.filter((id) => right.has(id)).length;
  const misses = ticked.length - hits;
  if (!genuine || !question.partial || (hits === right.size && !misses)) {
    return allOrNothing(question, genuine && hits === right.size && !misses);
  }
  return part(question, Math.max(0, hits - misses), right.size);
}

function part(question: Part, right: number, of: number): Verdict {
  const earned = { n: BigInt(question.points * right), d: BigInt(of) };
  return { ...allOrNothing(question, right === of), earned };
}

/** Every thing must be there once; in part, each right step from one to the next counts. */
function order(question: Part, response: string): Verdict {
  const right = (question.options ?? []).map(({ id }) => id);
  const genuine = [...response].sort().join() === [...right].sort().join();
  if (!genuine || !question.partial) return allOrNothing(question, response === right.join(""));
  const steps = right.slice(1).filter((id, index) => response.includes(right[index] + id));
  return part(question, steps.length, right.length - 1);
}

/** The choice given to each thing that has one; null where the text is no such answer. */
export function matched(question: Part, response: string): Map<string, string> | null {
  const given = new Map<string, string>();
  for (let at = 0; at < response.length; at += 2) {
    given.set(response[at] ?? "", response[at + 1] ?? "");
  }
  const genuine = [...given].every(
    ([item, choice]) =>
      question.items?.some(({ id }) => id === item) &&
      question.options?.some(({ id }) => id === choice),
  );
  return genuine && 2 * given.size === response.length ? given : null;
}

function matches(question: Part, response: string): Verdict {
  const items = question.items ?? [];
  const given = matched(question, response);
  const right = items.filter(({ id, choice }) => given?.get(id) === choice).length;
  return question.partial
    ? part(question, right, items.length)
    : allOrNothing(question, right === items.length);
}

interface Key {
  key: Rational;
  allowed: Rational;
  mistakes: (string | null)[];
}

function number(question: Part, { key, allowed, mistakes }: Key, response: string): Verdict {
  const choices = question.unitChoices ?? [];
  const bar = choices.length && response.includes("|") ? response.indexOf("|") : response.length;
  const chosen = choices.find(({ id }) => id === response.slice(bar + 1)) ?? null;
  const face = typedNumber(response.slice(0, bar));
  const quantity = choices.length ? inUnit(face, chosen, question.unit ?? null) : face;

  const within = (value: Rational | null): boolean =>
    value !== null && compare(absolute(subtract(value, key)), allowed) <= 0;
  const valueCorrect = within(quantity) || within(face);
  const unitCorrect = choices.length
    ? within(quantity) || (chosen !== null && chosen.id === question.unit?.id)
    : null;
  const known = mistakes.findIndex(
    (value) =>
      value !== null &&
      [face, quantity].some((typed) => typed && compare(typed, decimal(value)) === 0),
  );
  return {
    ...allOrNothing(question, valueCorrect && unitCorrect !== false),
    valueCorrect,
    unitCorrect,
    mistake: valueCorrect || known === -1 ? null : known,
  };
}

/** The amount in the key's unit; null where the units do not compare. */
function inUnit(amount: Rational | null, chosen: Unit | null, key: Unit | null): Rational | null {
  if (!amount || !chosen || !key || chosen.dimension !== key.dimension) return null;
  return divide(multiply(amount, decimal(chosen.factor)), decimal(key.factor));
}

function shownVariant(question: Part, index: number | null): Variant {
  const variant = index === null ? undefined : question.variants?.[index];
  if (!variant) throw new Error(`the calculation ${question.id} is scored without its variant`);
  return variant;
}

/** The sum of what was earned. */
export function total(verdicts: readonly Verdict[]): Rational {
  return verdicts.reduce((sum, { earned }) => add(sum, earned), ZERO);
}
