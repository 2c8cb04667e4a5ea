import assert from "node:assert/strict";
import { test } from "node:test";
import vectors from "../../../tests/vectors/grading.json" with { type: "json" };
import { outcome } from "../src/grading.ts";
import { decimal, type Rational } from "../src/numbers.ts";

/** The vectors give the nearest double; points are ninths at the finest. */
function exact(points: number): Rational {
  for (let d = 1; d <= 9; d++) {
    const n = Math.round(points * d);
    if (n / d === points) return { n: BigInt(n), d: BigInt(d) };
  }
  return decimal(String(points));
}

for (const { name, rule, items, percent, passed } of vectors.cases) {
  test(name, () => {
    const judged = items.map(({ topic, critical, points, earned, correct }) => {
      const number = { valueCorrect: null, unitCorrect: null, mistake: null };
      const verdict = { correct, earned: exact(earned), possible: points, ...number };
      return { topic, critical, verdict };
    });

    const sections = (rule.sections ?? []).map((section) => ({ title: {}, ...section }));
    const result = outcome({ ...rule, sections }, judged);

    assert.deepEqual([result.percent, result.passed], [percent, passed]);
  });
}

test("topics are summed apart, in the order they come", () => {
  const number = { valueCorrect: null, unitCorrect: null, mistake: null };
  const judge = (topic: string, earned: string) => ({
    topic,
    critical: false,
    verdict: { correct: earned === "1", earned: decimal(earned), possible: 1, ...number },
  });
  const rule = { percent: 50, allRight: [], criticalRight: true, sections: [] };

  const { topics } = outcome(rule, [judge("b", "1"), judge("a", "0"), judge("b", "0.5")]);

  const shown = topics.map(({ topic, earned, possible }) => [
    topic,
    Number(earned.n) / Number(earned.d),
    possible,
  ]);
  assert.deepEqual(shown, [
    ["b", 1.5, 2],
    ["a", 0, 1],
  ]);
});
