/**
 * What waits to be stored. One thing at a time, oldest first; a newer value for the same key takes
 * the place of the older one. A failure keeps everything here and is tried again, later and later.
 */

import { SessionEnded, type Connection } from "../runtime.ts";

/** Runs `act` after `ms` milliseconds unless the returned function is called before. */
export type Later = (ms: number, act: () => void) => () => void;

/** Nothing is wrong with what we sent: the network or the LMS failed. */
export class TryAgain extends Error {}

export interface Outbox {
  /**
   * Resolves when this or a newer value for `key` is stored. `send` throws `TryAgain` for a
   * failure that may pass; what else it throws rejects this promise and is not tried again.
   */
  put(key: string, send: () => Promise<void>): Promise<void>;
  watch(listener: (connection: Connection) => void): void;
  /** Send now. */
  flush(): void;
  /** The page goes away: send everything side by side, without waiting for answers. */
  flushAll(): void;
}

interface Job {
  send: () => Promise<void>;
  waiters: { resolve: () => void; reject: (reason: unknown) => void }[];
}

const LONGEST_PAUSE_MS = 30_000;

/** `pauseMs`: how long changes may gather before they are sent. */
export function outbox(later: Later, pauseMs: number): Outbox {
  const waiting = new Map<string, Job>();
  let sending: Job | null = null;
  let failures = 0;
  let ended = false;
  let alarm: { at: number; cancel: () => void } | null = null;
  let listener: (connection: Connection) => void = () => {};
  let told: Connection = "saved";

  function connection(): Connection {
    if (ended) return "ended";
    if (failures > 0) return "offline";
    return sending || waiting.size ? "saving" : "saved";
  }

  function tell(): void {
    if (connection() === told) return;
    told = connection();
    listener(told);
  }

  function wake(ms: number): void {
    if (alarm && alarm.at <= ms) return;
    alarm?.cancel();
    alarm = { at: ms, cancel: later(ms, () => ((alarm = null), void run())) };
  }

  /** Sends until nothing waits or something fails; its first steps run before it returns. */
  async function run(): Promise<void> {
    alarm?.cancel();
    alarm = null;
    while (!sending && !ended) {
      const [next] = waiting;
      if (!next) break;
      waiting.delete(next[0]);
      sending = next[1];
      const again = await attempt(next[0], next[1]);
      sending = null;
      if (again) wake(Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (failures - 1)));
      if (again) break;
    }
    tell();
  }

  /** True when the job has to be tried again. */
  async function attempt(key: string, job: Job): Promise<boolean> {
    try {
      await job.send();
      failures = 0;
      job.waiters.forEach(({ resolve }) => resolve());
    } catch (error) {
      if (error instanceof TryAgain) {
        failures += 1;
        const newer = waiting.get(key);
        if (newer) newer.waiters.unshift(...job.waiters);
        else putFirst(key, job);
        return true;
      }
      failures = 0;
      job.waiters.forEach(({ reject }) => reject(error));
      if (error instanceof SessionEnded) end(error);
    }
    return false;
  }

  function putFirst(key: string, job: Job): void {
    const others = [...waiting];
    waiting.clear();
    [[key, job] as const, ...others].forEach(([name, other]) => waiting.set(name, other));
  }

  function end(reason: SessionEnded): void {
    ended = true;
    waiting.forEach((job) => job.waiters.forEach(({ reject }) => reject(reason)));
    waiting.clear();
  }

  return {
    put(key, send) {
      if (ended) return Promise.reject(new SessionEnded("the session is over"));
      return new Promise((resolve, reject) => {
        const waiters = waiting.get(key)?.waiters ?? [];
        waiting.set(key, { send, waiters: [...waiters, { resolve, reject }] });
        wake(pauseMs);
        tell();
      });
    },
    watch(newListener) {
      listener = newListener;
      listener(connection());
    },
    flush() {
      void run();
    },
    flushAll() {
      if (ended) return;
      const jobs = [...waiting];
      waiting.clear();
      jobs.forEach(([key, job]) => void attempt(key, job));
    },
  };
}
