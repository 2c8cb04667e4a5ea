/** Time as the runtimes see it; tests bring their own. */

import type { Later } from "./outbox.ts";

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  later: Later;
}

export const wallClock: Clock = {
  now: () => Date.now(),
  later(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
