/** How everybody stands, as a table. */

import { type Child, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import type { Say } from "../say.ts";
import { type Filter, filtered } from "../table-filter.ts";
import type { Page, Person, Results } from "./data.ts";
import { grade, sendRefused } from "./grade.ts";
import { memberStrip, unopened } from "./members.ts";
import { status } from "./parts.ts";

export function resultsView(page: Page, said: string): HTMLElement {
  const { results, words } = page;
  const { people } = results;
  return h(
    "div",
    { class: "kt-page" },
    h(
      "header",
      { class: "kt-head" },
      h(
        "div",
        {},
        h("h1", { tabindex: -1 }, words("title")),
        h("p", { class: "kp-quiet" }, summary(results, words)),
      ),
      h(
        "button",
        { class: "ds-button", "data-variant": "tertiary", type: "button", onclick: () => page.again() },
        words("refresh"),
      ),
    ),
    h("p", { class: "kt-said", role: "status" }, said),
    memberStrip(page),
    sendRefused(page),
    results.draft && h("p", { class: "kt-note" }, icon("warning"), words("draft")),
    people.length === 0
      ? h("p", {}, words("empty"))
      : filtered({
          name: "results",
          label: words("filter.title"),
          choices: choices(page),
          rows: people,
          empty: words("filter.empty"),
          table: (shown) => table(page, shown),
        }),
    unopened(page),
  );
}

function table(page: Page, people: Person[]): HTMLElement {
  const { results, words } = page;
  const { test, lessons, graded } = results;
  const columns: [string, Child, boolean][] = [
    ["person", words("person.title"), false],
    ["last", words("last"), false],
    ...(lessons > 0 ? [["lessons", words("lessons"), true] as [string, Child, boolean]] : []),
    ...(test === null ? [] : [["test", test, false] as [string, Child, boolean]]),
    ...(graded ? [["grade", words("grade"), false] as [string, Child, boolean]] : []),
  ];
  const cell = (person: Person, key: string): Child => {
    switch (key) {
      case "person":
        return [
          person.name ?? words("person.unnamed", { id: person.id }),
          person.hasLeft && h("span", { class: "kp-quiet" }, words("person.left")),
        ];
      case "last":
        return words.moment(person.lastAt);
      case "lessons":
        return words("of", { some: person.lessonsSeen, all: person.lessons });
      case "test":
        return outcome(person, results, words);
      default:
        return grade(person, page);
    }
  };
  return h(
    "table",
    { class: "kt-table", role: "table" },
    h(
      "thead",
      { role: "rowgroup" },
      h(
        "tr",
        { role: "row" },
        columns.map(([, label, figure]) =>
          h("th", { scope: "col", role: "columnheader", class: figure && "kp-figure" }, label),
        ),
      ),
    ),
    h(
      "tbody",
      { role: "rowgroup" },
      people.map((person) =>
        h(
          "tr",
          { role: "row" },
          columns.map(([key, label, figure]) =>
            key === "person"
              ? h("th", { scope: "row", role: "rowheader" }, cell(person, key))
              : h(
                  "td",
                  {
                    role: "cell",
                    class: figure && "kp-figure",
                    "data-label": typeof label === "string" ? label : null,
                  },
                  h("span", {}, cell(person, key)),
                ),
          ),
        ),
      ),
    ),
  );
}

/** Whom the table can show: everybody, who has got there, who has not, whose grade has not arrived. */
function choices({ results, words }: Page): Filter<Person>["choices"] {
  const { test, graded } = results;
  const [reached, missing] = test === null ? ["done", "undone"] : ["passed", "unpassed"];
  const all = [
    { key: "all", holds: () => true },
    { key: reached, holds: (person: Person) => hasReached(person, test) },
    { key: missing, holds: (person: Person) => !hasReached(person, test) },
  ];
  const unsent = (person: Person): boolean => !["none", "sent"].includes(person.delivery);
  if (graded) all.push({ key: "unsent", holds: unsent });
  return all.map((each) => ({ ...each, label: words(`filter.${each.key}`) }));
}

const hasReached = (person: Person, test: string | null): boolean =>
  test === null ? person.completedAt !== null : person.passed === true;

function summary({ people, test, course }: Results, words: Say): string {
  const done = people.filter((person) => hasReached(person, test));
  const counted = words("people", { count: people.length });
  const reached = words(test === null ? "done" : "passed", { count: done.length });
  return words("summary", { course: course.title, version: course.version, counted, reached });
}

/** Word and shape, never colour alone. */
function outcome(person: Person, { attempts }: Results, words: Say): Child {
  const left = attempts !== null && person.attempts >= attempts && !person.inTest;
  if (person.percent !== null) {
    const key = person.passed ? "outcome.passed" : "outcome.failed";
    return [
      status(person.passed ? "right" : "wrong", words(key, { percent: person.percent })),
      h("span", { class: "kp-quiet" }, words("attempts", { count: person.attempts })),
      !person.passed && left && h("span", { class: "kp-quiet" }, words("attempts.none")),
      person.inTest && h("span", { class: "kp-quiet" }, words("outcome.again")),
    ];
  }
  if (person.inTest) return status("clock", words("outcome.open"));
  return status("partly", words("outcome.none"));
}
