/** What a question is answered by: the fields of its type. */

import type { Player } from "../player.ts";
import type { PublicItem } from "../runtime.ts";
import { choiceFields } from "./answer-choice.ts";
import { matchFields } from "./answer-match.ts";
import { numberFields } from "./answer-number.ts";
import { orderFields } from "./answer-order.ts";

/** Every change of the answer shows as an `input` event of the element. */
export interface Fields {
  element: HTMLElement;
  /** As `docs/state-format.md` writes a response; `""` where nothing is answered. */
  response(): string;
}

export function answerFields(player: Player, item: PublicItem, response: string): Fields {
  switch (item.type) {
    case "numeric":
    case "calculation":
      return numberFields(player, item, response);
    case "ordering":
      return orderFields(player, item, response);
    case "matching":
    case "label":
      return matchFields(player, item, response);
    default:
      return choiceFields(player, item, response);
  }
}
