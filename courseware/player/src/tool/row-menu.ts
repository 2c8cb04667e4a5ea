/** What one can do on a row of a table: behind one button. */

import { type Child, h } from "../dom.ts";

export function rowMenu(label: string, accessible: string, acts: HTMLElement[], said: Child): HTMLElement {
  return h(
    "details",
    { class: "kt-acts" },
    h("summary", { "aria-label": accessible }, label),
    h(
      "ul",
      {},
      acts.map((act) => h("li", {}, act)),
    ),
    said,
  );
}
