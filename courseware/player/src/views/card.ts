/**
 * One question as a form. The whole option is the target; with the focus in the card, keys 1–9
 * choose and Enter answers. The card knows no key: whoever asks tells it the outcome.
 */

import { freshId, h, sanitised } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player } from "../player.ts";
import type { PublicItem } from "../runtime.ts";
import type { Key } from "../texts.ts";
import { answerFields } from "./answer.ts";
import { type Feedback, showFeedback } from "./feedback.ts";
import { hint, picture } from "./fields.ts";

export interface Card {
  readonly element: HTMLFormElement;
  /** As `docs/state-format.md` writes a response; `""` where nothing is answered. */
  response(): string;
  /** Says below the question what is still needed, unless a field says it; null takes it away. */
  need(key: Key | null): void;
  /** Shows right and wrong, and lets nothing be changed any more. */
  reveal(feedback: Feedback): void;
}

/** What an answer is given by. */
export const CONTROLS = "fieldset :is(input, select, button)";

export interface CardParts {
  /** Above the question: the page's heading, or what kind of card this is. */
  head?: Node | null;
  /** Below it: the card's own buttons. */
  foot?: Node | null;
  response: string;
  changed?: (response: string) => void;
  answered?: () => void;
}

export function questionCard(player: Player, item: PublicItem, parts: CardParts): Card {
  const fields = answerFields(player, item, parts.response);
  const needed = h("p", { class: "kp-need", "aria-live": "polite", id: freshId("need") });
  const feedback = h("div", { class: "kp-feedback kp-prose", "aria-live": "polite" });
  const element = h(
    "form",
    { class: "kp-question", "data-type": item.type, id: freshId("question"), novalidate: true, autocomplete: "off" },
    parts.head,
    h(
      "fieldset",
      { "aria-describedby": needed.id },
      sanitised("legend", {}, player.text(item.textHtml)),
      hint(player, item),
      picture(player, item),
      fields.element,
    ),
    needed,
    feedback,
    parts.foot,
  );
  let open = true;

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    parts.answered?.();
  });
  element.addEventListener("input", () => {
    if (!open) return;
    needed.replaceChildren();
    parts.changed?.(fields.response());
  });
  element.addEventListener("click", (event) => {
    const target = event.target as Element;
    const choosing = target.closest(".kp-option") !== null;
    if (!open && choosing) event.preventDefault();
  });
  element.addEventListener("keydown", (event) => onKey(event, element, open));

  return {
    element,
    response: fields.response,
    need(key) {
      fields.tell?.();
      const unreadable = element.querySelector<HTMLElement>("[aria-invalid=true]");
      needed.replaceChildren(...(key && !unreadable ? [icon("warning"), player.words(key)] : []));
      if (key) (unreadable ?? unfilled(element))?.focus();
    },
    reveal(shown) {
      open = false;
      element.dataset.answered = "";
      for (const input of element.querySelectorAll("fieldset input, fieldset select")) {
        input.setAttribute(input.matches("[type=text]") ? "readonly" : "aria-disabled", "true");
        if (input instanceof HTMLSelectElement) input.disabled = true;
      }
      for (const moves of element.querySelectorAll(".kp-moves, .kp-tray")) moves.remove();
      showFeedback(player, element, feedback, shown);
    },
  };
}

/** The first field or list with nothing in it; the first control where there is none. */
function unfilled(form: HTMLElement): HTMLElement | null {
  const fields = form.querySelectorAll<HTMLInputElement>("fieldset :is([type=text], select)");
  return [...fields].find(({ value }) => value.trim() === "") ?? form.querySelector(CONTROLS);
}

/** WCAG 2.1.4 allows keys of one character only while the focus is inside what they act on. */
function onKey(event: KeyboardEvent, form: HTMLFormElement, open: boolean): void {
  const target = event.target as Element;
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (event.key === "Enter" && !target.closest("input, select, button, a, summary")) {
    event.preventDefault();
    form.requestSubmit();
  }
  if (/^[1-9]$/.test(event.key) && !target.matches("[type=text], select") && open) {
    const part = target.closest("fieldset") ?? form;
    const inputs = part.querySelectorAll<HTMLInputElement>(".kp-option input");
    const input = inputs[Number(event.key) - 1];
    if (input) {
      event.preventDefault();
      input.focus();
      input.click();
    }
  }
}
