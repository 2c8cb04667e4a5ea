/**
 * The questions that wait while the learner is in the middle of a test that asks them: a practice
 * or a lesson would tell their answers.
 */

import { underway } from "./attempts.ts";
import type { Bundle } from "./bundle.ts";
import type { Player } from "./player.ts";
import type { State } from "./state.ts";

export function closedQuestions(player: Player): ReadonlySet<string> {
  const { bundle, learner, surroundings } = player;
  return new Set([...surroundings.closed, ...closedHere(bundle, learner.state)]);
}

/** Those of a test that is taken here: its form lies in the state. */
export function closedHere(bundle: Bundle, state: State): string[] {
  return bundle.assessments
    .filter(({ kind, mode }) => kind !== "practice" && mode === "local")
    .flatMap((assessment) => underway(bundle, assessment, state)?.items ?? [])
    .map(({ question }) => question);
}

/** Whether a test that the server holds may ask what is practised here. */
export function mayClose(bundle: Bundle): boolean {
  return bundle.assessments.some(({ mode, practised }) => mode === "remote" && practised === true);
}
