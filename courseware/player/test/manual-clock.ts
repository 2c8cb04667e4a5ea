/** A clock that tests move by hand. */

import type { Clock } from "../src/runtimes/clock.ts";

export interface ManualClock extends Clock {
  /** Let time pass: what falls due runs in order, each with its promises settled after it. */
  pass(ms: number): Promise<void>;
}

export function manualClock(start = Date.UTC(2027, 0, 15, 9, 0, 0)): ManualClock {
  let time = start;
  let alarms: { at: number; act: () => void }[] = [];
  return {
    now: () => time,
    later(ms, act) {
      const alarm = { at: time + ms, act };
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((other) => other !== alarm);
      };
    },
    async pass(ms) {
      const until = time + ms;
      await settled();
      for (;;) {
        const [next] = alarms.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (!next) break;
        alarms = alarms.filter((other) => other !== next);
        time = next.at;
        next.act();
        await settled();
      }
      time = until;
    },
  };
}

/** Every promise that can go on has gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
