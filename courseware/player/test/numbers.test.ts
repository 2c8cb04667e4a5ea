import assert from "node:assert/strict";
import { test } from "node:test";
import vectors from "../../../tests/vectors/numbers.json" with { type: "json" };
import { written } from "../src/ask.ts";
import type { Part } from "../src/bundle.ts";
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

test("one of a unit is called by its own word, where it has one", () => {
  const tablets = { label: { nb: "tabletter" }, one: { nb: "tablett" } };
  const unit = { id: "tablett", dimension: "tablets", factor: "1", ...tablets };

  assert.equal(written({ unit } as Part, "1").nb, "1 tablett");
  assert.equal(written({ unit } as Part, "0.5").nb, "0,5 tabletter");
  assert.equal(written({ unit: { ...unit, one: undefined } } as Part, "1").nb, "1 tabletter");
});
