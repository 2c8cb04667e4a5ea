/** The slim bar: the way to the contents, where we are, how far, and in which language. */

import type { Lang } from "../bundle.ts";
import { type Child, h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player } from "../player.ts";
import { address } from "../route.ts";
import { standing } from "../standing.ts";

export interface BarParts {
  /** The panel that the bar's button folds out; null on a page without it. */
  menu: HTMLElement | null;
  /** A room without progress and without ways out. */
  bare: boolean;
  saving: HTMLElement;
  progress: HTMLElement | null;
  languages: HTMLElement | null;
}

export function bar(player: Player, parts: BarParts): HTMLElement {
  const title = player.text(player.bundle.course.title);
  const button = parts.menu && menuButton(player, parts.menu);
  const name = h("span", {}, title);
  const home = h("a", { href: address({ page: "home" }) }, name);
  return h(
    "div",
    { class: "kp-bar", "data-bare": parts.menu === null, onkeydown: button?.escape },
    button?.element,
    h("p", { class: "kp-bar-title" }, parts.bare ? name : home),
    parts.saving,
    parts.progress,
    parts.languages,
  );
}

/** The other languages of the course, each in its own name. */
export function languages(player: Player, choose: (lang: Lang) => void): HTMLElement | null {
  const { words, bundle } = player;
  const others = bundle.course.languages.filter((lang) => lang !== words.language);
  if (others.length === 0) return null;
  const button = (lang: Lang): Child =>
    h(
      "button",
      {
        class: "ds-button",
        "data-variant": "tertiary",
        type: "button",
        lang,
        onclick: () => choose(lang),
      },
      words(`language.${lang}`),
    );
  const group = { class: "kp-languages", role: "group", "aria-label": words("language.label") };
  return h("div", group, others.map(button));
}

/** Fills `place` with how many pages are read. */
export function showProgress(player: Player, place: HTMLElement): void {
  const { lessonsDone: done, lessons: all } = standing(player);
  if (all === 0) return place.replaceChildren();
  const label = player.words("progress", { done, all });
  place.replaceChildren(
    h("span", { "aria-hidden": "true" }, player.words("progress.short", { done, all })),
    h("progress", { max: Math.max(1, all), value: done, "aria-label": label }),
  );
}

interface MenuButton {
  element: HTMLElement;
  escape: (event: KeyboardEvent) => void;
}

function menuButton(player: Player, list: HTMLElement): MenuButton {
  const element = h("button", {
    class: "ds-button kp-menu-button",
    "data-variant": "tertiary",
    type: "button",
    "aria-controls": list.id,
  });
  let open = false;
  const set = (now: boolean): void => {
    open = now;
    element.setAttribute("aria-expanded", String(open));
    element.replaceChildren(
      icon(open ? "close" : "menu"),
      h("span", { class: "kp-menu-word" }, player.words("menu")),
    );
    list.toggleAttribute("data-open", open);
  };
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !open) return;
    set(false);
    element.focus();
  };
  element.addEventListener("click", () => set(!open));
  list.addEventListener("keydown", escape);
  set(false);
  return { element, escape };
}
