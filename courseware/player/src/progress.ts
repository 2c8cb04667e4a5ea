/** How far a learner has come, from the state: what the LMS is told. */

import type { Assessment, Bundle } from "./bundle.ts";
import { isFor, placementTest, planOf } from "./plan.ts";
import type { Progress, Score } from "./runtime.ts";
import type { State } from "./state.ts";

/**
 * A course is completed when every lesson is seen and every pass test taken here is passed. A test
 * that the server holds is reported by the server.
 */
export function progress(bundle: Bundle, state: State): Progress {
  const plan = planOf(bundle, state, placementResult(bundle, state));
  const lessons = bundle.lessons.filter((lesson) => isFor(lesson, plan));
  const lessonsDone = lessons.filter(({ number }) => state.seen.has(number)).length;
  const tests = bundle.assessments.filter(
    ({ kind, mode, renewal }) => kind === "pass" && mode === "local" && !renewal,
  );
  const score = scoreOf(tests, state);
  return {
    completed: lessonsDone === lessons.length && (tests.length === 0 || !!score?.passed),
    at: placeOf(bundle, state.at),
    lessonsDone,
    lessons: lessons.length,
    score,
    attemptsRemain: tests.every(
      (test) => state.tests.get(test.number)?.best?.passed || attemptsLeft(test, state) > 0,
    ),
  };
}

/** The best result of a placement test taken here, in per cent; null before there is one. */
function placementResult(bundle: Bundle, state: State): number | null {
  const test = placementTest(bundle);
  const best = test && state.tests.get(test.number)?.best;
  return best ? Math.floor(best.earned / best.possible) : null;
}

/** How many more times the test may be started; one in progress has been started. */
export function attemptsLeft({ attempts, number }: Assessment, state: State): number {
  return attempts === null
    ? Infinity
    : Math.max(0, attempts - (state.tests.get(number)?.attempts ?? 0));
}

/** The one score of the course: of its pass test, or of all of them when there are several. */
function scoreOf(tests: readonly Assessment[], state: State): Score | null {
  const results = tests.flatMap(({ number }) => state.tests.get(number)?.best ?? []);
  if (results.length === 0 || results.length < tests.length) return null;
  const hundredths = results.reduce((sum, { earned }) => sum + earned, 0);
  const possible = results.reduce((sum, result) => sum + result.possible, 0);
  return {
    earned: hundredths / 100,
    possible,
    percent: Math.floor(hundredths / possible),
    passed: results.every(({ passed }) => passed),
  };
}

function placeOf({ lessons, assessments }: Bundle, number: number | null): string {
  return [...lessons, ...assessments].find((place) => place.number === number)?.id ?? "";
}
