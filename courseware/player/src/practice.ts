/**
 * A practice: rounds without end, each drawn from a seed that the state keeps.
 *
 * What went wrong earlier comes more often. The draw itself knows nothing of that: many rounds
 * are drawn, and the one that holds most of the missed questions is taken. So a round resumed on
 * another machine is the same round, and nothing more than its seed is stored. A round that has
 * ended stays in the state until the next one starts, and with it what was missed.
 *
 * Closed questions (`closed.ts`) stay in their round and are passed over.
 */

import { finish, start, type Underway, underway } from "./attempts.ts";
import type { Assessment, Bundle } from "./bundle.ts";
import { question } from "./forms.ts";
import type { Learner } from "./learner.ts";
import { score } from "./scoring.ts";

const ROUNDS_DRAWN = 120;

export interface Round extends Underway {
  /** The places of the questions that are shown, in order. */
  shown: number[];
}

type Closed = ReadonlySet<string>;

/** The round under way or ended last. */
export function presentRound(
  bundle: Bundle,
  assessment: Assessment,
  learner: Learner,
  closed: Closed,
): Round | null {
  const round = underway(bundle, assessment, learner.state);
  return round && without(closed, round);
}

export function isEnded({ current, shown }: Round): boolean {
  return shown.every((position) => current.responses[position] !== "");
}

/** Where to go on: the first of the shown without an answer. */
export function firstOpen({ current, shown }: Round): number {
  return Math.max(
    0,
    shown.findIndex((position) => current.responses[position] === ""),
  );
}

/** Null where the pool has no question to practise. */
export function newRound(
  bundle: Bundle,
  assessment: Assessment,
  learner: Learner,
  closed: Closed,
  random: () => number,
  now: Date,
): Round | null {
  const missed = missedQuestions(bundle, assessment, learner, closed);
  const worth = ({ items, shown }: Round): number =>
    shown.length + shown.filter((at) => missed.has(items[at]!.question)).length;
  const draw = (): Round => {
    const scratch = { ...learner.state, tests: new Map(learner.state.tests) };
    return without(closed, start(bundle, assessment, scratch, now.getTime(), random));
  };
  const anyWillDo = missed.size === 0 && closed.size === 0;
  const rounds = Array.from({ length: anyWillDo ? 1 : ROUNDS_DRAWN }, draw);
  const round = rounds.reduce((best, next) => (worth(next) > worth(best) ? next : best));
  if (round.shown.length === 0) return null;
  learner.change((state) => {
    const last = presentRound(bundle, assessment, learner, closed);
    if (last && isEnded(last)) finish(bundle, assessment, state);
    const { attempts, best } = learner.test(assessment.number);
    state.tests.set(assessment.number, { attempts, best, current: round.current });
  });
  return round;
}

function without(closed: Closed, { current, items }: Underway): Round {
  const shown = [...items.keys()].filter((at) => !closed.has(items[at]!.question));
  return { current, items, shown };
}

export function answerPractice(
  learner: Learner,
  round: Round,
  position: number,
  response: string,
): void {
  learner.change(() => {
    round.current.responses[position] = response;
  });
}

/** Questions of the pool that were wrong in the last round or in a lesson, and are not closed. */
export function missedQuestions(
  bundle: Bundle,
  assessment: Assessment,
  learner: Learner,
  closed: Closed,
): Set<string> {
  const round = presentRound(bundle, assessment, learner, closed);
  const inRound = (round?.items ?? []).filter((item, position) => {
    const response = round?.current.responses[position] ?? "";
    return response !== "" && !isRight(bundle, item.question, item.variant, response);
  });
  const inLessons = (assessment.pool ?? []).filter((id) => {
    const check = learner.state.checks.get(question(bundle, id).number);
    return check !== undefined && !isRight(bundle, id, check.variant, check.response);
  });
  const missed = [...inRound.map((item) => item.question), ...inLessons];
  return new Set(missed.filter((id) => !closed.has(id)));
}

function isRight(bundle: Bundle, id: string, variant: number | null, response: string): boolean {
  const asked = question(bundle, id);
  // A changed course may have fewer variants than when the lesson's question was answered.
  const known = asked.variants === undefined || asked.variants[variant ?? -1] !== undefined;
  return known && score(asked, variant, response).correct;
}
