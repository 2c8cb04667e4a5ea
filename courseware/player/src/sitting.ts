/** Sitting a pass test, held by the server or taken here: opening, answering, handing in. */

import type { Assessment } from "./bundle.ts";
import { type LocalTest, localTest } from "./local-test.ts";
import { whatIsMissing } from "./missing.ts";
import { asksGroup, groupOf } from "./plan.ts";
import type { Player } from "./player.ts";
import { Refused, type Test, type TestResult, type TestView } from "./runtime.ts";
import { noteResult } from "./standing.ts";

export class Sitting {
  readonly assessment: Assessment;
  /** Null in a test that the server holds: what was right stays there. */
  readonly local: LocalTest | null;
  view: TestView;
  result: TestResult | null = null;
  /** The server takes no more answers, as when the time ran out on another machine. */
  refusal: Refused | null = null;
  /** The learner has asked to see the time. */
  clockShown = false;
  private readonly player: Player;
  private readonly test: Test;
  /** The server's clock minus this machine's, in milliseconds. */
  private offset: number;
  private handing: Promise<TestResult> | null = null;

  private constructor(
    player: Player,
    assessment: Assessment,
    test: Test,
    local: LocalTest | null,
    view: TestView,
  ) {
    this.player = player;
    this.assessment = assessment;
    this.test = test;
    this.local = local;
    this.view = view;
    this.offset = new Date(view.now).getTime() - Date.now();
  }

  /** Somebody may have been given more time. What cannot be asked now stays as it was. */
  async askTime(): Promise<void> {
    const told = await this.test.time().catch(() => null);
    if (!told) return;
    this.view.deadline = told.deadline;
    this.offset = new Date(told.now).getTime() - Date.now();
  }

  /** Start the test or go on with it. Throws what the runtime throws: `Refused`, `SessionEnded`. */
  static async open(player: Player, assessment: Assessment, code = ""): Promise<Sitting> {
    const { bundle, learner, runtime } = player;
    const remote = runtime.test(assessment);
    const now = (): Date => new Date();
    const local = remote
      ? null
      : localTest({ bundle, learner, runtime, now, random: Math.random }, assessment);
    const test = remote ?? local!;
    const group = asksGroup(assessment) ? groupOf(bundle, learner.state)?.id : undefined;
    const sitting = new Sitting(player, assessment, test, local, await test.open(code, group));
    player.sittings.set(assessment.id, sitting);
    player.surroundings.closed = sitting.view.closed ?? player.surroundings.closed;
    return sitting;
  }

  answer(position: number, response: string): void {
    if (this.result || this.handing || this.view.responses[position] === response) return;
    this.view.responses[position] = response;
    this.settle(this.test.answer(position, response));
  }

  mark(position: number, marked: boolean): void {
    this.view.marked[position] = marked;
    this.settle(this.test.mark(position, marked));
  }

  /** A half answer, or a number that cannot be read, is none yet. */
  isAnswered(position: number): boolean {
    return whatIsMissing(this.view.items[position]!, this.view.responses[position] ?? "") === null;
  }

  get answered(): number {
    return this.view.items.filter((_, position) => this.isAnswered(position)).length;
  }

  get open(): number {
    return this.view.items.length - this.answered;
  }

  get marked(): number {
    return this.view.marked.filter(Boolean).length;
  }

  /** Milliseconds left by the server's clock; null without a limit. */
  timeLeft(): number | null {
    if (this.view.deadline === null) return null;
    return new Date(this.view.deadline).getTime() - (Date.now() + this.offset);
  }

  /** Sends what waits, then hands in; asked twice, it hands in once. */
  async submit(): Promise<TestResult> {
    this.handing ??= this.test.submit();
    try {
      this.result = await this.handing;
    } catch (error) {
      this.handing = null;
      throw error;
    }
    noteResult(this.player, this.assessment, this.result);
    return this.result;
  }

  /** What may pass is retried by the runtime, and the end of the session shows in `watch`. */
  private settle(storing: Promise<void>): void {
    storing.catch((error: unknown) => {
      if (!(error instanceof Refused) || this.result || this.handing) return;
      this.refusal = error;
      this.player.refresh();
    });
  }
}
