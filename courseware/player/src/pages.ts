/** The order of a course's pages: chapters, each with a closing page, then the tests, the end. */

import type { Assessment, Bundle, Chapter, Lesson, Text } from "./bundle.ts";
import { address, type Route } from "./route.ts";

/** What this learner was sent to: one test, one chapter, or (both null) the whole course. */
export interface Scope {
  assessment: string | null;
  chapter: string | null;
}

export interface Pages {
  chapters: Chapter[];
  lessons: Lesson[];
  assessments: Assessment[];
  lesson(id: string): Lesson | undefined;
  chapter(id: string): Chapter | undefined;
  chapterOf(lesson: Lesson): Chapter | undefined;
  assessment(id: string): Assessment | undefined;
  /** The page after or before this one in the course's order; null at the ends. */
  step(from: Route, by: 1 | -1): Route | null;
  /** The lesson or assessment of a register number, as stored in the state. */
  numbered(number: number): Route | null;
}

export function coursePages(bundle: Bundle, scope: Scope): Pages {
  const one = scope.assessment !== null;
  const chapters = one
    ? []
    : bundle.chapters.filter(({ id }) => scope.chapter === null || id === scope.chapter);
  const byId = new Map(bundle.lessons.map((lesson) => [lesson.id, lesson]));
  const lessons = chapters.flatMap((chapter) =>
    chapter.lessons.flatMap((id) => byId.get(id) ?? []),
  );
  const assessments = bundle.assessments.filter(
    ({ id }) => (scope.chapter === null || one) && (!one || id === scope.assessment),
  );
  const order: Route[] = [
    ...(one ? [] : [{ page: "home" } as const]),
    ...chapters.flatMap((chapter): Route[] => [
      ...chapter.lessons.map((id) => ({ page: "lesson", id }) as const),
      { page: "chapter", id: chapter.id },
    ]),
    ...assessments.map(({ id }) => ({ page: "test", id, step: "intro" }) as const),
    { page: "end" },
  ];
  const addresses = order.map(address);
  return {
    chapters,
    lessons,
    assessments,
    lesson: (id) => lessons.find((lesson) => lesson.id === id),
    chapter: (id) => chapters.find((chapter) => chapter.id === id),
    chapterOf: (lesson) => chapters.find((chapter) => chapter.lessons.includes(lesson.id)),
    assessment: (id) => assessments.find((assessment) => assessment.id === id),
    step(from, by) {
      const here = from.page === "test" ? { ...from, step: "intro" as const } : from;
      const at = addresses.indexOf(address(here));
      return at === -1 ? null : (order[at + by] ?? null);
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
