/**
 * Which lessons this learner takes: those of a staff group, on a learning path.
 * `courseware/plan.py` goes by the same rules.
 */

import type { Assessment, Bundle, LearningPath, Lesson, Line, Section, StaffGroup } from "./bundle.ts";
import type { State } from "./state.ts";

export interface Plan {
  group: StaffGroup | null;
  path: LearningPath | null;
  /** The shortest path that the learner may take; null where the course has none. */
  shortest: LearningPath | null;
}

/** `placement`: the best result of the placement test in per cent, null before there is one. */
export function planOf(bundle: Bundle, state: State, placement: number | null): Plan {
  const { paths } = bundle;
  const group = groupOf(bundle, state);
  const wanted = paths.findIndex(({ number }) => number === state.path);
  const test = placementTest(bundle);
  const shortest = test ? paths.indexOf(placed(bundle, test, placement ?? 0)) : 0;
  const known = wanted !== -1 || (test !== null && placement !== null);
  return {
    group,
    path: known ? paths[Math.max(wanted, shortest)]! : null,
    shortest: paths[shortest] ?? null,
  };
}

/** Whether the plan has the lesson. Who has not chosen yet is shown everything. */
export function isFor(lesson: Lesson, { group, path }: Plan): boolean {
  const groupFits = lesson.groups.length === 0 || !group || lesson.groups.includes(group.id);
  return groupFits && (lesson.paths.length === 0 || !path || lesson.paths.includes(path.id));
}

/** Whether groups are asked different questions. */
export function asksGroup({ draws }: Assessment): boolean {
  return (draws ?? []).some(({ groups }) => groups?.length);
}

/** What the test asks somebody of that group; everything before the learner has said which. */
export function linesFor({ draws }: Assessment, group: StaffGroup | null): Line[] {
  return (draws ?? []).filter(
    ({ groups }) => !groups?.length || !group || groups.includes(group.id),
  );
}

export function questionCount(assessment: Assessment, group: StaffGroup | null): number {
  if (!group || !asksGroup(assessment)) return assessment.questionCount;
  return linesFor(assessment, group).reduce((sum, { count }) => sum + count, 0);
}

/** The topics where every question must be right, of those that somebody of the group is asked. */
export function mustBeRight(assessment: Assessment, group: StaffGroup | null): string[] {
  if (!asksGroup(assessment)) return assessment.allRight;
  const asked = linesFor(assessment, group).map(({ topic }) => topic);
  return assessment.allRight.filter((topic) => asked.includes(topic));
}

/** The sections that take a share of their points, of those that somebody of the group is asked. */
export function sectionsFor(assessment: Assessment, group: StaffGroup | null): Section[] {
  const asked = linesFor(assessment, group).map(({ topic }) => topic);
  return assessment.sections.filter(({ topics }) => topics.some((topic) => asked.includes(topic)));
}

export function groupOf({ groups }: Bundle, state: State): StaffGroup | null {
  return groups.find(({ number }) => number === state.group) ?? null;
}

/** Whether the learner has something to choose before the course can begin. */
export function isOpen(bundle: Bundle, plan: Plan): boolean {
  return (bundle.groups.length > 0 && !plan.group) || (bundle.paths.length > 0 && !plan.path);
}

export function placementTest(bundle: Bundle): Assessment | null {
  return bundle.assessments.find(({ kind }) => kind === "placement") ?? null;
}

/** The shortest path that a result of the placement test opens. */
export function placed({ paths }: Bundle, test: Assessment, percent: number): LearningPath {
  const reached = test.thresholds.filter((each) => percent >= each.percent);
  const path = paths.find(({ id }) => reached.some((each) => each.path === id));
  return path ?? paths[paths.length - 1]!;
}
