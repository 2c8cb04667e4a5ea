/** The frame that all pages share: heading first, the one clear action last. */

import { type Child, h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player } from "../player.ts";
import { address, type Route } from "../route.ts";
import { titleOf } from "../pages.ts";

export interface PageParts {
  eyebrow?: string | null;
  title: string;
  under?: Child;
  body: Child;
  actions?: HTMLElement;
}

export function page({ eyebrow, title, under, body, actions }: PageParts): HTMLElement {
  return h(
    "article",
    { class: "kp-page" },
    h(
      "header",
      { class: "kp-page-head" },
      eyebrow && h("p", { class: "kp-eyebrow" }, eyebrow),
      h("h1", { tabindex: -1 }, title),
      under,
    ),
    body,
    actions,
  );
}

/** The row that ends every page: back is there but quiet, the clear action always opposite it. */
export function actions(quiet: Child, primary: HTMLElement | null): HTMLElement {
  primary?.classList.add("kp-primary");
  return h("div", { class: "kp-actions" }, quiet, primary);
}

export function backLink(player: Player, route: Route | null): HTMLElement | null {
  return route && quietLink(player.words("back"), route, true);
}

export function quietLink(label: string, route: Route, back = false): HTMLElement {
  const link = { class: "ds-button", "data-variant": "tertiary", href: address(route) };
  return h("a", link, back && icon("back"), label);
}

/** "Neste: Meldeplikt" */
export function nextLink(player: Player, route: Route | null): HTMLElement | null {
  return route && primaryLink(nextLabel(player, route), route);
}

export function primaryLink(label: string, route: Route): HTMLElement {
  return h("a", { class: "ds-button", href: address(route) }, label, icon("next"));
}

export function primaryButton(label: string, act: () => void): HTMLButtonElement {
  return h("button", { class: "ds-button", type: "button", onclick: act }, label, icon("next"));
}

export function quietButton(label: Child, act: () => void): HTMLButtonElement {
  const attributes = { class: "ds-button", "data-variant": "tertiary", type: "button" };
  return h("button", { ...attributes, onclick: act }, label);
}

function nextLabel(player: Player, route: Route): string {
  return player.words("next", { title: pageTitle(player, route) });
}

/** What a page is called in a link to it. */
export function pageTitle(player: Player, route: Route): string {
  const own = titleOf(player.pages, route);
  if (own) return player.text(own);
  switch (route.page) {
    case "chapter":
      return player.words("chapter.summary");
    case "end":
      return player.words("menu.end");
    default:
      return player.text(player.bundle.course.title);
  }
}

/** A page of few words: something is missing, refused or could not be reached. */
export function notice(
  title: string,
  sentences: readonly string[],
  primary: HTMLElement | null,
  quiet: Child = null,
): HTMLElement {
  return page({
    title,
    body: sentences.filter((sentence) => sentence !== "").map((sentence) => h("p", {}, sentence)),
    actions: actions(quiet, primary),
  });
}
