/**
 * Runs the player as a cmi5 assignable unit. A document of ours holds the state, and what the LMS
 * has been told: of one registration it hears `completed` and `passed` once, and no `failed` after.
 */

import { MOST_STATE } from "../fit.ts";
import { type Progress, Refused, type Runtime } from "../runtime.ts";
import type { Clock } from "./clock.ts";
import type { Launch } from "./cmi5-launch.ts";
import { speaker, type Statement, verbOf } from "./cmi5-statements.ts";
import { outbox, TryAgain } from "./outbox.ts";
import { standingOf } from "./scorm.ts";

const SAVE_PAUSE_MS = 800;
const STATE_ID = "kurspakke";

type Batch = [Statement, ...Statement[]];

interface Kept {
  format: 1;
  state: string | null;
  completed: boolean;
  result: "passed" | "failed" | null;
}

/** Begins the session: `initialized` comes before all else (9.3.0.0-4). */
export async function cmi5(
  launch: Launch,
  clock: Clock,
  random: Pick<Crypto, "getRandomValues">,
): Promise<Runtime> {
  const { lrs, actor, activityId, registration, readOnly, masteryScore } = launch;
  const says = speaker(launch, random);
  const started = clock.now();
  const agent = JSON.stringify(actor);
  const about = { activityId, agent, registration, stateId: STATE_ID };
  const kept = keptOf(await lrs.read("activities/state", about));
  let stored = JSON.stringify(kept);
  const box = outbox(clock.later, SAVE_PAUSE_MS);
  /** What is not sent yet; statements that belong together are sent together. */
  const waiting: Batch[] = [];
  /** What the LMS has been told or is about to be, in this session and those before. */
  let completed = kept.completed;
  let result = kept.result;
  let judged = false;
  let closed = false;
  await lrs.send([say("initialized")]);

  function say(verb: Parameters<typeof says.say>[0], percent: number | null = null): Statement {
    return says.say(verb, clock.now(), clock.now() - started, percent);
  }

  async function keep(): Promise<void> {
    const text = JSON.stringify(kept);
    if (text === stored) return;
    await lrs.write("activities/state", about, kept);
    stored = text;
  }

  /** The state first: it is what the learner would miss. */
  async function hand(): Promise<void> {
    await keep();
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
      try {
        await tell(batch);
      } catch (error) {
        if (error instanceof TryAgain) waiting.unshift(batch);
        throw error;
      }
    }
    await keep();
  }

  async function tell(batch: Batch): Promise<void> {
    const verb = verbOf(batch[0]);
    try {
      await lrs.send(batch);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Answers are for reports: offered once. A result may have come in a session that broke off.
      if (verb !== "answered" && !(await isKnown(batch[0]))) throw error;
    }
    if (verb === "completed") kept.completed = true;
    if (verb === "passed" || verb === "failed") kept.result = verb;
  }

  /** Whether the LMS holds a statement with this verb for this registration. */
  async function isKnown({ verb }: Statement): Promise<boolean> {
    try {
      const query = { agent, verb: verb.id, activity: activityId, registration, limit: "1" };
      const found = JSON.parse((await lrs.read("statements", query)) ?? "{}") as {
        statements?: unknown[];
      };
      return (found.statements?.length ?? 0) > 0;
    } catch (error) {
      if (error instanceof Refused || error instanceof SyntaxError) return false;
      throw error;
    }
  }

  /** A pass below the LMS's own mark is none, and a score above it is no failure's (9.5.1.0-1). */
  function judge(progress: Progress): void {
    const { score, attemptsRemain } = progress;
    if (score === null || judged || result === "passed") return;
    const reaches = masteryScore === null || score.percent / 100 >= masteryScore;
    if (score.passed && reaches) {
      result = "passed";
      waiting.push([say("passed", score.percent)]);
    } else if (!attemptsRemain && result === null) {
      result = "failed";
      waiting.push([say("failed", masteryScore !== null && reaches ? null : score.percent)]);
    } else return;
    judged = true; // one of the two in a session (9.3.0.0-3)
  }

  const commit = (): Promise<void> => box.put("lms", hand);

  return {
    tracked: true,
    readOnly,
    learnerLanguages: launch.languages,
    load: async () => kept.state,

    async save(state) {
      if (readOnly || closed) return;
      if (state.length > MOST_STATE) throw new RangeError("the state is too long");
      kept.state = state;
      await commit();
    },

    async report(progress) {
      if (readOnly || closed) return;
      judge(progress);
      const done = /^(completed|passed)$/.test(standingOf(progress));
      if (done && !completed) {
        completed = true;
        waiting.push([say("completed")]);
      }
      await commit();
    },

    async record(answered) {
      if (readOnly || closed) return;
      const [first, ...more] = answered.map((answer) => says.answered(answer, clock.now()));
      if (!first) return;
      waiting.push([first, ...more]);
      await commit();
    },

    test: () => null,
    watch: (listener) => box.watch(listener),
    flush: () => box.flush(),

    /** `terminated` is the last word (9.3.0.0-5), so what waits goes with it, before it. */
    close() {
      if (closed) return;
      closed = true;
      void keep().catch(() => {});
      void lrs.send([...waiting.flat(), say("terminated")]).catch(() => {});
    },
  };
}

function keptOf(text: string | null): Kept {
  const fresh: Kept = { format: 1, state: null, completed: false, result: null };
  if (text === null) return fresh;
  try {
    const found = JSON.parse(text) as Partial<Kept>;
    if (found.format === 1) return { ...fresh, ...found };
  } catch {
    // Not ours, or cut: the learner is asked before it is written over.
  }
  return { ...fresh, state: text };
}
