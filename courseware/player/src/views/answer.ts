/** What a question is answered by: the fields of its type. */

import type { Player } from "../player.ts";
import type { PublicPart } from "../runtime.ts";
import { caseFields } from "./answer-case.ts";
import { choiceFields } from "./answer-choice.ts";
import { matchFields } from "./answer-match.ts";
import { numberFields } from "./answer-number.ts";
import { orderFields } from "./answer-order.ts";
import type { Fields } from "./fields.ts";

export function answerFields(player: Player, item: PublicPart, response: string): Fields {
  switch (item.type) {
    case "case":
      return caseFields(player, item, response, answerFields);
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
