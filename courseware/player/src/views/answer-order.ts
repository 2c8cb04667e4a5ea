/**
 * Things to put in order: by buttons, by dragging, or by a place's number on the keyboard.
 *
 * What moves in the document is the neighbour, so that the thing that the learner holds keeps the
 * focus and the pointer.
 */

import { h, sanitised } from "../dom.ts";
import { type Icon, icon } from "../icons.ts";
import type { Player } from "../player.ts";
import type { PublicPart } from "../runtime.ts";
import type { Key } from "../texts.ts";
import { drag } from "./drag.ts";
import type { Fields } from "./fields.ts";

export function orderFields(player: Player, item: PublicPart, response: string): Fields {
  const options = item.options ?? [];
  const list = h("ol", { class: "kp-rows kp-plain-list" });
  /** Until something has been moved, nothing is answered. */
  let moved = response.length === options.length;

  const rows = (): HTMLElement[] => [...list.children] as HTMLElement[];
  const number = (): void =>
    rows().forEach((row, index) => {
      row.querySelector(".kp-place")!.textContent = String(index + 1);
    });
  const move = (row: HTMLElement, to: number): void => {
    const from = rows().indexOf(row);
    const steps = Math.max(0, Math.min(to, options.length - 1)) - from;
    for (let step = 0; step < Math.abs(steps); step++) {
      if (steps < 0) row.after(row.previousElementSibling!);
      else row.before(row.nextElementSibling!);
    }
    if (steps === 0) return;
    moved = true;
    number();
    const what = row.querySelector(".kp-option-text")!.textContent ?? "";
    const place = from + steps + 1;
    player.announce(player.words("order.moved", { what, place, all: options.length }));
    list.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const first = moved ? [...response] : options.map(({ id }) => id);
  const inOrder = first.flatMap((id) => options.find((option) => option.id === id) ?? []);
  for (const { id, html } of inOrder) {
    const text = sanitised("span", { class: "kp-option-text" }, player.text(html ?? {}));
    const row = h("li", { class: "kp-row", "data-item": id });
    const button = (key: Key, sign: Icon, by: number): HTMLElement =>
      h(
        "button",
        {
          class: "ds-button",
          type: "button",
          "data-variant": "tertiary",
          "aria-label": player.words(key, { what: text.textContent ?? "" }),
          onclick: () => move(row, rows().indexOf(row) + by),
        },
        icon(sign),
      );
    const grip = h(
      "span",
      { class: "kp-grip", "aria-hidden": "true", onpointerdown: (event: PointerEvent) => take(event, row) },
      icon("grip"),
    );
    row.append(
      h("span", { class: "kp-place" }),
      text,
      h("span", { class: "kp-moves" }, button("order.up", "up", -1), button("order.down", "down", 1), grip),
    );
    row.addEventListener("keydown", (event) => {
      if (!/^[1-9]$/.test(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation(); // not a choice of the card
      if (row.querySelector(".kp-moves")) move(row, Number(event.key) - 1);
    });
    list.append(row);
  }
  number();

  /** Follows the pointer: the row takes the place of whichever it is dragged past. */
  function take(start: PointerEvent, row: HTMLElement): void {
    drag(start, row, ({ clientY }) => {
      const past = rows().filter((other) => {
        const { top, height } = other.getBoundingClientRect();
        return other !== row && top + height / 2 < clientY;
      });
      move(row, past.length);
    });
  }

  return {
    element: h("div", {}, list),
    response: () => (moved ? rows().map((row) => row.dataset.item).join("") : ""),
  };
}
