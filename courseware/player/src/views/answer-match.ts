/** Things that each get a choice, from a list or by dragging; those of a picture are numbered on it. */

import { chosenInFull } from "../chosen.ts";
import { freshId, h, sanitised } from "../dom.ts";
import type { Player } from "../player.ts";
import type { PublicPart } from "../runtime.ts";
import type { Fields } from "./fields.ts";
import { tray } from "./tray.ts";

export function matchFields(player: Player, item: PublicPart, response: string): Fields {
  const { words } = player;
  const items = item.items ?? [];
  const numbered = item.type === "label";
  const selects = items.map(({ id }) =>
    h(
      "select",
      { class: "ds-input", id: freshId("match"), "data-width": "full" },
      h("option", { value: "" }, words("match.choose")),
      (item.options ?? []).map((option) =>
        h(
          "option",
          { value: option.id, selected: pairs(response).get(id) === option.id },
          player.text(option.label ?? {}),
        ),
      ),
    ),
  );
  const rows = items.map(({ id, html }, index) =>
    h(
      "li",
      { class: "kp-row", "data-item": id },
      numbered && h("span", { class: "kp-place", "aria-hidden": "true" }, String(index + 1)),
      sanitised("label", { class: "kp-option-text", for: selects[index]!.id }, player.text(html)),
      selects[index],
      chosenInFull(selects[index]!),
    ),
  );
  const element = h("div", {});
  element.append(
    ...(numbered ? [spots(player, item, selects)] : []),
    tray(player, item, element, selects),
    h("ul", { class: "kp-rows kp-match kp-plain-list" }, rows),
  );
  return {
    element,
    response: () =>
      items
        .map(({ id }, index) => ({ id, choice: selects[index]!.value }))
        .filter(({ choice }) => choice !== "")
        .map(({ id, choice }) => id + choice)
        .join(""),
  };
}

function pairs(response: string): Map<string, string> {
  return new Map((response.match(/../g) ?? []).map((pair) => [pair[0]!, pair[1]!]));
}

/** The picture with its numbers; a tap on one leads to its list. */
function spots(player: Player, item: PublicPart, selects: HTMLSelectElement[]): HTMLElement {
  const place = sanitised("div", { class: "kp-picture" }, player.text(item.pictureHtml ?? {}));
  (item.items ?? []).forEach(({ id, x = 0, y = 0 }, index) => {
    const spot = h(
      "button",
      {
        class: "kp-spot",
        type: "button",
        tabindex: -1,
        "aria-hidden": "true",
        "data-item": id,
        onclick: () => selects[index]!.focus(),
      },
      String(index + 1),
    );
    spot.style.left = `${x}%`;
    spot.style.top = `${y}%`;
    place.append(spot);
  });
  return place;
}
