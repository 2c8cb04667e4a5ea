/** What a question is answered by: the fields of its type. */

import type { QuestionType } from "../bundle.ts";
import { h, sanitised } from "../dom.ts";
import type { Player } from "../player.ts";
import type { PublicPart } from "../runtime.ts";
import { caseFields } from "./answer-case.ts";
import { choiceFields } from "./answer-choice.ts";
import { matchFields } from "./answer-match.ts";
import { numberFields } from "./answer-number.ts";
import { orderFields } from "./answer-order.ts";
import type { Key } from "../texts.ts";

/** Every change of the answer shows as an `input` event of the element. */
export interface Fields {
  element: HTMLElement;
  /** As `docs/state-format.md` writes a response; `""` where nothing is answered. */
  response(): string;
}

export function answerFields(player: Player, item: PublicPart, response: string): Fields {
  switch (item.type) {
    case "case":
      return caseFields(player, item, response);
    case "numeric":
      return numberFields(player, item, response);
    case "calculation":
      return item.options || item.as === "yes-no"
        ? choiceFields(player, item, response)
        : numberFields(player, item, response);
    case "ordering":
      return orderFields(player, item, response);
    case "matching":
    case "label":
      return matchFields(player, item, response);
    default:
      return choiceFields(player, item, response);
  }
}

const HINTS: Partial<Record<QuestionType, Key>> = {
  multiple: "answer.several",
  ordering: "answer.order.hint",
};

/** What a learner who has not met the type may need to know. */
export function hint(player: Player, { type }: PublicPart): HTMLElement | undefined {
  const key = HINTS[type];
  return key && h("p", { class: "kp-hint kp-quiet" }, player.words(key));
}

/** The question's picture; a label's has its places marked, and there the answer shows it. */
export function picture(player: Player, { type, pictureHtml }: PublicPart): HTMLElement | false {
  return (
    type !== "label" &&
    pictureHtml !== undefined &&
    sanitised("div", { class: "kp-picture" }, player.text(pictureHtml))
  );
}
