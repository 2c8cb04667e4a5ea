/** All questions of a test at a glance: answered, marked, open. */

import { h, unseen } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player } from "../player.ts";
import { address } from "../route.ts";
import type { Sitting } from "../sitting.ts";

export interface QuestionMap {
  element: HTMLElement;
  /** After an answer or a mark. */
  update(): void;
}

/** `here`: the position on the page, or null on a page that has none. */
export function questionMap(player: Player, sitting: Sitting, here: number | null): QuestionMap {
  const { words } = player;
  const count = h("p", { class: "kp-map-count" });
  const list = h("ol", { class: "kp-map-list kp-plain-list" });

  function update(): void {
    const { items } = sitting.view;
    count.textContent = words("test.map.short", { answered: sitting.answered, all: items.length });
    const focused = [...list.children].findIndex((item) => item.contains(document.activeElement));
    list.replaceChildren(...items.map((_, position) => entry(player, sitting, position, here)));
    if (focused !== -1) list.children[focused]?.querySelector("a")?.focus();
  }

  update();
  return {
    element: h("nav", { class: "kp-map", "aria-label": words("test.map") }, count, list),
    update,
  };
}

function entry(
  player: Player,
  sitting: Sitting,
  position: number,
  here: number | null,
): HTMLElement {
  const { words } = player;
  const answered = sitting.isAnswered(position);
  const marked = sitting.view.marked[position] ?? false;
  const step = position + 1;
  return h(
    "li",
    {},
    h(
      "a",
      {
        href: address({ page: "test", id: sitting.assessment.id, step }),
        "data-answered": answered,
        "aria-current": position === here ? "step" : null,
      },
      unseen(words("question.of", { number: step, all: sitting.view.items.length }), ": "),
      h("span", { "aria-hidden": "true" }, String(step)),
      unseen(
        words(answered ? "test.map.answered" : "test.map.open"),
        marked && `, ${words("test.map.marked")}`,
      ),
      answered && icon("right"),
      marked && h("span", { class: "kp-map-flag" }, icon("flag")),
    ),
  );
}
