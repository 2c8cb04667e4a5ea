/**
 * The result of a whole test taken in the browser, by the same rules as `courseware/grading.py`
 * (`tests/vectors/grading.json` holds both to the same).
 */

import type { Assessment, Bundle, FormItem, Section } from "./bundle.ts";
import { question } from "./forms.ts";
import { floor, multiply, type Rational, whole } from "./numbers.ts";
import { score, total, type Verdict } from "./scoring.ts";

export interface Outcome {
  /** Points, exact. */
  earned: Rational;
  possible: number;
  /** Rounded down. */
  percent: number;
  /** A practice has no pass rule and is never failed. */
  passed: boolean;
  /** In the order of the form. */
  verdicts: Verdict[];
  /** In the order met. */
  topics: { topic: string; earned: Rational; possible: number }[];
  /** Those of the rule that were asked something of; per cent of their own points. */
  sections: { section: Section; percent: number }[];
}

export type Rule = Pick<Assessment, "percent" | "allRight" | "criticalRight" | "sections">;

/** One question of a test, judged. */
export interface Judged {
  topic: string;
  critical: boolean;
  verdict: Verdict;
}

export function grade(
  bundle: Bundle,
  assessment: Assessment,
  items: readonly FormItem[],
  responses: readonly string[],
): Outcome {
  const judged = items.map(({ question: id, variant }, position) => {
    const asked = question(bundle, id);
    return { ...asked, verdict: score(asked, variant, responses[position] ?? "") };
  });
  return outcome(assessment, judged);
}

export function outcome(rule: Rule, judged: readonly Judged[]): Outcome {
  const verdicts = judged.map(({ verdict }) => verdict);
  const { earned, possible, percent } = sum(verdicts);
  const mustBeRight = ({ topic, critical }: Judged): boolean =>
    rule.allRight.includes(topic) || (rule.criticalRight && critical);
  const topics = [...new Set(judged.map(({ topic }) => topic))].map((topic) => ({
    topic,
    ...sum(judged.filter((item) => item.topic === topic).map(({ verdict }) => verdict)),
  }));
  const sections = rule.sections.flatMap((section) => {
    const own = judged.filter(({ topic }) => section.topics.includes(topic));
    return own.length ? [{ section, percent: sum(own.map(({ verdict }) => verdict)).percent }] : [];
  });
  const passed =
    percent >= (rule.percent ?? 0) &&
    judged.every((item) => item.verdict.correct || !mustBeRight(item)) &&
    sections.every(({ section, percent }) => percent >= section.percent);
  return { earned, possible, percent, passed, verdicts, topics, sections };
}

function sum(verdicts: readonly Verdict[]): Pick<Outcome, "earned" | "possible" | "percent"> {
  const earned = total(verdicts);
  const possible = verdicts.reduce((points, verdict) => points + verdict.possible, 0);
  const percent = possible ? floor(multiply(earned, { n: 100n, d: BigInt(possible) })) : 0;
  return { earned, possible, percent };
}

/** Hundredths of a point, rounded down: what the state keeps of an exact number of points. */
export function hundredths(points: Rational): number {
  return floor(multiply(points, whole(100)));
}
