/** The lines under the bar: what the learner should know about this course or this session. */

import type { Child } from "../dom.ts";
import { h } from "../dom.ts";
import { type Icon, icon } from "../icons.ts";
import type { Player } from "../player.ts";
import type { Connection } from "../runtime.ts";
import type { Key } from "../texts.ts";

/** What stays as it is for the whole session. */
export function standingStrips(player: Player): HTMLElement[] {
  const { bundle, runtime, words } = player;
  const { draft, example } = bundle.course;
  const caution = [draft && words("draft"), example && words("example")].filter(Boolean);
  return [
    caution.length > 0 && strip("warning", "warning", caution.join(" ")),
    runtime.readOnly && strip("info", "info", words("readonly")),
    !runtime.tracked && !runtime.readOnly && strip("info", "info", words("untracked")),
  ].filter((element) => element !== false);
}

/** What is wrong with storing, if anything is. */
export function troubleStrip(player: Player, connection: Connection): HTMLElement | null {
  const key: Key | null = player.learner.unstorable
    ? "unstorable"
    : connection === "offline"
      ? "offline"
      : connection === "ended"
        ? "ended"
        : null;
  return key && strip("warning", "offline", player.words(key));
}

/** The short word in the bar; nothing where nothing is to be stored. */
export function savingWord(player: Player, connection: Connection): Child {
  const { runtime, words, learner } = player;
  if (!runtime.tracked || runtime.readOnly) return null;
  const trouble = learner.unstorable || connection === "offline" || connection === "ended";
  const key = trouble ? "unsaved" : connection;
  const sign = trouble ? "offline" : connection;
  return [icon(sign), h("span", { class: "kp-saving-word" }, words(key))];
}

function strip(color: "warning" | "info", sign: Icon, sentence: string): HTMLElement {
  return h("p", { class: "kp-strip", "data-color": color }, icon(sign), h("span", {}, sentence));
}
