/** Where a result went, in one sentence that follows it until it has arrived. */

import type { Assessment } from "../bundle.ts";
import { h } from "../dom.ts";
import type { Player } from "../player.ts";
import { type TestStanding, testStanding } from "../standing.ts";

/** How long to wait between asking whether the LMS has the result, in milliseconds. */
const PAUSES = [2_000, 3_000, 5_000, 10_000, 20_000, 40_000];

export interface DeliveryLine {
  element: HTMLElement;
  stop(): void;
}

export function deliveryLine(player: Player, assessment: Assessment): DeliveryLine {
  const element = h("p", { class: "kp-delivery", role: "status" });
  let timer = 0;

  function show(): void {
    element.textContent = sentence(player, testStanding(player, assessment));
  }

  async function follow(tries: number): Promise<void> {
    const { surroundings } = player;
    const pause = PAUSES[tries];
    const { delivery } = testStanding(player, assessment);
    if (!surroundings.askResults || delivery?.state !== "waiting" || pause === undefined) return;
    await new Promise((resolve) => {
      timer = window.setTimeout(resolve, pause);
    });
    // The server sends the result without us: where asking fails, ask again later.
    surroundings.results = await surroundings.askResults().catch(() => surroundings.results);
    show();
    void follow(tries + 1);
  }

  show();
  const forget = player.learner.onChange(show);
  void follow(0);
  return {
    element,
    stop() {
      forget();
      window.clearTimeout(timer);
    },
  };
}

export function sentence(player: Player, { best, delivery }: TestStanding): string {
  const { words, surroundings, runtime } = player;
  if (best === null) return "";
  if (runtime.readOnly || !runtime.tracked) return words("delivery.unstored");
  const platform = surroundings.platform ?? words("platform");
  if (delivery === null) return surroundings.delivers ? "" : words("delivery.none");
  if (delivery.state !== "sent" || delivery.sentAt === null) {
    return words(`delivery.${delivery.state === "sent" ? "waiting" : delivery.state}`, {
      platform,
    });
  }
  const at = delivery.sentAt;
  const today = at.toDateString() === new Date().toDateString();
  return words(today ? "delivery.sent" : "delivery.sent.date", {
    platform,
    time: words.time(at),
    date: words.day(at),
  });
}
