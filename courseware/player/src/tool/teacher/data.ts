/** What the server says about a placement and the people in it. */

import type { Lang } from "../../bundle.ts";
import type { Delivery } from "../../runtime.ts";
import type { Http } from "../../runtimes/http.ts";
import type { Say, Texts } from "../say.ts";

export interface Results {
  language: Lang;
  texts: Texts;
  course: { title: string; version: string };
  draft: boolean;
  lessons: number;
  /** Title of the test that counts; null where there is none. */
  test: string | null;
  /** How many times it may be taken; null without a limit. */
  attempts: number | null;
  /** The course asks what learners think of it. */
  evaluated: boolean;
  /** The link has a grade at all. */
  graded: boolean;
  platform: string;
  /** What the visitor may do here. */
  acts: string[];
  members: { offered: boolean; readAt: string | null; whole: boolean };
  /** Those of the LMS course who have not opened this yet. */
  unopened: { id: string; name: string | null }[];
  people: Person[];
}

export interface Person {
  id: string;
  name: string | null;
  lastAt: string;
  lessonsSeen: number;
  lessons: number;
  completedAt: string | null;
  percent: number | null;
  passed: boolean | null;
  attempts: number;
  inTest: boolean;
  hasLeft: boolean;
  delivery: Delivery;
  sentAt: string | null;
  reason: string | null;
  nextTryAt: string | null;
}

/** What every part of the teacher's page works with. `again` fetches and draws everything anew. */
export interface Page {
  api: Http;
  words: Say;
  results: Results;
  again: (said?: string) => void;
  broken: (error: unknown) => HTMLElement;
}

export const may = (page: Page, act: string): boolean => page.results.acts.includes(act);
