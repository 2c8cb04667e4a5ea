/**
 * The order of a course's pages: the placement test, chapters, each with a closing page, then the
 * other tests, the end.
 */

import type { Assessment, Bundle, Chapter, Lesson, Text } from "./bundle.ts";
import { isFor, type Plan } from "./plan.ts";
import { address, type Route } from "./route.ts";

/** What this learner was sent to: one test, one chapter, or (both null) the whole course. */
export interface Scope {
  assessment: string | null;
  chapter: string | null;
  /** The learner may renew a certificate by the shorter test, here and now. */
  renews: boolean;
}

export function isWhole({ assessment, chapter }: Scope): boolean {
  return assessment === null && chapter === null;
}

export interface Pages {
  /** There are lessons to read: here or, where a test stands alone, behind another link. */
  reads: boolean;
  /** The one chapter that the learner was sent to, if that is all. */
  alone: Chapter | null;
  chapters: Chapter[];
  lessons: Lesson[];
  assessments: Assessment[];
  /** Also one that this learner need not take: other lessons may link to it. */
  lesson(id: string): Lesson | undefined;
  chapter(id: string): Chapter | undefined;
  chapterOf(lesson: Lesson): Chapter | undefined;
  assessment(id: string): Assessment | undefined;
  /** The page after or before this one in the course's order; null at the ends. */
  step(from: Route, by: 1 | -1): Route | null;
  /** The lesson or assessment of a register number, as stored in the state. */
  numbered(number: number): Route | null;
}

/** `plan`: what of the whole course this learner takes; a chapter is shown as it is. */
export function coursePages(bundle: Bundle, scope: Scope, plan: Plan): Pages {
  const one = scope.assessment !== null;
  const taken = bundle.lessons.filter((lesson) => !isWhole(scope) || isFor(lesson, plan));
  const byId = new Map(taken.map((lesson) => [lesson.id, lesson]));
  const chapters = one
    ? []
    : bundle.chapters
        .filter(({ id }) => scope.chapter === null || id === scope.chapter)
        .map((chapter) => ({ ...chapter, lessons: chapter.lessons.filter((id) => byId.has(id)) }))
        .filter(({ lessons }) => lessons.length > 0);
  const lessons = chapters.flatMap((chapter) =>
    chapter.lessons.flatMap((id) => byId.get(id) ?? []),
  );
  const assessments = bundle.assessments.filter(({ id, renewal }) =>
    renewal ? scope.renews : (scope.chapter === null || one) && (!one || id === scope.assessment),
  );
  const testPage = ({ id }: Assessment): Route => ({ page: "test", id, step: "intro" });
  const isFirst = ({ kind }: Assessment): boolean => kind === "placement";
  const order: Route[] = [
    ...(one ? [] : [{ page: "home" } as const]),
    ...assessments.filter(isFirst).map(testPage),
    ...chapters.flatMap((chapter): Route[] => [
      ...chapter.lessons.map((id) => ({ page: "lesson", id }) as const),
      { page: "chapter", id: chapter.id },
    ]),
    ...assessments.filter((test) => !isFirst(test)).map(testPage),
    { page: "end" },
  ];
  const addresses = order.map(address);
  return {
    reads: one || lessons.length > 0,
    alone: (scope.chapter !== null && chapters[0]) || null,
    chapters,
    lessons,
    assessments,
    lesson: (id) =>
      lessons.find((lesson) => lesson.id === id) ??
      (isWhole(scope) ? bundle.lessons.find((lesson) => lesson.id === id) : undefined),
    chapter: (id) => chapters.find((chapter) => chapter.id === id),
    chapterOf: (lesson) => chapters.find((chapter) => chapter.lessons.includes(lesson.id)),
    assessment: (id) => assessments.find((assessment) => assessment.id === id),
    step(from, by) {
      const here = from.page === "test" ? { ...from, step: "intro" as const } : from;
      const at = addresses.indexOf(address(here));
      if (at === -1) return by === 1 ? { page: "home" } : null;
      return order[at + by] ?? null;
    },
    numbered(number) {
      const lesson = lessons.find((candidate) => candidate.number === number);
      if (lesson) return { page: "lesson", id: lesson.id };
      const test = assessments.find((candidate) => candidate.number === number);
      return test ? { page: "test", id: test.id, step: "intro" } : null;
    },
  };
}

/** The title of a page that has one of its own; null for the player's own pages. */
export function titleOf(pages: Pages, route: Route): Text | null {
  switch (route.page) {
    case "lesson":
      return pages.lesson(route.id)?.title ?? null;
    case "test":
      return pages.assessment(route.id)?.title ?? null;
    default:
      return null;
  }
}
