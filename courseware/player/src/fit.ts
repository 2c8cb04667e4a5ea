/**
 * Keeps the state within the room that the LMS gives. The state of the course as it stands always
 * fits (`courseware/state_budget.py` proves it for every release); what an older or newer version
 * of the course left behind is kept as long as there is room for it too.
 */

import { underway } from "./attempts.ts";
import type { Assessment, Bundle, Part, Question } from "./bundle.ts";
import { question } from "./forms.ts";
import { MOST_TYPED } from "./numbers.ts";
import { encode, type State } from "./state.ts";

/** SCORM 1.2, CMIString4096: the least that any of our runtimes must hold. */
export const MOST_STATE = 4096;

export function encodeToFit(state: State, bundle: Bundle): string {
  const all = encode(state);
  return all.length <= MOST_STATE ? all : encode(known(state, bundle));
}

/** The part of the state that belongs to this version of the course. */
export function known(state: State, bundle: Bundle): State {
  const lessons = new Map(bundle.lessons.map((lesson) => [lesson.number, lesson]));
  const assessments = new Map(bundle.assessments.map((test) => [test.number, test]));
  const asked = new Set(bundle.lessons.flatMap((lesson) => lesson.checks));
  const checks = new Map(
    bundle.questions.filter(({ id }) => asked.has(id)).map((check) => [check.number, check]),
  );
  const tests = only(state.tests, (_, number) => assessments.has(number));
  return {
    language: state.language,
    at: state.at !== null && (lessons.has(state.at) || assessments.has(state.at)) ? state.at : null,
    seen: new Set([...state.seen].filter((number) => lessons.has(number))),
    checks: only(state.checks, ({ variant, response }, number) => {
      const question = checks.get(number);
      return question !== undefined && suits(question, variant, response);
    }),
    boxes: only(state.boxes, (ticks, number) => {
      const lists = lessons.get(number)?.checklists ?? [];
      return ticks.length <= lists.length && ticks.every((bits, i) => bits < 2 ** lists[i]!.size);
    }),
    tests: new Map(
      [...tests].map(([number, test]) => {
        const current = fits(bundle, assessments.get(number)!, state) ? test.current : null;
        return [number, { ...test, current }];
      }),
    ),
    group: stillThere(state.group, bundle.groups),
    path: stillThere(state.path, bundle.paths),
  };
}

/** Whether the test in progress is one that could be started today. */
function fits(bundle: Bundle, assessment: Assessment, state: State): boolean {
  const open = underway(bundle, assessment, state);
  if (!open) return false;
  const { current, items } = open;
  return (
    [...current.marked].every((position) => position < items.length) &&
    items.every((item, position) =>
      suits(question(bundle, item.question), item.variant, current.responses[position] ?? ""),
    )
  );
}

function suits(asked: Question, variant: number | null, response: string): boolean {
  const shown = asked.variants
    ? variant !== null && variant < asked.variants.length
    : variant === null;
  return shown && response.length <= longestResponse(asked);
}

/** How many characters an answer to the question takes at most. */
export function longestResponse(question: Part): number {
  if (question.as === "yes-no") return 1;
  switch (question.type) {
    case "case":
      return (question.parts ?? []).reduce((sum, part) => sum + longestResponse(part) + 1, -1);
    case "single":
    case "true-false":
      return 1;
    case "multiple":
    case "ordering":
      return question.options?.length ?? 0;
    case "matching":
    case "label":
      return 2 * (question.items?.length ?? 0);
    case "numeric":
    case "calculation": {
      const units = (question.unitChoices ?? []).map(({ id }) => id.length + 1);
      return MOST_TYPED + Math.max(0, ...units);
    }
  }
}

/** The number, where something of the bundle still has it. */
function stillThere(number: number | null, known: { number: number }[]): number | null {
  return known.some((each) => each.number === number) ? number : null;
}

function only<T>(map: Map<number, T>, keep: (value: T, key: number) => boolean): Map<number, T> {
  return new Map([...map].filter(([key, value]) => keep(value, key)));
}
