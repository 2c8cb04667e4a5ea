/**
 * The time left: said in words in the last five minutes, before that only to those who ask.
 * When it is out the test is handed in as it stands.
 */

import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player } from "../player.ts";
import type { Sitting } from "../sitting.ts";

const LAST_MINUTES = 5;
const MINUTE_MS = 60_000;
/** How often the server's clock is asked; by this it also knows that the page is there. */
const ASK_MS = 30_000;

export interface TestClock {
  element: HTMLElement | null;
  stop(): void;
}

export function testClock(player: Player, sitting: Sitting): TestClock {
  const asking = window.setInterval(() => void sitting.askTime(), ASK_MS);
  if (sitting.timeLeft() === null) {
    return { element: null, stop: () => window.clearInterval(asking) };
  }
  const { words } = player;
  const text = h("span", { role: "status" });
  const toggle = h("button", {
    class: "ds-button",
    "data-variant": "tertiary",
    type: "button",
  });
  const element = h("div", { class: "kp-clock" }, icon("clock"), text, toggle);

  function show(): void {
    const left = sitting.timeLeft() ?? 0;
    const pressing = left <= LAST_MINUTES * MINUTE_MS;
    const shown = pressing || sitting.clockShown;
    element.toggleAttribute("data-pressing", pressing);
    toggle.hidden = pressing;
    toggle.textContent = words(shown ? "test.time.hide" : "test.time.show");
    // The region speaks whenever its words change: once a minute, and never while hidden.
    const sentence = shown ? leftInWords(player, left) : "";
    if (text.textContent !== sentence) text.textContent = sentence;
    if (left <= 0) {
      window.clearInterval(ticking);
      void atZero();
    }
  }

  /** The last word is the server's: it may know of more time. */
  async function atZero(): Promise<void> {
    await sitting.askTime();
    if (!element.isConnected) return;
    if ((sitting.timeLeft() ?? 0) <= 0) return handInAtZero(player, sitting, text);
    ticking = window.setInterval(show, 1000);
    show();
  }

  toggle.addEventListener("click", () => {
    sitting.clockShown = !sitting.clockShown;
    show();
  });
  let ticking = window.setInterval(show, 1000);
  show();
  return {
    element,
    stop() {
      window.clearInterval(ticking);
      window.clearInterval(asking);
    },
  };
}

/** Whole minutes, rounded up: "5 minutter igjen" until four are left. */
function leftInWords(player: Player, left: number): string {
  const { words } = player;
  if (left <= 0) return `${words("test.time.out")}. ${words("test.time.handing")}`;
  if (left < MINUTE_MS) return words("test.time.minute");
  const time = words("minutes", { count: Math.ceil(left / MINUTE_MS) });
  return words("test.time.left", { time });
}

async function handInAtZero(player: Player, sitting: Sitting, text: HTMLElement): Promise<void> {
  try {
    await sitting.submit();
    player.go({ page: "test", id: sitting.assessment.id, step: "result" });
  } catch (error) {
    // The server hands in by itself at its own zero; the learner may ask for the result later.
    console.error(error);
    text.textContent = `${player.words("test.time.out")}. ${player.words("test.failed.mend")}`;
  }
}
