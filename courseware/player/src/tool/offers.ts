/** What the server says can be picked (`GET /api/deep-link`), and finding in it. */

import type { Lang } from "../bundle.ts";
import type { Texts } from "./say.ts";

export interface Offers {
  language: Lang;
  texts: Texts;
  /** The platform takes LTI links at all. */
  accepts: boolean;
  multiple: boolean;
  /** The platform takes columns for the gradebook. */
  columns: boolean;
  platform: string;
  /** The one that the courses are told in; null for the shared edition. */
  localization: string | null;
  /** The deployment's own. */
  default: string | null;
  localizations: Localization[];
  /** Workplaces that are in use already. */
  units: string[];
  courses: Course[];
}

export interface Localization {
  /** `region` or `region/municipality` */
  id: string;
  title: string;
  example: boolean;
  /** The courses that it is there for. */
  courses: string[];
}

export interface Course {
  id: string;
  version: string;
  title: string;
  description: string;
  language: Lang;
  languages: Lang[];
  /** Null where it is shared, also where the municipality asked for has no edition of it. */
  localization: string | null;
  draft: boolean;
  keywords: string[];
  bundle: string;
  media: string;
  /** The whole course first. */
  parts: Part[];
}

export interface Part {
  kind: "course" | "chapter" | "placement" | "practice" | "pass";
  chapter: string | null;
  assessment: string | null;
  title: string;
  minutes: number | null;
  lessons: number;
  questions: number;
  /** Nobody starts it before the course's lessons have been read. */
  lessonsFirst: boolean;
  /** It has a test whose own questions only those who take it see. */
  secret: boolean;
  scoredBy: "test" | "lessons" | null;
  /** ISO time of the first opening in this LMS course. */
  usedHere: string | null;
  usedElsewhere: number;
}

/** The part of a course, for life: what was ticked is found again in another edition. */
export function key(course: Course, part: Part): string {
  return [course.id, part.chapter ?? "", part.assessment ?? ""].join("/");
}

/**
 * The parts of a course that a search leaves: those whose titles it speaks of, else all of them
 * where it speaks of the course.
 */
export function found(course: Course, search: string): Part[] {
  const wanted = words(search);
  const named = course.parts.filter(
    ({ kind, title }) =>
      kind !== "course" &&
      wanted.some((word) => holds(title, word)) &&
      wanted.every((word) => holds(`${course.title} ${title}`, word)),
  );
  if (named.length > 0) return named;
  const about = [course.title, course.description, ...course.keywords].join(" ");
  return matches(about, search) ? course.parts : [];
}

/** Every word of the search stands in the text, in any order. */
export function matches(text: string, search: string): boolean {
  return words(search).every((word) => holds(text, word));
}

function words(search: string): string[] {
  return search.split(/\s+/).filter((word) => word !== "");
}

function holds(text: string, word: string): boolean {
  return text.toLocaleLowerCase("nb").includes(word.toLocaleLowerCase("nb"));
}
