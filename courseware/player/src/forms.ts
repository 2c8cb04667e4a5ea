/** Which questions a test taken here shows, in which variant and order. */

import type { Assessment, Bundle, FormItem, Part, Question, StaffGroup } from "./bundle.ts";
import { linesFor } from "./plan.ts";

/** Seeds of a practice lie below this, so that they take two characters of the state. */
const SEEDS = 36 ** 2;

/** Choose a form for a new attempt; `random` gives numbers in [0, 1). */
export function newForm(
  assessment: Assessment,
  group: StaffGroup | null,
  random: () => number,
): number {
  const forms = assessment.forms && formsFor(assessment.forms, group);
  return Math.floor(random() * (forms?.length ?? SEEDS));
}

/** The items of one form: drawn at build time for a pass test, from the seed for a practice. */
export function formItems(
  bundle: Bundle,
  assessment: Assessment,
  group: StaffGroup | null,
  form: number,
): FormItem[] {
  if (assessment.forms) return formsFor(assessment.forms, group)[form] ?? [];
  const random = seeded(form * 4099 + assessment.number);
  const pool = new Set((assessment.pool ?? []).map((id) => question(bundle, id)));
  return linesFor(assessment, group).flatMap(({ topic, count }) => {
    const offered = [...pool].filter((candidate) => candidate.topic === topic);
    const drawn = shuffled(offered, random).slice(0, count);
    drawn.forEach((taken) => pool.delete(taken)); // a topic may be drawn from twice
    return drawn.map((one) => item(one, random));
  });
}

/** None for somebody who has not said which group is theirs, where that matters. */
function formsFor(forms: Record<string, FormItem[][]>, group: StaffGroup | null): FormItem[][] {
  return forms[""] ?? forms[group?.id ?? ""] ?? [];
}

/** The one item that a question inside a lesson becomes; the same seed gives the same item. */
export function checkItem(question: Question, seed: number): FormItem {
  return item(question, seeded(seed * 4099 + question.number));
}

/**
 * Four characters that change when an answer to the form would mean something else: another
 * question, other numbers in it, other options. A mended sentence does not change them.
 */
export function stamp(bundle: Bundle, items: readonly FormItem[]): string {
  const meaning = items.map(({ question: id, variant, options }) => {
    const { variants, parts } = question(bundle, id);
    const values = variant === null ? null : (variants?.[variant]?.values ?? null);
    return parts ? [id, values, options, parts.map((part) => part.id)] : [id, values, options];
  });
  let hash = 0x811c9dc5; // FNV-1a
  for (const character of JSON.stringify(meaning)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return (hash % 36 ** 4).toString(36).padStart(4, "0");
}

export function question(bundle: Bundle, id: string): Question {
  const found = bundle.questions.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`the bundle has no question ${id}`);
  return found;
}

function item(question: Question, random: () => number): FormItem {
  return {
    question: question.id,
    variant: question.variants ? Math.floor(random() * question.variants.length) : null,
    options: optionOrder(question, random),
  };
}

function optionOrder(question: Part, random: () => number): string {
  const { type, options, shuffle, parts } = question;
  if (parts) return parts.map((part) => optionOrder(part, random)).join("_");
  const written = (options ?? []).map(({ id }) => id);
  const right = written.join("");
  if (type !== "ordering") return shuffle ? shuffled(written, random).join("") : right;
  // An ordering never begins as it should end: who has moved nothing has not answered.
  const mixed = shuffled(written, random).join("");
  return mixed === right ? mixed.slice(1) + mixed[0] : mixed;
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** Mulberry32: small, and the same numbers for the same seed in every browser. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
