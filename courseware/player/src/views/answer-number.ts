/** A number, with its unit beside it or chosen. */

import { freshId, h, unseen } from "../dom.ts";
import { MOST_TYPED } from "../numbers.ts";
import type { Player } from "../player.ts";
import type { PublicPart } from "../runtime.ts";
import { numberResponse } from "../scoring.ts";
import type { Fields } from "./fields.ts";

export function numberFields(player: Player, item: PublicPart, response: string): Fields {
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
    player.words(item.as === "clock" ? "answer.clock" : "answer.number"),
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
      const typed = item.as === "clock" ? input.value.replaceAll(":", ".") : input.value;
      return numberResponse(typed, select?.value || null);
    },
  };
}
