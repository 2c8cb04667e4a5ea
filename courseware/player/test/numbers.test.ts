import assert from "node:assert/strict";
import { test } from "node:test";
import vectors from "../../../tests/vectors/numbers.json" with { type: "json" };
import { compare, decimal, floor, norwegian, typedNumber } from "../src/numbers.ts";

for (const { text, value } of vectors.parse) {
  test(`typed ${JSON.stringify(text)} is ${value ?? "no number"}`, () => {
    const number = typedNumber(text);

    if (value === null) assert.equal(number, null);
    else assert.equal(number && compare(number, decimal(value)), 0);
  });
}

for (const { value, text } of vectors.format) {
  test(`${value} is written ${text}`, () => {
    assert.equal(norwegian(value), text);
  });
}

test("a third is exact, and a whole number of them is whole", () => {
  const third = decimal("1/3");

  assert.equal(compare({ n: third.n * 3n, d: third.d }, decimal("1.0")), 0);
});

test("floor goes down, also below zero", () => {
  const floors = ["7.9", "8", "-0.5", "-3", "0"].map((text) => floor(decimal(text)));

  assert.deepEqual(floors, [7, 8, -1, -3, 0]);
});
