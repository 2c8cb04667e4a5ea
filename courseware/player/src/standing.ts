/** What counts in this course and how the learner stands in it. */

import type { Assessment } from "./bundle.ts";
import { placementTest } from "./plan.ts";
import type { Delivered, Player, Underway } from "./player.ts";
import type { Route } from "./route.ts";
import type { Delivery, TestResult } from "./runtime.ts";

export interface TestStanding {
  assessment: Assessment;
  /** Null before the first time. */
  best: { percent: number; passed: boolean } | null;
  /** Whether the LMS has it; null where nobody tells. */
  delivery: { state: Delivery; sentAt: Date | null } | null;
}

export interface Standing {
  lessonsDone: number;
  lessons: number;
  tests: TestStanding[];
  done: boolean;
}

export function standing(player: Player): Standing {
  const { pages, learner } = player;
  const lessonsDone = pages.lessons.filter(({ number }) => learner.state.seen.has(number)).length;
  const tests = pages.assessments
    .filter(({ kind, renewal }) => kind === "pass" && !renewal)
    .map((assessment) => testStanding(player, assessment));
  return {
    lessonsDone,
    lessons: pages.lessons.length,
    tests,
    done: lessonsDone === pages.lessons.length && tests.every(({ best }) => best?.passed),
  };
}

/** Where the learner left off, or what is left after it, or before it; null when all is done. */
export function nextLeft(player: Player): Route | null {
  const { pages, learner } = player;
  const { seen, at } = learner.state;
  const lessons = pages.lessons.map(({ number }) => ({ number, left: !seen.has(number) }));
  const unread = lessons.some(({ left }) => left);
  const open = standing(player).tests.filter(
    ({ assessment, best }) => !best?.passed && !(unread && assessment.terms?.requiresCompleted),
  );
  // The placement test comes before the course: whoever was there last has left off nowhere in it.
  const tests = pages.assessments.filter(({ kind }) => kind !== "placement");
  const order = [
    ...lessons,
    ...tests.map(({ number }) => ({
      number,
      left: open.some(({ assessment }) => assessment.number === number),
    })),
  ];
  const here = Math.max(
    0,
    order.findIndex(({ number }) => number === at),
  );
  const next = [...order.slice(here), ...order].find(({ left }) => left);
  return (next && pages.numbered(next.number)) ?? null;
}

/** The best result of the placement test, in per cent; null before there is one. */
export function placementPercent(player: Player): number | null {
  const test = placementTest(player.bundle);
  return (test && testStanding(player, test).best?.percent) ?? null;
}

export function testStanding(player: Player, assessment: Assessment): TestStanding {
  if (assessment.mode === "remote") {
    const result = player.surroundings.results.find((entry) => entry.assessment === assessment.id);
    if (!result) return { assessment, best: null, delivery: null };
    return {
      assessment,
      best: { percent: share(result.earned, result.possible), passed: result.passed },
      delivery: {
        state: result.delivery,
        sentAt: result.sentAt === null ? null : new Date(result.sentAt),
      },
    };
  }
  const { best } = player.learner.test(assessment.number);
  const { delivers } = player.surroundings;
  const { reportedAt } = player.learner;
  return {
    assessment,
    best: best && { percent: share(best.earned, best.possible * 100), passed: best.passed },
    delivery:
      best && delivers && reportedAt !== null ? { state: "sent", sentAt: reportedAt } : null,
  };
}

/** The test as far as the learner has come in it; null when there is none to go on with. */
export function underway(player: Player, assessment: Assessment): Underway | null {
  const { id, number, mode } = assessment;
  const sitting = player.sittings.get(id);
  if (sitting) {
    if (sitting.result || sitting.refusal) return null;
    return { assessment: id, answered: sitting.answered, of: sitting.view.items.length };
  }
  if (mode === "remote") {
    return player.surroundings.underway.find((entry) => entry.assessment === id) ?? null;
  }
  const { current } = player.learner.test(number);
  if (!current) return null;
  const answered = current.responses.filter((response) => response !== "").length;
  return { assessment: id, answered, of: current.responses.length };
}

/** Takes a result just handed in into account; the better one stands, as on the server. */
export function noteResult(player: Player, assessment: Assessment, result: TestResult): void {
  const { results } = player.surroundings;
  const { earned, possible, passed, delivery } = result;
  const now: Delivered = {
    assessment: assessment.id,
    earned,
    possible,
    passed,
    delivery,
    sentAt: null,
  };
  const at = results.findIndex((entry) => entry.assessment === assessment.id);
  const before = results[at];
  const rank = (entry: Delivered): number => (entry.passed ? 2 : 0) + entry.earned / entry.possible;
  if (!before) results.push(now);
  else if (rank(now) >= rank(before)) results[at] = now;
}

/** Percent, rounded down; the small step up forgives what floating point took away. */
function share(earned: number, possible: number): number {
  return possible === 0 ? 0 : Math.floor((100 * earned) / possible + 1e-9);
}
