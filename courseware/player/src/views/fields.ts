/** What the types of question have in common: the port of their fields, and what stands above them. */

import type { QuestionType } from "../bundle.ts";
import { h, sanitised } from "../dom.ts";
import type { Player } from "../player.ts";
import type { PublicPart } from "../runtime.ts";
import type { Key } from "../texts.ts";

/** Every change of the answer shows as an `input` event of the element. */
export interface Fields {
  element: HTMLElement;
  /** As `docs/state-format.md` writes a response; `""` where nothing is answered. */
  response(): string;
  /** Says beside each field what in it cannot be read, until it is changed. */
  tell?(): void;
}

const HINTS: Partial<Record<QuestionType, Key>> = {
  multiple: "answer.several",
  ordering: "answer.order.hint",
  matching: "match.hint",
  label: "match.hint",
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
