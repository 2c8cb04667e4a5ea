/**
 * One question as a form. The whole option is the target; with the focus in the card, keys 1–9
 * choose and Enter answers. The card knows no key: whoever asks tells it the outcome.
 */

import { freshId, h, sanitised, unseen } from "../dom.ts";
import { icon } from "../icons.ts";
import { MOST_TYPED } from "../numbers.ts";
import type { Player } from "../player.ts";
import type { PublicItem } from "../runtime.ts";
import type { Key } from "../texts.ts";
import { numberResponse } from "../scoring.ts";
import { type Feedback, showFeedback } from "./feedback.ts";

export interface Card {
  readonly element: HTMLFormElement;
  /** As `docs/state-format.md` writes a response; `""` where nothing is answered. */
  response(): string;
  /** Says below the question what is still needed; null takes the words away. */
  need(key: Key | null): void;
  /** Shows right and wrong, and lets nothing be changed any more. */
  reveal(feedback: Feedback): void;
}

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
  const fields =
    item.type === "numeric" || item.type === "calculation"
      ? numberFields(player, item, parts.response)
      : optionFields(player, item, parts.response);
  const needed = h("p", { class: "kp-need", "aria-live": "polite", id: freshId("need") });
  const feedback = h("div", { class: "kp-feedback kp-prose", "aria-live": "polite" });
  const hint = item.type === "multiple" && player.words("answer.several");
  const element = h(
    "form",
    { class: "kp-question", id: freshId("question"), novalidate: true, autocomplete: "off" },
    parts.head,
    h(
      "fieldset",
      { "aria-describedby": needed.id },
      sanitised("legend", {}, player.text(item.textHtml)),
      hint && h("p", { class: "kp-hint kp-quiet" }, hint),
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
      needed.replaceChildren(...(key ? [icon("warning"), player.words(key)] : []));
      if (key) element.querySelector<HTMLElement>("input, select")?.focus();
    },
    reveal(shown) {
      open = false;
      element.dataset.answered = "";
      for (const input of element.querySelectorAll("fieldset input, fieldset select")) {
        input.setAttribute(input.matches("[type=text]") ? "readonly" : "aria-disabled", "true");
        if (input instanceof HTMLSelectElement) input.disabled = true;
      }
      showFeedback(player, element, feedback, shown);
    },
  };
}

interface Fields {
  element: HTMLElement;
  response(): string;
}

function optionFields(player: Player, item: PublicItem, response: string): Fields {
  const several = item.type === "multiple";
  const options = item.options ?? [
    { id: "t", label: player.words("true") },
    { id: "f", label: player.words("false") },
  ];
  const name = freshId("option");
  const inputs: HTMLInputElement[] = [];
  const rows = options.map((option, index) => {
    const input = h("input", {
      class: "ds-input",
      type: several ? "checkbox" : "radio",
      name,
      value: option.id,
    });
    input.checked = response.includes(option.id);
    inputs.push(input);
    return h(
      "label",
      { class: "kp-option", "data-option": option.id },
      input,
      "html" in option
        ? sanitised("span", { class: "kp-option-text" }, player.text(option.html))
        : h("span", { class: "kp-option-text" }, option.label),
      index < 9 && h("span", { class: "kp-key", "aria-hidden": "true" }, String(index + 1)),
    );
  });
  return {
    element: h("div", { class: "kp-options" }, rows),
    response: () =>
      inputs
        .filter((input) => input.checked)
        .map((input) => input.value)
        .sort()
        .join(""),
  };
}

function numberFields(player: Player, item: PublicItem, response: string): Fields {
  const [typed = "", unitId = ""] = response.split("|");
  const id = freshId("number");
  const unit = item.unit ? player.text(item.unit.label) : "";
  const input = h("input", {
    class: "ds-input",
    id,
    type: "text",
    inputmode: "decimal",
    maxlength: MOST_TYPED,
    autocapitalize: "off",
    spellcheck: "false",
    value: typed,
  });
  const select =
    item.unitChoices &&
    h(
      "select",
      { class: "ds-input", "aria-label": player.words("answer.unit.label"), "data-width": "auto" },
      h("option", { value: "" }, player.words("answer.unit.choose")),
      item.unitChoices.map((choice) =>
        h(
          "option",
          { value: choice.id, selected: choice.id === unitId },
          player.text(choice.label),
        ),
      ),
    );
  const label = h(
    "label",
    { class: "kp-number-label", for: id },
    player.words("answer.number"),
    !select && unit !== "" && unseen(` (${unit})`),
  );
  return {
    element: h(
      "div",
      {},
      label,
      h(
        "div",
        { class: "kp-number" },
        input,
        select || (unit !== "" && h("span", { class: "kp-unit", "aria-hidden": "true" }, unit)),
      ),
    ),
    response() {
      return numberResponse(input.value, select?.value || null);
    },
  };
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
    const inputs = form.querySelectorAll<HTMLInputElement>(".kp-option input");
    const input = inputs[Number(event.key) - 1];
    if (input) {
      event.preventDefault();
      input.focus();
      input.click();
    }
  }
}
