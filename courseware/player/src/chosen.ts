/** What a closed list shows, in full below it where the list is too narrow for it. */

import { h } from "./dom.ts";

/** An empty line as long as the choice fits. The list itself tells it to those who listen. */
export function chosenInFull(select: HTMLSelectElement): HTMLElement {
  const line = h("div", { class: "kp-chosen", "aria-hidden": "true" });
  const tell = (): void => {
    const option = select.value === "" ? undefined : select.selectedOptions[0];
    line.textContent = option && isCut(option.text, select) ? option.text : "";
  };
  select.addEventListener("change", tell);
  new ResizeObserver(tell).observe(select);
  return line;
}

function isCut(text: string, select: HTMLSelectElement): boolean {
  const { font, paddingLeft, paddingRight } = getComputedStyle(select);
  const pen = document.createElement("canvas").getContext("2d");
  if (pen === null) return false;
  pen.font = font;
  const room = select.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
  return pen.measureText(text).width > room;
}
