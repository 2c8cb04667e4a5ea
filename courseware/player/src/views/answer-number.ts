/** A number, with its unit beside it or chosen. */

import { freshId, h, unseen } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player } from "../player.ts";
import type { PublicPart } from "../runtime.ts";
import { numberResponse } from "../scoring.ts";
import type { Key } from "../texts.ts";
import type { Fields } from "./fields.ts";
import { unreadable } from "../missing.ts";

/** More than a number has: what is pasted is told to be too long, rather than cut in silence. */
const MOST_PASTED = 64;

export function numberFields(player: Player, item: PublicPart, response: string): Fields {
  const [typed = "", unitId = ""] = response.split("|");
  const id = freshId("number");
  const unit = item.unit ? player.text(item.unit.label) : "";
  const line = h("p", { class: "kp-unread", "aria-live": "polite", id: freshId("line") });
  const input = h("input", {
    class: "ds-input",
    id,
    type: "text",
    inputmode: "decimal",
    maxlength: MOST_PASTED,
    "aria-describedby": line.id,
    oninput: () => say(null),
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
  const say = (key: Key | null): void => {
    input.setAttribute("aria-invalid", String(key !== null));
    line.replaceChildren(...(key ? [icon("warning"), player.words(key)] : []));
  };
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
      line,
    ),
    response() {
      const typed = item.as === "clock" ? input.value.replaceAll(":", ".") : input.value;
      return numberResponse(typed, select?.value || null);
    },
    tell: () => say(unreadable(item, input.value)),
  };
}
