/** The questions of a case, each with fields of its own and a place for what is said to it. */

import { freshId, h, sanitised } from "../dom.ts";
import type { Player } from "../player.ts";
import type { PublicPart } from "../runtime.ts";
import { partsOf } from "../scoring.ts";
import { type Fields, hint, picture } from "./fields.ts";

/** `fieldsOf` gives a part the fields of its type. */
export function caseFields(
  player: Player,
  item: PublicPart,
  response: string,
  fieldsOf: (player: Player, part: PublicPart, response: string) => Fields,
): Fields {
  const given = partsOf(item, response);
  const parts = (item.parts ?? []).map((part, at) => {
    const fields = fieldsOf(player, part, given[at] ?? "");
    const element = h(
      "fieldset",
      { class: "kp-part", id: freshId("part") },
      sanitised("legend", {}, player.text(part.textHtml)),
      hint(player, part),
      picture(player, part),
      fields.element,
      h("div", { class: "kp-feedback kp-prose" }),
    );
    return { ...fields, element };
  });
  return {
    element: h("div", {}, ...parts.map(({ element }) => element)),
    response() {
      const responses = parts.map((part) => part.response());
      return responses.some((each) => each !== "") ? responses.join("_") : "";
    },
    tell: () => parts.forEach((part) => part.tell?.()),
  };
}
