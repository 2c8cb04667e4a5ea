/** What keeps somebody from a test, said in a box. */

import { type Child, h } from "../dom.ts";
import type { Player } from "../player.ts";
import { Refused, SessionEnded } from "../runtime.ts";

/** What stands in the way, as a box: the server's own words where it gave some. */
export function obstacle(player: Player, error: unknown): HTMLElement {
  const { words } = player;
  const box = (title: string, ...sentences: Child[]): HTMLElement =>
    h(
      "div",
      { class: "ds-alert kp-obstacle", "data-color": "warning" },
      h("h2", {}, title),
      sentences.map((sentence) => sentence && h("p", {}, sentence)),
    );
  if (error instanceof SessionEnded) return box(words("test.failed"), words("ended"));
  if (error instanceof Refused) {
    if (error.code === "no-attempts" && error.message === "") {
      return box(words("test.none"), words("test.none.mend"));
    }
    const number = error.correlation;
    return box(
      words("test.refused"),
      error.message,
      error.mend,
      number !== "" && words("broken.number", { number }),
    );
  }
  console.error(error);
  return box(words("test.failed"), words("test.failed.mend"));
}
