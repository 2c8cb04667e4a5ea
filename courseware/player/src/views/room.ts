/** The pass test's room: one question, a map of them all, and nothing else. */

import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player, View } from "../player.ts";
import type { Route } from "../route.ts";
import type { Sitting } from "../sitting.ts";
import { questionCard } from "./card.ts";
import { testClock } from "./clock.ts";
import { questionMap } from "./map.ts";
import { whatIsMissing } from "../missing.ts";
import { actions, backLink, quietLink } from "./page.ts";

/** A typed answer is sent when the learner pauses, and always before the page is left. */
const TYPING_PAUSE_MS = 500;

export function roomView(player: Player, sitting: Sitting, position: number): View {
  const { words } = player;
  const { id } = sitting.assessment;
  const { items, responses } = sitting.view;
  const all = items.length;
  const title = words("question.of", { number: position + 1, all });
  const here: Route = { page: "test", id, step: position + 1 };
  const onward: Route = { ...here, step: position + 1 === all ? "check" : position + 2 };
  const map = questionMap(player, sitting, position);
  const clock = testClock(player, sitting);
  let timer = 0;
  let told = false;

  const store = (): void => {
    window.clearTimeout(timer);
    sitting.answer(position, card.response());
    map.update();
  };
  /** Told once: it may be all that the learner knows, and what is stored stays stored. */
  const isHalfAnswered = (): boolean => {
    const response = card.response();
    const missing = /[^_|]/.test(response) ? whatIsMissing(items[position]!, response) : null;
    card.need(missing);
    told = missing !== null;
    return told;
  };
  const card = questionCard(player, items[position]!, {
    head: h(
      "header",
      { class: "kp-card-head" },
      h("h1", { tabindex: -1 }, title),
      markButton(player, sitting, position, () => map.update()),
    ),
    response: responses[position] ?? "",
    changed: () => {
      told = false;
      window.clearTimeout(timer);
      timer = window.setTimeout(store, typing(card.element) ? TYPING_PAUSE_MS : 0);
    },
    answered: () => {
      store();
      if (!told && isHalfAnswered()) return;
      player.go(onward);
    },
  });
  const next = h(
    "button",
    { class: "ds-button", type: "submit", form: card.element.id },
    words(onward.step === "check" ? "test.check" : "question.next"),
    icon("next"),
  );
  const back = backLink(player, position === 0 ? null : { ...here, step: position });
  return {
    title: `${title}. ${player.text(sitting.assessment.title)}`,
    kind: "room",
    content: h(
      "div",
      { class: "kp-room" },
      h(
        "article",
        { class: "kp-page" },
        clock.element,
        card.element,
        actions(back ?? h("span", {}), next),
      ),
      h(
        "aside",
        { class: "kp-room-side" },
        map.element,
        quietLink(words("test.leave"), { ...here, step: "intro" }),
      ),
    ),
    leave() {
      if (sitting.result === null) store();
      clock.stop();
    },
  };
}

function typing(card: HTMLElement): boolean {
  return document.activeElement?.matches("[type=text]") === true && card.matches(":focus-within");
}

function markButton(
  player: Player,
  sitting: Sitting,
  position: number,
  changed: () => void,
): HTMLButtonElement {
  const { words } = player;
  const button = h("button", { class: "ds-button kp-flag", type: "button" }, icon("flag"));
  const word = h("span", {});
  button.append(word);
  const show = (): void => {
    const marked = sitting.view.marked[position] ?? false;
    button.setAttribute("aria-pressed", String(marked));
    button.setAttribute("data-variant", marked ? "secondary" : "tertiary");
    word.textContent = words(marked ? "test.marked" : "test.mark");
  };
  show();
  button.addEventListener("click", () => {
    sitting.mark(position, !sitting.view.marked[position]);
    show();
    changed();
  });
  return button;
}
