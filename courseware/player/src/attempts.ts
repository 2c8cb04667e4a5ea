/** Starting and ending a test that is taken here, practice or pass test, in the state. */

import type { Assessment, Bundle, FormItem } from "./bundle.ts";
import { formItems, newForm, stamp } from "./forms.ts";
import { groupOf } from "./plan.ts";
import { grade, hundredths, type Outcome } from "./grading.ts";
import type { Best, Current, State, TestState } from "./state.ts";

/** More are not counted: they take two characters of the state. */
const MOST_ATTEMPTS = 36 ** 2 - 1;

/** A test in progress and the questions in it. */
export interface Underway {
  current: Current;
  items: FormItem[];
}

/** The attempt in progress; null where there is none or the course has changed under it. */
export function underway(bundle: Bundle, assessment: Assessment, state: State): Underway | null {
  const current = state.tests.get(assessment.number)?.current;
  if (!current) return null;
  const items = formItems(bundle, assessment, groupOf(bundle, state), current.form);
  const same = current.stamp === stamp(bundle, items) && current.responses.length === items.length;
  return same && items.length ? { current, items } : null;
}

/** Begin a new attempt in `state`. `now`: milliseconds; `random`: numbers in [0, 1). */
export function start(
  bundle: Bundle,
  assessment: Assessment,
  state: State,
  now: number,
  random: () => number,
): Underway {
  const group = groupOf(bundle, state);
  const form = newForm(assessment, group, random);
  const items = formItems(bundle, assessment, group, form);
  const current: Current = {
    form,
    stamp: stamp(bundle, items),
    started: Math.floor(now / 1000),
    marked: new Set(),
    responses: items.map(() => ""),
  };
  state.tests.set(assessment.number, { ...testState(assessment, state), current });
  return { current, items };
}

/** End the attempt in progress: count it, keep the best result, forget the answers. */
export function finish(bundle: Bundle, assessment: Assessment, state: State): Outcome {
  const open = underway(bundle, assessment, state);
  if (!open) throw new Error(`no attempt at ${assessment.id} is in progress`);
  const outcome = grade(bundle, assessment, open.items, open.current.responses);
  const { attempts, best } = testState(assessment, state);
  const earned = hundredths(outcome.earned);
  const ended = { earned, possible: outcome.possible, passed: outcome.passed };
  state.tests.set(assessment.number, {
    attempts: Math.min(MOST_ATTEMPTS, attempts + 1),
    best: best && !better(ended, best) ? best : ended,
    current: null,
  });
  return outcome;
}

function testState({ number }: Assessment, state: State): TestState {
  return state.tests.get(number) ?? { attempts: 0, best: null, current: null };
}

/** A pass stands above every fail; then the share of the points counts. */
function better(one: Best, other: Best): boolean {
  if (one.passed !== other.passed) return one.passed;
  return one.earned * other.possible > other.earned * one.possible;
}
