/** What every page works with. `app.ts` makes the one there is. */

import type { Bundle, Text } from "./bundle.ts";
import type { Learner } from "./learner.ts";
import type { Pages } from "./pages.ts";
import type { Plan } from "./plan.ts";
import type { Route } from "./route.ts";
import type { Delivery, Runtime } from "./runtime.ts";
import type { Sitting } from "./sitting.ts";
import type { Words } from "./texts.ts";

export interface Player {
  readonly bundle: Bundle;
  /** What the learner has chosen to take. */
  readonly plan: Plan;
  readonly pages: Pages;
  readonly runtime: Runtime;
  readonly learner: Learner;
  readonly surroundings: Surroundings;
  /** The player's words in the learner's language; changes when the learner switches. */
  readonly words: Words;
  /** Chosen but not yet answered, by question; a language switch builds the page anew. */
  readonly drafts: Map<string, string>;
  /** Tests opened since the page was loaded, by assessment. */
  readonly sittings: Map<string, Sitting>;
  /** A course text in the learner's language. */
  text(text: Text): string;
  go(route: Route): void;
  /** Builds the present page anew, as after a change that its parts cannot follow. */
  refresh(): void;
  /** Says a sentence to screen readers without moving the focus. */
  announce(sentence: string): void;
}

/** Where the player stands, as far as the page knows; nulls where it does not. */
export interface Surroundings {
  /** The LMS's name; null where nobody told. */
  platform: string | null;
  returnUrl: string | null;
  /** Whether the LMS wants its whole window back, or the frame that the course is in. */
  returnsTo: "_top" | "_self";
  /** Reports reach an LMS: what was reported may be said to be sent. */
  delivers: boolean;
  results: Delivered[];
  /** Tests that the server held open when the page was loaded. */
  underway: Underway[];
  /** Asks the server anew, while a result is on its way; null where there is no server. */
  askResults: (() => Promise<Delivered[]>) | null;
  /** Questions that wait for a test of the server's to be handed in, as it said last. */
  closed: string[];
  /** Asks that anew: the test may be open in another tab. Null where no server's test does it. */
  askClosed: (() => Promise<string[]>) | null;
}

/** A result that the server holds, and whether the LMS has it. */
export interface Delivered {
  assessment: string;
  earned: number;
  possible: number;
  passed: boolean;
  delivery: Delivery;
  sentAt: string | null;
}

/** A test in the middle of which the learner left. */
export interface Underway {
  assessment: string;
  answered: number;
  of: number;
}

/** One page as a view builds it. */
export interface View {
  /** Of the browser's tab. */
  title: string;
  content: HTMLElement;
  /** `room`: the pass test, without menu and progress; `cover`: the page is the contents itself. */
  kind?: "room" | "cover";
  /** Called once when the learner goes to another page. */
  leave?: () => void;
}
