/** One option, or several, of a list; the whole option is the target. */

import { freshId, h, sanitised } from "../dom.ts";
import type { Player } from "../player.ts";
import type { PublicPart } from "../runtime.ts";
import type { Fields } from "./fields.ts";

export function choiceFields(player: Player, item: PublicPart, response: string): Fields {
  const several = item.type === "multiple";
  const options = item.options
    ? item.options.map(({ id, html }) => ({ id, html: player.text(html ?? {}) }))
    : [
        { id: "t", html: player.words(item.as ? "yes" : "true") },
        { id: "f", html: player.words(item.as ? "no" : "false") },
      ];
  const name = freshId("option");
  const inputs: HTMLInputElement[] = [];
  const rows = options.map(({ id, html }, index) => {
    const input = h("input", {
      class: "ds-input",
      type: several ? "checkbox" : "radio",
      name,
      value: id,
    });
    input.checked = several ? response.includes(id) : response === id;
    inputs.push(input);
    return h(
      "label",
      { class: "kp-option", "data-option": id },
      input,
      sanitised("span", { class: "kp-option-text" }, html),
      index < 9 && h("span", { class: "kp-key", "aria-hidden": "true" }, String(index + 1)),
    );
  });
  return {
    element: h("div", { class: "kp-options" }, rows),
    response: () =>
      inputs
        .filter((input) => input.checked)
        .map((input) => input.value)
        .sort()
        .join(""),
  };
}
