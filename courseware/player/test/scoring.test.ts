import assert from "node:assert/strict";
import { test } from "node:test";
import vectors from "../../../tests/vectors/scoring.json" with { type: "json" };
import responses from "../../../tests/vectors/responses.json" with { type: "json" };
import type { Question } from "../src/bundle.ts";
import { numberResponse, score } from "../src/scoring.ts";

for (const vector of vectors.cases) {
  test(vector.name, () => {
    const question = vector.question as unknown as Question;

    const { earned, ...verdict } = score(question, vector.variant, vector.response);

    assert.deepEqual(verdict, {
      correct: vector.correct,
      possible: question.points,
      valueCorrect: vector.valueCorrect,
      unitCorrect: vector.unitCorrect,
      mistake: vector.mistake,
    });
    assert.equal(Number(earned.n) / Number(earned.d), vector.earned);
  });
}

for (const vector of responses.cases) {
  test(`${vector.question} (${vector.variant}): ${JSON.stringify(vector.response)}`, () => {
    const asked = (responses.questions as unknown as Record<string, Question>)[vector.question]!;

    const { earned, parts: _, ...verdict } = score(asked, vector.variant, vector.response);

    assert.deepEqual(verdict, {
      correct: vector.correct,
      possible: asked.points,
      valueCorrect: vector.valueCorrect,
      unitCorrect: vector.unitCorrect,
      mistake: vector.mistake,
    });
    assert.ok(Math.abs(Number(earned.n) / Number(earned.d) - vector.earned) < 1e-12);
  });
}

test("a number field gives one string, whatever is typed into it", () => {
  assert.equal(numberResponse(" 2,5 ", null), "2,5");
  assert.equal(numberResponse("2,5", "ml"), "2,5|ml");
  assert.equal(numberResponse("", "ml"), "|ml");
  assert.equal(numberResponse("  ", ""), "");
  assert.equal(numberResponse("5|l", "ml"), "5?l|ml");
  assert.equal(numberResponse("1_000", null), "1?000");
});
