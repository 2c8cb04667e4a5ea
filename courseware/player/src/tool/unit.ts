/** Naming the workplace whose people will use the links; leaders are shown their own workplace's. */

import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import { leaveOnEscape } from "./localizations.ts";
import type { Say } from "./say.ts";

/** As long as a link can carry. */
const LONGEST = 64;

/** `known`: workplaces that are in use already. `choose`: with the name, `""` for none. */
export function unitChoice(
  known: string[],
  unit: string,
  words: Say,
  choose: (unit: string) => void,
  leave: () => void,
): HTMLElement {
  const field = h("input", {
    class: "ds-input",
    type: "text",
    maxlength: LONGEST,
    autocomplete: "off",
    value: unit,
  });
  const choice = (name: string, shown: string): HTMLElement =>
    h(
      "li",
      {},
      h(
        "button",
        {
          class: "kt-choice",
          type: "button",
          "aria-current": name === unit && "true",
          onclick: () => choose(name),
        },
        h("span", { class: "kp-mark", "data-done": name === unit }, name === unit && icon("right")),
        h("span", { class: "kt-part-title" }, shown),
      ),
    );
  const use = (event: Event): void => {
    event.preventDefault();
    choose(field.value.trim());
  };
  return h(
    "main",
    { class: "kt-sheet", onkeydown: leaveOnEscape(leave) },
    h(
      "button",
      { class: "ds-button kt-back", "data-variant": "tertiary", type: "button", onclick: leave },
      icon("back"),
      words("back"),
    ),
    h("h1", { tabindex: -1 }, words("unit.title")),
    h("p", { class: "kp-quiet" }, words("unit.lead")),
    h(
      "form",
      { class: "kt-unit", onsubmit: use },
      h("label", { class: "kt-field" }, h("span", {}, words("unit.name")), field),
      h("button", { class: "ds-button", type: "submit" }, words("unit.use")),
    ),
    h(
      "ul",
      { class: "kp-plain-list kt-choices" },
      choice("", words("unit.none")),
      known.map((each) => choice(each, each)),
    ),
  );
}
