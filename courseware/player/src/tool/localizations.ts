/** Choosing among many municipalities: a search, and a list with each region before its own. */

import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import { type Localization, matches, type Offers } from "./offers.ts";
import type { Say } from "./say.ts";

/** `choose`: with the id, null for the shared edition; `leave`: nothing was changed. */
export function localizationChoice(
  offers: Offers,
  words: Say,
  choose: (id: string | null) => void,
  leave: () => void,
): HTMLElement {
  const list = h("ul", { class: "kp-plain-list kt-choices" });
  const count = h("p", { class: "kp-quiet", role: "status" });
  const search = h("input", { class: "ds-input", type: "search", autocomplete: "off" });

  function fill(): void {
    const wanted = search.value.trim();
    const found = offers.localizations.filter((each) => matches(fullName(each, offers), wanted));
    list.replaceChildren(
      ...(wanted === "" ? [row(null)] : []),
      ...found.map((each) => row(each)),
    );
    count.textContent =
      wanted === "" ? "" : words("local.found", { count: found.length });
  }

  function row(each: Localization | null): HTMLElement {
    const id = each?.id ?? null;
    const current = id === offers.localization;
    const notes = [
      each?.example && words("local.example"),
      id === offers.default && words("local.default"),
      each &&
        each.courses.length < offers.courses.length &&
        words("local.some", { some: each.courses.length, all: offers.courses.length }),
      each === null && words("shared.about"),
    ].filter(Boolean);
    return h(
      "li",
      {},
      h(
        "button",
        {
          class: "kt-choice",
          type: "button",
          "data-below": search.value.trim() === "" && isBelow(id),
          "aria-current": current && "true",
          onclick: () => choose(id),
        },
        h("span", { class: "kp-mark", "data-done": current }, current && icon("right")),
        h(
          "span",
          {},
          h("span", { class: "kt-part-title" }, each?.title ?? words("shared.label")),
          notes.length > 0 && h("span", { class: "kp-quiet" }, notes.join(" · ")),
        ),
      ),
    );
  }

  function isBelow(id: string | null): boolean {
    return offers.localizations.some((region) => id?.startsWith(`${region.id}/`));
  }

  search.addEventListener("input", fill);
  fill();
  return h(
    "main",
    { class: "kt-sheet", onkeydown: leaveOnEscape(leave) },
    h(
      "button",
      { class: "ds-button kt-back", "data-variant": "tertiary", type: "button", onclick: leave },
      icon("back"),
      words("back"),
    ),
    h("h1", { tabindex: -1 }, words("local.title")),
    h("p", { class: "kp-quiet" }, words("local.lead")),
    h("label", { class: "kt-field" }, h("span", {}, words("local.search")), search),
    count,
    list,
  );
}

export function leaveOnEscape(leave: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    leave();
  };
}

/** A municipality is found by its region, too, also where the region has no edition of its own. */
function fullName(each: Localization, { localizations }: Offers): string {
  const above = localizations.filter(({ id }) => each.id.startsWith(`${id}/`));
  return [each.id, ...[...above, each].map(({ title }) => title)].join(" ");
}
