/**
 * A pass test taken in the browser, behind the same port as one that the server holds: its forms
 * were drawn when the package was made, and its answers live in the learner's state.
 */

import { type Asked, ask } from "./ask.ts";
import { finish, start, type Underway, underway } from "./attempts.ts";
import type { Assessment, Bundle, Part } from "./bundle.ts";
import { hundredths, type Outcome } from "./grading.ts";
import type { Learner } from "./learner.ts";
import type { Rational } from "./numbers.ts";
import { attemptsLeft } from "./progress.ts";
import { type Answered, Refused, type Runtime, type Test, type TestResult, type TestView } from "./runtime.ts";
import { partsOf, type Verdict } from "./scoring.ts";

export interface LocalTest extends Test {
  /** The questions with the learner's answers, once handed in: nothing is secret in a package. */
  review(): Reviewed[];
}

export interface Reviewed {
  asked: Asked;
  response: string;
}

export interface Setting {
  bundle: Bundle;
  learner: Learner;
  runtime: Runtime;
  now: () => Date;
  random: () => number;
}

export function localTest(setting: Setting, assessment: Assessment): LocalTest {
  const { bundle, learner, runtime, now, random } = setting;
  const answered = new Map<number, { at: number; seconds: number }>();
  let attempt: Underway | null = null;
  let lastAct = now().getTime();
  let result: TestResult | null = null;
  let reviewed: Reviewed[] = [];

  function opened(): Underway {
    if (!attempt) throw new Error(`the test ${assessment.id} has not been opened`);
    return attempt;
  }

  return {
    async open() {
      attempt = underway(bundle, assessment, learner.state);
      if (!attempt) {
        if (attemptsLeft(assessment, learner.state) === 0) {
          throw new Refused("no-attempts", "", "", "");
        }
        attempt = learner.change((state) =>
          start(bundle, assessment, state, now().getTime(), random),
        );
      }
      lastAct = now().getTime();
      return viewOf(bundle, assessment, opened(), now());
    },
    time: async () => null,
    async answer(position, response) {
      const at = now().getTime();
      const seconds = (answered.get(position)?.seconds ?? 0) + Math.round((at - lastAct) / 1000);
      answered.set(position, { at, seconds });
      lastAct = at;
      learner.change(() => {
        opened().current.responses[position] = response;
      });
    },
    async mark(position, marked) {
      learner.change(() => {
        const marks = opened().current.marked;
        if (marked) marks.add(position);
        else marks.delete(position);
      });
    },
    async submit() {
      if (result) return result;
      const { items, current } = opened();
      reviewed = items.map((item, position) => ({
        asked: ask(bundle, item, position),
        response: current.responses[position] ?? "",
      }));
      const outcome = learner.change((state) => finish(bundle, assessment, state));
      const report = reviewed.flatMap(({ asked: { question }, response }, position) =>
        answeredParts(question, response, outcome.verdicts[position], answered.get(position)),
      );
      // The result itself lies in the state; this is what an LMS may list besides.
      runtime.record(report).catch((error: unknown) => console.error(error));
      result = resultOf(assessment, outcome, now());
      return result;
    },
    review: () => reviewed,
  };
}

/** A case is as many answers as it has parts: an LMS knows no case. */
function answeredParts(
  question: Part,
  response: string,
  verdict: Verdict | undefined,
  when: { at: number; seconds: number } | undefined,
): Answered[] {
  const { id, type, as } = question;
  if (question.parts) {
    const given = partsOf(question, response);
    return question.parts.flatMap((part, at) =>
      answeredParts({ ...part, id: `${id}_${part.id}` }, given[at] ?? "", verdict?.parts?.[at], when),
    );
  }
  const correct = verdict?.correct ?? false;
  const answer = { question: id, type: as === "yes-no" ? ("true-false" as const) : type, response };
  return [{ ...answer, correct, at: when?.at ?? null, seconds: when?.seconds ?? 0 }];
}

function viewOf(
  bundle: Bundle,
  assessment: Assessment,
  { current, items }: Underway,
  now: Date,
): TestView {
  const started = current.started * 1000;
  const deadline = assessment.minutes === null ? null : started + assessment.minutes * 60_000;
  return {
    attempt: String(current.form),
    items: items.map((item, position) => ask(bundle, item, position).item),
    responses: [...current.responses],
    marked: items.map((_, position) => current.marked.has(position)),
    startedAt: new Date(started).toISOString(),
    deadline: deadline === null ? null : new Date(deadline).toISOString(),
    now: now.toISOString(),
    submitted: false,
  };
}

function resultOf(assessment: Assessment, outcome: Outcome, now: Date): TestResult {
  return {
    earned: points(outcome.earned),
    possible: outcome.possible,
    percent: outcome.percent,
    passed: outcome.passed,
    topics: outcome.topics.map(({ topic, earned, possible }) => ({
      topic,
      title: assessment.topics?.[topic] ?? {},
      earned: points(earned),
      possible,
    })),
    sections: outcome.sections.map(({ section, percent }) => ({
      title: section.title,
      percent,
      needed: section.percent,
    })),
    delivery: "none",
    submittedAt: now.toISOString(),
  };
}

function points(exact: Rational): number {
  return hundredths(exact) / 100;
}
