/** What a teacher has beyond the course itself: a slim bar, and how everybody stands. */

import type { Lang } from "../bundle.ts";
import { type Child, h } from "../dom.ts";
import { type Icon, icon } from "../icons.ts";
import type { Delivery } from "../runtime.ts";
import type { Http } from "../runtimes/http.ts";
import { type Say, say, type Texts } from "./say.ts";

interface Results {
  language: Lang;
  texts: Texts;
  course: { title: string; version: string };
  draft: boolean;
  lessons: number;
  /** Title of the test that counts; null where there is none. */
  test: string | null;
  /** How many times it may be taken; null without a limit. */
  attempts: number | null;
  /** The link has a grade at all. */
  graded: boolean;
  platform: string;
  people: Person[];
}

interface Person {
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
  delivery: Delivery;
  sentAt: string | null;
  reason: string | null;
}

const VIEW = "view";
const RESULTS = "results";

/** Puts the bar above the course; `course` is hidden while the results are shown. */
export async function teacherBar(
  api: Http,
  course: HTMLElement,
  broken: (error: unknown) => HTMLElement,
): Promise<void> {
  let results = await api.get<Results>("teacher");
  const words = say(results.texts, results.language);
  const panel = h("main", { class: "kt-results", lang: results.language, hidden: true });
  const buttons = {
    course: tab(words("tab.course"), () => show(false, true)),
    results: tab(words("tab.results"), () => void open()),
  };
  const bar = h(
    "nav",
    { class: "kt-bar", "aria-label": words("tabs"), lang: results.language },
    buttons.course,
    buttons.results,
  );
  let courseTitle = document.title;

  function show(shown: boolean, moved: boolean): void {
    if (shown && panel.hidden) courseTitle = document.title;
    panel.hidden = !shown;
    course.hidden = shown;
    for (const [button, current] of [
      [buttons.course, !shown],
      [buttons.results, shown],
    ] as const) {
      if (current) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    }
    document.title = shown ? `${words("title")} – ${results.course.title}` : courseTitle;
    remember(shown);
    if (shown && moved) panel.querySelector<HTMLElement>("h1")?.focus();
  }

  async function open(): Promise<void> {
    try {
      results = await api.get<Results>("teacher");
      panel.replaceChildren(table(results, words, () => void open()));
    } catch (error) {
      panel.replaceChildren(broken(error));
    }
    show(true, true);
  }

  course.before(bar);
  course.after(panel);
  panel.replaceChildren(table(results, words, () => void open()));
  show(new URLSearchParams(location.search).get(VIEW) === RESULTS, false);
}

/** A reload shows the same view again; the player owns what stands after `#`. */
function remember(shown: boolean): void {
  const address = new URL(location.href);
  if (shown) address.searchParams.set(VIEW, RESULTS);
  else address.searchParams.delete(VIEW);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

function tab(label: string, act: () => void): HTMLButtonElement {
  return h("button", { class: "kt-tab", type: "button", onclick: act }, label);
}

function table(results: Results, words: Say, again: () => void): HTMLElement {
  const { people, test, lessons, graded } = results;
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
        return person.name ?? words("person.unnamed", { id: person.id });
      case "last":
        return words.moment(person.lastAt);
      case "lessons":
        return words("of", { some: person.lessonsSeen, all: person.lessons });
      case "test":
        return outcome(person, results, words);
      default:
        return delivery(person, results, words);
    }
  };
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
        { class: "ds-button", "data-variant": "tertiary", type: "button", onclick: again },
        words("refresh"),
      ),
    ),
    results.draft && h("p", { class: "kt-note" }, icon("warning"), words("draft")),
    people.length === 0
      ? h("p", {}, words("empty"))
      : h(
          "table",
          { class: "kt-table", role: "table" },
          h(
            "thead",
            { role: "rowgroup" },
            h(
              "tr",
              { role: "row" },
              columns.map(([, label, figure]) =>
                h(
                  "th",
                  { scope: "col", role: "columnheader", class: figure && "kp-figure" },
                  label,
                ),
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
        ),
  );
}

function summary({ people, test, course }: Results, words: Say): string {
  const done = people.filter((person) => (test === null ? person.completedAt : person.passed));
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

function delivery(person: Person, { platform }: Results, words: Say): Child {
  if (person.delivery === "none") return words("delivery.none");
  if (person.delivery === "sent" && person.sentAt) {
    return status("right", words("delivery.sent", { platform, at: words.moment(person.sentAt) }));
  }
  if (person.delivery === "refused") {
    return status("warning", words("delivery.refused", { platform, reason: words(`reason.${person.reason}`) }));
  }
  return status("clock", words("delivery.waiting", { platform }));
}

function status(sign: Icon, word: string): HTMLElement {
  return h("span", { class: "kt-status", "data-sign": sign }, icon(sign), word);
}
