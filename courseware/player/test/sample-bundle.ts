/** A small course: two lessons, every type of question, a practice and a pass test. */

import type { Assessment, Bundle, FormItem, Question } from "../src/bundle.ts";

const TEXT = { nb: "?", nn: "?" };

function question(number: number, id: string, rest: Partial<Question>): Question {
  return {
    id,
    number,
    type: "single",
    topic: "plikt",
    critical: false,
    points: 1,
    textHtml: TEXT,
    feedbackHtml: TEXT,
    ...rest,
  };
}

function options(right: string, all = "abc"): Question["options"] {
  return [...all].map((id) => ({
    id,
    html: TEXT,
    correct: right.includes(id),
    feedbackHtml: {},
  }));
}

const ML = { id: "ml", label: { nb: "ml" }, dimension: "volume", factor: "1" };
const LITRE = { id: "l", label: { nb: "l" }, dimension: "volume", factor: "1000" };

export const QUESTIONS: Question[] = [
  question(10, "kollega", { options: options("b"), shuffle: true, critical: true }),
  question(11, "hva-omfattes", {
    type: "multiple",
    options: options("ab", "abcd"),
    shuffle: true,
    partial: true,
  }),
  question(12, "etter-slutt", { type: "true-false", answer: true }),
  question(13, "mikstur", {
    type: "numeric",
    topic: "regning",
    value: "2.5",
    tolerance: { absolute: "0", relative: "0" },
    unit: ML,
    unitChoices: [ML, LITRE],
  }),
  question(14, "tabletter", {
    type: "calculation",
    topic: "regning",
    unit: null,
    variants: [
      { values: { D: "10" }, answer: "2", mistakes: [] },
      { values: { D: "15" }, answer: "3", mistakes: [] },
      { values: { D: "20" }, answer: "4", mistakes: [] },
    ],
  }),
];

const ASSESSMENT: Assessment = {
  id: "ovelse",
  number: 20,
  kind: "practice",
  title: TEXT,
  introHtml: TEXT,
  mode: "local",
  questionCount: 4,
  minutes: null,
  attempts: null,
  percent: null,
  allRight: [],
  criticalRight: false,
  sections: [],
  thresholds: [],
};

export const PRACTICE: Assessment = {
  ...ASSESSMENT,
  pool: QUESTIONS.map(({ id }) => id),
  draws: [
    { topic: "plikt", count: 2 },
    { topic: "regning", count: 2 },
  ],
};

export const FORMS: FormItem[][] = [
  [
    { question: "kollega", variant: null, options: "bca" },
    { question: "hva-omfattes", variant: null, options: "abcd" },
    { question: "tabletter", variant: 1, options: "" },
  ],
  [
    { question: "kollega", variant: null, options: "acb" },
    { question: "mikstur", variant: null, options: "" },
    { question: "tabletter", variant: 2, options: "" },
  ],
];

export const PASS: Assessment = {
  ...ASSESSMENT,
  id: "prove",
  number: 21,
  kind: "pass",
  questionCount: 3,
  minutes: 30,
  attempts: 2,
  percent: 60,
  criticalRight: true,
  sections: [],
  topics: { plikt: { nb: "Plikt" } },
  forms: { "": FORMS },
};

export function sampleBundle(change: Partial<Bundle> = {}): Bundle {
  return {
    format: 1,
    course: {
      id: "eksempel",
      version: "1.0.0",
      hash: "ab12",
      title: TEXT,
      languages: ["nb", "nn"],
      language: "nb",
      minutes: 10,
      draft: false,
      example: false,
      owner: "",
      licence: "CC-BY-4.0",
      rightsHolder: "Eksempel kommune",
      accent: null,
    },
    chapters: [{ id: "en", title: TEXT, lessons: ["plikt", "meld-fra"] }],
    lessons: [
      {
        id: "plikt",
        number: 1,
        title: TEXT,
        minutes: 4,
        groups: [],
        paths: [],
        html: TEXT,
        checks: ["kollega", "hva-omfattes", "mikstur", "tabletter"],
        checklists: [],
      },
      {
        id: "meld-fra",
        number: 2,
        title: TEXT,
        minutes: 3,
        groups: [],
        paths: [],
        html: TEXT,
        checks: [],
        checklists: [
          { id: "for", size: 2 },
          { id: "etter", size: 16 },
        ],
      },
    ],
    groups: [],
    paths: [],
    questions: QUESTIONS,
    evaluation: [],
    assessments: [PRACTICE, PASS],
    ...change,
  };
}
