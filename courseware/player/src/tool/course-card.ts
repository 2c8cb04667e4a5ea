/** One course in the picker: the whole of it, and what of it can be picked alone. */

import { type Child, freshId, h } from "../dom.ts";
import { icon } from "../icons.ts";
import { type Course, key, type Offers, type Part } from "./offers.ts";
import type { Say } from "./say.ts";

export interface CardActs {
  isPicked(key: string): boolean;
  pick(key: string, picked: boolean): void;
  preview(course: Course, part: Part, from: HTMLElement): void;
}

/**
 * `shown`: the parts that a search left. `open`: the chapters and tests are unfolded, as where it
 * is they that were searched for.
 */
export function courseCard(
  offers: Offers,
  course: Course,
  shown: Part[],
  open: boolean,
  words: Say,
  acts: CardActs,
): HTMLElement {
  const title = h("h2", { id: freshId("course") }, course.title);
  const [whole, ...parts] = course.parts;
  const rows = (some: Part[]): HTMLElement =>
    h(
      "ul",
      { class: "kp-plain-list" },
      some.map((part) => h("li", { class: "kt-row" }, row(offers, course, part, words, acts))),
    );
  const wanted = parts.filter((part) => shown.includes(part));
  return h(
    "section",
    { class: "ds-card kt-course", "data-color": "neutral", "aria-labelledby": title.id },
    h(
      "header",
      {},
      title,
      course.draft &&
        h("span", { class: "ds-tag", "data-color": "warning" }, icon("warning"), words("draft")),
    ),
    whole && h("p", { class: "kp-quiet" }, about(course, whole, words)),
    h("p", {}, course.description),
    offers.localization !== null &&
      course.localization === null &&
      h("p", { class: "kt-note" }, icon("info"), words("local.lacking", { title: local(offers) })),
    whole && rows([whole]),
    wanted.length > 0 &&
      h(
        "details",
        { class: "kt-parts", open },
        h("summary", {}, h("span", {}, words("parts", { count: wanted.length }))),
        rows(wanted),
      ),
  );
}

function about(course: Course, whole: Part, words: Say): string {
  const others = course.languages.filter((language) => language !== course.language);
  const spoken = [course.language, ...others].map((language) => words(`language.${language}`));
  return [
    words("minutes", { count: whole.minutes ?? 0 }),
    words("lessons", { count: whole.lessons }),
    words.list(spoken),
    words("version", { version: course.version }),
  ].join(" · ");
}

function local({ localization, localizations }: Offers): string {
  return localizations.find(({ id }) => id === localization)?.title ?? "";
}

function row(offers: Offers, course: Course, part: Part, words: Say, acts: CardActs): Child {
  const id = key(course, part);
  const box = h("input", {
    class: "ds-input",
    type: offers.multiple ? "checkbox" : "radio",
    name: "picked",
    onchange: () => acts.pick(id, box.checked),
  });
  box.checked = acts.isPicked(id);
  const title = part.kind === "course" ? words("kind.course") : part.title;
  const look = h(
    "button",
    {
      class: "ds-button kt-look",
      "data-variant": "tertiary",
      "data-color": "accent",
      type: "button",
      "aria-label": words("preview.of", {
        title: part.kind === "course" ? course.title : part.title,
      }),
      onclick: () => acts.preview(course, part, look),
    },
    words("preview.label"),
  );
  return [
    h(
      "label",
      { class: "kt-part", "data-color": "accent" },
      box,
      h(
        "span",
        {},
        h("span", { class: "kt-part-title" }, title),
        h("span", { class: "kp-quiet" }, details(offers, part, words).join(" · ")),
        used(offers, part, words),
      ),
    ),
    look,
  ];
}

function details({ columns }: Offers, part: Part, words: Say): string[] {
  const grade = columns && words(`grade.${part.scoredBy ?? "none"}`);
  if (part.kind === "course") return [grade || words("whole")];
  return [
    words(`kind.${part.kind}`),
    part.kind === "chapter" && words("lessons", { count: part.lessons }),
    part.questions > 0 && words("questions", { count: part.questions }),
    part.minutes !== null && words("minutes", { count: part.minutes }),
    grade,
    part.lessonsFirst && words("requires"),
  ].filter((word) => word !== false);
}

function used({ platform }: Offers, part: Part, words: Say): Child {
  if (part.usedHere !== null) {
    const day = words.day(part.usedHere);
    return h("span", { class: "kt-used" }, icon("info"), words("used.here", { day }));
  }
  if (part.usedElsewhere === 0) return null;
  return h("span", { class: "kp-quiet" }, words("used", { count: part.usedElsewhere, platform }));
}
