/**
 * The player's whole input, as `courseware/bundle.py` writes it. Nothing here is checked again:
 * the page and its bundle are built together and named by one hash.
 */

export type Lang = "nb" | "nn" | "en";

/** One text in the languages of its course; names that end in `Html` hold sanitised HTML. */
export type Text = Partial<Record<Lang, string>>;

export interface Bundle {
  format: 1;
  course: Course;
  chapters: Chapter[];
  lessons: Lesson[];
  groups: StaffGroup[];
  /** From the shortest to the longest. */
  paths: LearningPath[];
  /** The practice banks only, with their keys; a certify bank is never in a bundle. */
  questions: Question[];
  assessments: Assessment[];
  /** Of the files that the course shows; a tool of before has none. */
  credits?: Credit[];
  /** What those who are through are asked about the course; a tool of before asks nothing. */
  evaluation?: Opinion[];
}

export interface Course {
  id: string;
  version: string;
  hash: string;
  title: Text;
  languages: Lang[];
  language: Lang;
  minutes: number;
  /** Approved by nobody yet: the player says so on every page. */
  draft: boolean;
  /** The localization's names and contacts are invented. */
  example: boolean;
  /** The localization's title, `"Tinn kommune"`, or `""` for the shared course. */
  owner: string;
  licence: string;
  rightsHolder: string;
  /** `#rrggbb`, the municipality's colour. */
  accent: string | null;
  /** A package leaves the certifying test out; the learner takes it where the course is served. */
  certifyingTestElsewhere?: boolean;
}

/** Files of the course that one rights holder gives on one licence. */
export interface Credit {
  rightsHolder: string;
  licence: string;
  files: string[];
}

export interface Opinion {
  id: string;
  text: Text;
  options: { id: string; text: Text }[];
}

export interface Chapter {
  id: string;
  title: Text;
  lessons: string[];
}

export interface StaffGroup {
  id: string;
  number: number;
  title: Text;
}

export interface LearningPath {
  id: string;
  number: number;
  title: Text;
  description: Text;
}

export interface Lesson {
  id: string;
  number: number;
  title: Text;
  minutes: number;
  /** Only for these; empty for everybody. */
  groups: string[];
  paths: string[];
  html: Text;
  /** The questions inside the lesson, in order. */
  checks: string[];
  checklists: { id: string; size: number }[];
}

export type QuestionType =
  | "single"
  | "multiple"
  | "true-false"
  | "numeric"
  | "ordering"
  | "matching"
  | "label"
  | "calculation"
  | "case";

export interface Question extends Part {
  number: number;
  topic: string;
  critical: boolean;
}

/** What a question and a part of a case have in common. */
export interface Part {
  id: string;
  type: QuestionType;
  points: number;
  /** A calculation's text keeps its `{name}` placeholders; the variant fills them. */
  textHtml: Text;
  feedbackHtml: Text;
  /** An image, shown above the answer. */
  pictureHtml?: Text;
  /** In the order written; of an ordering, the right one. Of matching, what to choose from. */
  options?: Option[];
  /** matching and label: what is to be given one of the options */
  items?: Item[];
  shuffle?: boolean;
  partial?: boolean;
  /** true-false */
  answer?: boolean;
  /** numeric, a decimal with a point */
  value?: string;
  tolerance?: { absolute: string; relative: string };
  unit?: Unit | null;
  unitChoices?: Unit[];
  /** calculation */
  mistakes?: { feedbackHtml: Text }[];
  /** Of a case, with the numbers of its text; its parts have the answers, one for each. */
  variants?: Variant[];
  /** A number where it is left out. */
  as?: "clock" | "yes-no";
  /** The answer is chosen among the right one and the mistakes. */
  choose?: boolean;
  /** case */
  parts?: Part[];
}

/** `correct` and `feedbackHtml` of choices only; `label` is plain text, for a list of choices. */
export interface Option {
  id: string;
  html?: Text;
  label?: Text;
  correct?: boolean;
  feedbackHtml?: Text;
}

export interface PublicMatch {
  id: string;
  html: Text;
  /** label: where on the picture, in per cent from its left and its top */
  x?: number;
  y?: number;
}

export interface Item extends PublicMatch {
  /** The id of the right option. */
  choice: string;
  feedbackHtml: Text;
}

export interface Unit {
  id: string;
  /** The short form, such as `ml`. */
  label: Text;
  /** Behind an amount of one, where it is another word. */
  one?: Text;
  dimension: string;
  factor: string;
}

export interface Variant {
  /** Written the Norwegian way, ready to show. */
  values: Record<string, string>;
  answer: string;
  mistakes: (string | null)[];
}

export interface Assessment {
  id: string;
  number: number;
  kind: "practice" | "pass" | "placement";
  title: Text;
  introHtml: Text;
  /** `remote`: drawn and scored where the course is served; the player holds no key. */
  mode: "local" | "remote";
  /** Of the group that is asked most; see `plan.questionCount`. */
  questionCount: number;
  minutes: number | null;
  attempts: number | null;
  percent: number | null;
  allRight: string[];
  criticalRight: boolean;
  /** Parts that take a share of their own points. */
  sections: Section[];
  topics?: Record<string, Text>;
  /** remote: when and how it may be started */
  terms?: Terms;
  /** remote: it draws from a practice bank too, so a practice may hold what it asks */
  practised?: boolean;
  /** placement: from how many per cent a path is open */
  thresholds: { path: string; percent: number }[];
  /** practice: the questions to practise from */
  pool?: string[];
  draws?: Line[];
  /** A shorter test for whoever renews a certificate. */
  renewal?: boolean;
  /** local pass test: forms drawn at build time, one per try; by staff group, else under `""` */
  forms?: Record<string, FormItem[][]>;
}

export interface Section {
  title: Text;
  topics: string[];
  percent: number;
}

/** What a test asks of one topic. */
export interface Line {
  topic: string;
  count: number;
  /** Only for these; left out or empty for everybody. */
  groups?: string[];
}

export interface Terms {
  waitHours: number | null;
  requiresCompleted: boolean;
  /** 0 is Monday; times as `08:00`, in Norway. Empty for always. */
  open: { days: number[]; first: string; last: string }[];
  sessionCode: boolean;
}

export interface FormItem {
  question: string;
  /** An index into the question's `variants`. */
  variant: number | null;
  /**
   * The option ids in the order to show them, as one string; `""` where there are none. Of a case,
   * those of each part with `_` between.
   */
  options: string;
}
