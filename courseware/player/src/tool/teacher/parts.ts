/** What the parts of the teacher's page are made of. */

import { h } from "../../dom.ts";
import { type Icon, icon } from "../../icons.ts";
import type { Page } from "./data.ts";

/** Word and shape, never colour alone. */
export function status(sign: Icon, word: string): HTMLElement {
  return h("span", { class: "kt-status", "data-sign": sign }, icon(sign), word);
}

/** A button that is busy until its act has ended; what went wrong is said beside it. */
export function button(
  label: string,
  variant: "primary" | "secondary" | "tertiary",
  act: () => Promise<void>,
  page: Page,
): HTMLButtonElement {
  const made = h("button", { class: "ds-button", "data-variant": variant, type: "button" }, label);
  made.addEventListener("click", () => void run());
  return made;

  async function run(): Promise<void> {
    made.disabled = true;
    made.parentElement?.querySelector(".kt-failed")?.remove();
    try {
      await act();
    } catch (error) {
      made.after(h("div", { class: "kt-failed", role: "alert" }, page.broken(error)));
    } finally {
      made.disabled = false;
    }
  }
}

export function tell(place: HTMLElement, text: string): void {
  place.replaceChildren(text);
}
