/** One learner's result, as a teacher or the learner opens it from the platform's gradebook. */

import { type Child, h } from "../dom.ts";
import type { Lang } from "../bundle.ts";
import { icon } from "../icons.ts";
import { broken, connection, prepare } from "./page.ts";
import { type Say, say, type Texts } from "./say.ts";

interface Review {
  language: Lang;
  texts: Texts;
  course: { title: string; version: string };
  draft: boolean;
  platform: string;
  about: string;
  /** The learner looks. */
  own: boolean;
  /** The link is not to a test alone. */
  lessonsHere: boolean;
  person: { name: string | null; lastAt: string; lessonsSeen: number; lessons: number } | null;
  tries: Try[];
}

interface Try {
  test: string;
  number: number;
  startedAt: string;
  endedAt: string | null;
  byClock: boolean;
  earned: number | null;
  possible: number | null;
  percent: number | null;
  passed: boolean | null;
}

void open(document.getElementById("app") ?? document.body);

async function open(root: HTMLElement): Promise<void> {
  prepare();
  try {
    const review = await connection().get<Review>("review");
    const words = say(review.texts, review.language);
    document.documentElement.lang = review.language;
    root.replaceChildren(page(review, words));
    document.title = `${words("review.title")} – ${review.course.title}`;
  } catch (error) {
    console.error(error);
    root.replaceChildren(h("main", { class: "kp-main" }, broken(error)));
  }
}

function page(review: Review, words: Say): HTMLElement {
  const { about, course, draft, lessonsHere, own, person, tries } = review;
  const { title, version } = course;
  return h(
    "main",
    { class: "kt-results" },
    h(
      "div",
      { class: "kt-page" },
      h("h1", { tabindex: -1 }, own ? words("review.own") : (person?.name ?? words("person.unnamed", { id: about }))),
      h("p", { class: "kp-quiet" }, words("review.course", { title, version })),
      draft && h("p", { class: "kt-note" }, icon("warning"), words("draft")),
      ...(person
        ? [
            h("p", {}, words("review.last", { at: words.moment(person.lastAt) })),
            lessonsHere &&
              person.lessons > 0 &&
              h("p", {}, words("review.lessons", { some: person.lessonsSeen, all: person.lessons })),
            h("h2", {}, words("review.tries")),
            tries.length > 0 ? table(tries, words) : h("p", {}, words("review.none")),
          ]
        : [h("p", {}, words(own ? "review.nobody.you" : "review.nobody.they"))]),
    ),
  );
}

function table(tries: Try[], words: Say): HTMLElement {
  const cell = (label: string, content: Child): HTMLElement =>
    h("td", { role: "cell", "data-label": words(label) }, h("span", {}, content));
  return h(
    "table",
    { class: "kt-table", role: "table" },
    h(
      "thead",
      { role: "rowgroup" },
      h(
        "tr",
        { role: "row" },
        ["review.test", "review.number", "review.begun", "review.result"].map((label) =>
          h("th", { scope: "col", role: "columnheader" }, words(label)),
        ),
      ),
    ),
    h(
      "tbody",
      { role: "rowgroup" },
      tries.map((each) =>
        h(
          "tr",
          { role: "row" },
          h("th", { scope: "row", role: "rowheader" }, each.test),
          cell("review.number", String(each.number)),
          cell("review.begun", words.moment(each.startedAt)),
          cell("review.result", result(each, words)),
        ),
      ),
    ),
  );
}

/** Word and shape, never colour alone. */
function result(each: Try, words: Say): Child {
  if (each.percent === null) {
    return h("span", { class: "kt-status", "data-sign": "clock" }, icon("clock"), words("outcome.open"));
  }
  const sign = each.passed ? "right" : "wrong";
  const { percent, earned, possible } = each;
  return [
    h(
      "span",
      { class: "kt-status", "data-sign": sign },
      icon(sign),
      words(each.passed ? "outcome.passed" : "outcome.failed", { percent }),
    ),
    h("span", { class: "kp-quiet" }, words("review.points", { earned: earned ?? 0, possible: possible ?? 0 })),
    each.byClock && h("span", { class: "kp-quiet" }, words("review.clock")),
  ];
}
