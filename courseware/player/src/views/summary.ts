/** The last look before handing in, and the question whether to do it now. */

import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player, View } from "../player.ts";
import { address, type Route } from "../route.ts";
import type { Sitting } from "../sitting.ts";
import { testClock } from "./clock.ts";
import { obstacle } from "./obstacle.ts";
import { actions, backLink, page, primaryButton, quietButton } from "./page.ts";

export function summaryView(player: Player, sitting: Sitting): View {
  const { words } = player;
  const { id, kind } = sitting.assessment;
  const places = kind === "placement";
  const clock = testClock(player, sitting);
  const title = words("test.summary");
  const back: Route = { page: "test", id, step: sitting.view.items.length };
  const place = h("div", { class: "kp-hand" });
  const row = actions(
    backLink(player, back),
    primaryButton(words(places ? "placement.hand" : "test.hand"), () => {
      place.replaceChildren(confirmation(player, sitting, ask));
    }),
  );
  const ask = (): void => {
    place.replaceChildren(row);
    row.querySelector<HTMLElement>(".kp-primary")?.focus();
  };
  place.append(row);
  return {
    title,
    kind: "room",
    content: page({
      eyebrow: player.text(sitting.assessment.title),
      title,
      body: [
        clock.element,
        h(
          "p",
          {},
          sitting.open === 0
            ? words("test.summary.all")
            : words("test.summary.open", { count: sitting.open }),
          sitting.marked > 0 && ` ${words("test.summary.marked", { count: sitting.marked })}`,
        ),
        h("p", { class: "kp-quiet" }, words("test.summary.go")),
        h(
          "ol",
          { class: "kp-summary kp-plain-list" },
          sitting.view.items.map((_, position) => summaryRow(player, sitting, position)),
        ),
      ],
      actions: place,
    }),
    leave: () => clock.stop(),
  };
}

function summaryRow(player: Player, sitting: Sitting, position: number): HTMLElement {
  const { words } = player;
  const { marked } = sitting.view;
  const answered = sitting.isAnswered(position);
  const step = position + 1;
  return h(
    "li",
    {},
    h(
      "a",
      { href: address({ page: "test", id: sitting.assessment.id, step }) },
      h("span", { class: "kp-mark", "data-done": answered }, answered && icon("right")),
      h("span", {}, words("question.number", { number: step })),
      h(
        "span",
        { class: "kp-summary-state" },
        words(answered ? "test.map.answered" : "test.map.open"),
        marked[position] && [", ", icon("flag"), words("test.map.marked")],
      ),
    ),
  );
}

/** In the page, not over it: a window in the middle of a tall frame may lie out of sight. */
function confirmation(player: Player, sitting: Sitting, regret: () => void): HTMLElement {
  const { words } = player;
  const heading = h("h2", { tabindex: -1, id: "kp-hand-sure" }, words("test.hand.sure"));
  const trouble = h("div", { role: "alert" });
  const yes = primaryButton(words("test.hand.yes"), () => void handIn());
  const no = quietButton(words("test.hand.no"), regret);

  async function handIn(): Promise<void> {
    if (yes.getAttribute("aria-busy") === "true") return;
    yes.setAttribute("aria-busy", "true");
    yes.textContent = words("test.handing");
    player.announce(words("test.handing"));
    no.hidden = true;
    try {
      await sitting.submit();
      player.go({ page: "test", id: sitting.assessment.id, step: "result" });
    } catch (error) {
      yes.removeAttribute("aria-busy");
      yes.textContent = words("test.hand.yes");
      no.hidden = false;
      trouble.replaceChildren(obstacle(player, error));
    }
  }

  const panel = h(
    "section",
    { class: "kp-confirm", "aria-labelledby": heading.id },
    heading,
    sitting.open > 0 && h("p", {}, words("test.hand.open", { count: sitting.open })),
    trouble,
    actions(no, yes),
  );
  queueMicrotask(() => heading.focus());
  return panel;
}
