/** The choices of a match as chips: each can be dragged to a row, or to its place on the picture. */

import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player } from "../player.ts";
import type { PublicPart } from "../runtime.ts";
import { drag } from "./drag.ts";

/**
 * `within`: has the rows and the places, which say their thing in `data-item`. `lists`: one a thing,
 * in the same order; they hold the answer, and are the way for those who do not drag.
 */
export function tray(
  player: Player,
  { items = [], options = [], type }: PublicPart,
  within: HTMLElement,
  lists: HTMLSelectElement[],
): HTMLElement {
  const chips = options.map(({ id, label }) => {
    const places = h("b", {});
    const chip = h(
      "div",
      { class: "kp-chip", "data-choice": id, onpointerdown: (event: PointerEvent) => take(event, chip, id) },
      h("span", { class: "kp-grip" }, icon("grip")),
      player.text(label ?? {}),
      places,
    );
    return { id, chip, places };
  });
  const show = (): void =>
    chips.forEach(({ id, chip, places }) => {
      const at = lists.flatMap(({ value }, index) => (value === id ? index + 1 : []));
      chip.toggleAttribute("data-used", at.length > 0);
      if (type === "label") places.textContent = at.join(", ");
    });

  function take(start: PointerEvent, chip: HTMLElement, id: string): void {
    const from = start.clientY + window.scrollY;
    let over: Element | null = null;
    const point = (next: Element | null): void => {
      over?.removeAttribute("data-over");
      over = next;
      over?.setAttribute("data-over", "");
    };
    drag(
      start,
      chip,
      ({ clientX, clientY }) => {
        const down = clientY + window.scrollY - from;
        chip.style.transform = `translate(${clientX - start.clientX}px, ${down}px)`;
        const met = document.elementFromPoint(clientX, clientY)?.closest("[data-item]") ?? null;
        point(within.contains(met) ? met : null);
      },
      (end) => {
        const item = over?.getAttribute("data-item");
        chip.style.transform = "";
        point(null);
        const list = end && lists[items.findIndex((each) => each.id === item)];
        if (!list) return;
        list.value = id;
        for (const event of ["input", "change"]) list.dispatchEvent(new Event(event, { bubbles: true }));
      },
    );
  }

  within.addEventListener("input", show);
  show();
  return h("div", { class: "kp-tray", "aria-hidden": "true" }, chips.map(({ chip }) => chip));
}
