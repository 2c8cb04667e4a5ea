/**
 * The port between the player and whatever it runs in. The player asks for no LMS by name: it
 * loads and saves one state text, reports progress, and asks whether a test is held elsewhere.
 */

import type { Assessment, Lang, PublicMatch, QuestionType, Text } from "./bundle.ts";

export interface Runtime {
  /** False where nobody stores what the learner does (no LMS found, storage refused): say so. */
  readonly tracked: boolean;
  /** Review, browsing or a teacher's preview: everything may be tried, nothing is stored. */
  readonly readOnly: boolean;
  /** What the learner would read, the dearest first; a course has not every language. */
  readonly learnerLanguages: readonly Lang[];
  /** The state text as stored last, null for a newcomer. */
  load(): Promise<string | null>;
  /**
   * Resolves when this state or a later one is stored. Rejects only when it never will be:
   * `SessionEnded`, or the text is too long. A failure on the way shows as `offline` in `watch`.
   */
  save(state: string): Promise<void>;
  /** Tell the LMS how far the learner has come; resolves and rejects as `save` does. */
  report(progress: Progress): Promise<void>;
  /** Keep for the LMS's reports what was answered in a test that just ended. */
  record(answered: readonly Answered[]): Promise<void>;
  /** The test as the server holds it; null: take it here (`localTest`). */
  test(assessment: Assessment): Test | null;
  /** Only where what learners think of the course can be kept without their names. */
  readonly evaluation?: Evaluation;
  /** Hear how storing goes, first the present value. One listener: the line that shows it. */
  watch(listener: (connection: Connection) => void): void;
  /** Store at once what waits: the page is hidden and may not come back, or the network has. */
  flush(): void;
  /** Last words, on `pagehide`. Only the first call does anything. */
  close(): void;
}

export interface Evaluation {
  /** This learner has answered before: nobody counts twice. */
  sent: boolean;
  /** Option ids by question id; resolves when they are counted. */
  send(chosen: Record<string, string>): Promise<void>;
}

/**
 * saved: everything is stored · saving: on its way · offline: not stored yet, kept here and tried
 * again · ended: the session is over and nothing more can be stored until the learner opens the
 * course again.
 */
export type Connection = "saved" | "saving" | "offline" | "ended";

export interface Progress {
  /** Everything that the course asks for is done. */
  completed: boolean;
  /** Id of the lesson or assessment where the learner is, `""` at the start. */
  at: string;
  lessonsDone: number;
  lessons: number;
  /** The best result of the pass test taken here; null before one has ended. */
  score: Score | null;
  /** No pass test stands failed with all its attempts used. */
  attemptsRemain: boolean;
}

/** Points; `percent` is rounded down, so that 79.9 never shows as 80. */
export interface Score {
  earned: number;
  possible: number;
  percent: number;
  passed: boolean;
}

/** One answered question of a test, for the LMS's report. */
export interface Answered {
  question: string;
  type: QuestionType;
  response: string;
  correct: boolean;
  /** When it was answered last, in milliseconds since 1970; null when in an earlier session. */
  at: number | null;
  /** How long the learner spent on it in this session. */
  seconds: number;
}

/** A test that somebody else draws, times and scores: the server, or `localTest`. */
export interface Test {
  /**
   * Start, or go on with the one started; `Refused` when it may not be started now.
   * `code`: what the learner typed where an invigilator holds the test.
   * `group`: the id of the staff group whose questions it is to have, where that matters.
   */
  open(code?: string, group?: string): Promise<TestView>;
  /** The clock as it is now: somebody may have been given more time. Null where it never moves. */
  time(): Promise<TestTime | null>;
  /** Resolves when the server has it; kept and tried again meanwhile, the last answer wins. */
  answer(position: number, response: string): Promise<void>;
  mark(position: number, marked: boolean): Promise<void>;
  /** Sends the answers still waiting, then hands in. A second call gives the same result. */
  submit(): Promise<TestResult>;
}

export interface TestTime {
  /** ISO times by the server's clock. */
  deadline: string | null;
  now: string;
}

export interface TestView extends TestTime {
  attempt: string;
  items: PublicItem[];
  /** One per item, `""` where unanswered. */
  responses: string[];
  marked: boolean[];
  /** ISO times by the server's clock. */
  startedAt: string;
  submitted: boolean;
  /** Practice questions that wait until it is handed in, as a server says. */
  closed?: string[];
}

/** A question without its key, its tolerance or its feedback. */
export interface PublicItem extends PublicPart {
  position: number;
  marked?: boolean;
}

export interface PublicPart {
  type: QuestionType;
  textHtml: Text;
  pictureHtml?: Text;
  /** In the order drawn; `label`, plain text, where they are chosen from a list. */
  options?: { id: string; html?: Text; label?: Text }[];
  /** matching and label */
  items?: PublicMatch[];
  unit?: { label: Text } | null;
  unitChoices?: { id: string; label: Text }[];
  /** calculation; a number where it is left out */
  as?: "clock" | "yes-no";
  /** case */
  parts?: PublicPart[];
}

export interface TestResult {
  earned: number;
  possible: number;
  percent: number;
  passed: boolean;
  topics: { topic: string; title: Text; earned: number; possible: number }[];
  /** Parts of the test, and how many per cent of their points each takes. */
  sections: { title: Text; percent: number; needed: number }[];
  delivery: Delivery;
  submittedAt: string;
}

/** Whether the LMS has the result. `none`: this placement has no grade. */
export type Delivery = "waiting" | "sent" | "refused" | "none";

/** The session is over; the learner opens the course again from the LMS. */
export class SessionEnded extends Error {}

/**
 * An LMS opened the course in a way that it cannot be used in. spent: this opening was used before ·
 * refused: the LMS does not let the course in, or does not say what it must.
 */
export class NotLaunched extends Error {
  readonly why: "spent" | "refused";

  constructor(why: "spent" | "refused") {
    super(`the launch is ${why}`);
    this.why = why;
  }
}

/** One thing to mend; `where` and `mend` may be empty. */
export interface Problem {
  where: string;
  what: string;
  mend: string;
}

/** The server said no, in the learner's language, and what to do next. */
export class Refused extends Error {
  readonly code: string;
  readonly mend: string;
  /** For the person who can look in the log. */
  readonly correlation: string;
  /** One by one, where there are several things to mend. */
  readonly problems: Problem[];

  constructor(
    code: string,
    message: string,
    mend: string,
    correlation: string,
    problems: Problem[] = [],
  ) {
    super(message);
    this.code = code;
    this.mend = mend;
    this.correlation = correlation;
    this.problems = problems;
  }
}
