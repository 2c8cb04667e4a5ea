import assert from "node:assert/strict";
import { test } from "node:test";
import vectors from "../../../tests/vectors/scoring.json" with { type: "json" };
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

test("a number field gives one string, whatever is typed into it", () => {
  assert.equal(numberResponse(" 2,5 ", null), "2,5");
  assert.equal(numberResponse("2,5", "ml"), "2,5|ml");
  assert.equal(numberResponse("", "ml"), "|ml");
  assert.equal(numberResponse("  ", ""), "");
  assert.equal(numberResponse("5|l", "ml"), "5?l|ml");
});
