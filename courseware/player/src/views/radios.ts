/** One choice among several, as radio buttons that are easy to hit. */

import { type Child, freshId, h } from "../dom.ts";

export interface Radio {
  label: Child;
  chosen: boolean;
  closed?: boolean;
  choose: () => void;
}

/** `under`: stands below the choices, such as what is wrong with them. */
export function radios(legend: string, several: Radio[], under: Child = null): HTMLElement {
  const name = freshId("choice");
  const options = several.map(({ label, chosen, closed = false, choose }) => {
    const input = h("input", { class: "ds-input", type: "radio", name, disabled: closed });
    input.checked = chosen;
    input.addEventListener("change", choose);
    return h(
      "label",
      { class: "kp-option", "data-closed": closed },
      input,
      h("span", { class: "kp-option-text" }, label),
    );
  });
  return h(
    "fieldset",
    { class: "kp-choice" },
    h("legend", {}, legend),
    h("div", { class: "kp-options" }, options),
    under,
  );
}
