/** The learner's state while the page is open: changed here, then stored and reported. */

import type { Bundle, LearningPath, StaffGroup } from "./bundle.ts";
import { encodeToFit } from "./fit.ts";
import { progress } from "./progress.ts";
import { type Progress, type Runtime, SessionEnded } from "./runtime.ts";
import type { State, TestState } from "./state.ts";

export class Learner {
  readonly state: State;
  /** When the LMS last took a report of a result or of the whole course done. */
  reportedAt: Date | null = null;
  /** The runtime refused a state for good; the page says so until it is opened again. */
  unstorable = false;
  private readonly bundle: Bundle;
  private readonly runtime: Runtime;
  private readonly listeners = new Set<() => void>();
  private stored: string;
  private reported = "";

  constructor(bundle: Bundle, runtime: Runtime, state: State) {
    this.bundle = bundle;
    this.runtime = runtime;
    this.state = state;
    this.stored = encodeToFit(state, bundle);
  }

  /** Hears of every change, after it was made, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Gives back what the edit gives. */
  change<T>(edit: (state: State) => T): T {
    const given = edit(this.state);
    const text = encodeToFit(this.state, this.bundle);
    if (text !== this.stored) {
      this.stored = text;
      this.settle(this.runtime.save(text));
    }
    this.report();
    this.tell();
    return given;
  }

  chooseGroup({ number }: StaffGroup): void {
    this.change((state) => {
      state.group = number;
    });
  }

  choosePath({ number }: LearningPath): void {
    this.change((state) => {
      state.path = number;
    });
  }

  progress(): Progress {
    return progress(this.bundle, this.state);
  }

  test(number: number): TestState {
    return this.state.tests.get(number) ?? { attempts: 0, best: null, current: null };
  }

  private report(): void {
    const now = this.progress();
    const text = JSON.stringify(now);
    if (text === this.reported) return;
    this.reported = text;
    this.settle(
      this.runtime.report(now).then(() => {
        if (now.completed || now.score !== null) {
          this.reportedAt = new Date();
          this.tell();
        }
      }),
    );
  }

  /** Failures on the way are retried by the runtime and shown through `watch`. */
  private settle(storing: Promise<void>): void {
    storing.catch((error: unknown) => {
      if (error instanceof SessionEnded) return; // `watch` says "ended"
      this.unstorable = true;
      console.error(error);
      this.tell();
    });
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
