/**
 * A practice: rounds without end, each drawn from a seed that the state keeps.
 *
 * What went wrong earlier comes more often. The draw itself knows nothing of that: several rounds
 * are drawn, and the one that holds most of the missed questions is taken. So a round resumed on
 * another machine is the same round, and nothing more than its seed is stored. A round that has
 * ended stays in the state until the next one starts, and with it what was missed.
 */

import { finish, start, type Underway, underway } from "./attempts.ts";
import type { Assessment, Bundle } from "./bundle.ts";
import { question } from "./forms.ts";
import type { Learner } from "./learner.ts";
import { score } from "./scoring.ts";

const ROUNDS_DRAWN = 24;

/** The round under way or ended last. */
export function presentRound(
  bundle: Bundle,
  assessment: Assessment,
  learner: Learner,
): Underway | null {
  return underway(bundle, assessment, learner.state);
}

export function isEnded({ current }: Underway): boolean {
  return current.responses.every((response) => response !== "");
}

/** Where to go on: the first position without an answer. */
export function firstOpen({ current }: Underway): number {
  return Math.max(0, current.responses.indexOf(""));
}

/** Null where the pool has no question to practise. */
export function newRound(
  bundle: Bundle,
  assessment: Assessment,
  learner: Learner,
  random: () => number,
  now: Date,
): Underway | null {
  const missed = missedQuestions(bundle, assessment, learner);
  const again = ({ items }: Underway): number =>
    items.filter((item) => missed.has(item.question)).length;
  const draw = (): Underway => {
    const scratch = { ...learner.state, tests: new Map(learner.state.tests) };
    return start(bundle, assessment, scratch, now.getTime(), random);
  };
  const rounds = Array.from({ length: missed.size > 0 ? ROUNDS_DRAWN : 1 }, draw);
  const round = rounds.reduce((best, next) => (again(next) > again(best) ? next : best));
  if (round.items.length === 0) return null;
  learner.change((state) => {
    const last = underway(bundle, assessment, state);
    if (last && isEnded(last)) finish(bundle, assessment, state);
    const { attempts, best } = learner.test(assessment.number);
    state.tests.set(assessment.number, { attempts, best, current: round.current });
  });
  return round;
}

export function answerPractice(
  learner: Learner,
  round: Underway,
  position: number,
  response: string,
): void {
  learner.change(() => {
    round.current.responses[position] = response;
  });
}

/** Questions of the pool that were wrong in the last round or in a lesson. */
export function missedQuestions(
  bundle: Bundle,
  assessment: Assessment,
  learner: Learner,
): Set<string> {
  const round = presentRound(bundle, assessment, learner);
  const inRound = (round?.items ?? []).filter((item, position) => {
    const response = round?.current.responses[position] ?? "";
    return response !== "" && !isRight(bundle, item.question, item.variant, response);
  });
  const inLessons = (assessment.pool ?? []).filter((id) => {
    const check = learner.state.checks.get(question(bundle, id).number);
    return check !== undefined && !isRight(bundle, id, check.variant, check.response);
  });
  return new Set([...inRound.map((item) => item.question), ...inLessons]);
}

function isRight(bundle: Bundle, id: string, variant: number | null, response: string): boolean {
  const asked = question(bundle, id);
  // A changed course may have fewer variants than when the lesson's question was answered.
  const known = asked.variants === undefined || asked.variants[variant ?? -1] !== undefined;
  return known && score(asked, variant, response).correct;
}
