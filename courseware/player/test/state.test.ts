import assert from "node:assert/strict";
import { test } from "node:test";
import vectors from "../../../tests/vectors/state.json" with { type: "json" };
import type { Lang } from "../src/bundle.ts";
import { type Check, decode, encode, type State, storable, type TestState } from "../src/state.ts";
import { randomState, seeds } from "./random.ts";

interface Plain {
  language: string;
  at: number | null;
  seen: number[];
  checks: Record<string, Check | undefined>;
  boxes: Record<string, number[] | undefined>;
  tests: Record<string, PlainTest | undefined>;
  group?: number | null;
  path?: number | null;
}

type PlainTest = Omit<TestState, "current"> & {
  current: (Omit<NonNullable<TestState["current"]>, "marked"> & { marked: number[] }) | null;
};

function stateOf(plain: Plain): State {
  const tests = numbered(plain.tests).map(([number, { current, ...test }]): [number, TestState] => [
    number,
    { ...test, current: current && { ...current, marked: new Set(current.marked) } },
  ]);
  return {
    language: (plain.language || null) as Lang | null,
    at: plain.at,
    seen: new Set(plain.seen),
    checks: new Map(numbered(plain.checks)),
    boxes: new Map(numbered(plain.boxes)),
    tests: new Map(tests),
    group: plain.group ?? null,
    path: plain.path ?? null,
  };
}

function numbered<T>(record: Record<string, T | undefined>): [number, T][] {
  return Object.entries(record).map(([key, value]) => [Number(key), value as T]);
}

for (const { name, state, text } of vectors.encode) {
  test(`${name}: written`, () => {
    assert.equal(encode(stateOf(state)), text);
  });

  test(`${name}: read again`, () => {
    assert.deepEqual(decode(text), { state: stateOf(state), reading: "whole" });
  });
}

for (const { response, stored } of vectors.storable) {
  test(`the response ${JSON.stringify(response)} is stored as ${JSON.stringify(stored)}`, () => {
    assert.equal(storable(response), stored);
  });
}

for (const { name, text, reading, state } of vectors.read) {
  test(`${name}: ${reading}`, () => {
    assert.deepEqual(decode(text), { state: stateOf(state), reading });
  });
}

test("no state at all is a newcomer's", () => {
  assert.equal(decode(null).reading, "whole");
});

test("any state is the same after writing and reading", () => {
  for (const random of seeds(500)) {
    const state = randomState(random);

    const text = encode(state);

    assert.match(text, /^[ -~]*$/);
    assert.deepEqual(decode(text), { state, reading: "whole" });
    assert.equal(encode(decode(text).state), text);
  }
});

test("no damage crashes the reader, and what it reads it can write", () => {
  for (const random of seeds(500)) {
    const text = encode(randomState(random));
    const at = Math.floor(random() * text.length);
    const length = Math.floor(random() * 8);
    const noise = String.fromCharCode(...Array.from({ length }, () => 32 + random() * 250));

    const damaged = text.slice(0, at) + noise + text.slice(at + Math.floor(random() * 5));
    const { state } = decode(damaged);

    assert.equal(decode(encode(state)).reading, "whole");
  }
});

test("one damaged record costs that record only", () => {
  for (const random of seeds(200)) {
    const state = randomState(random);
    if (state.checks.size === 0) continue;
    const fields = encode(state).split("!");
    fields[4] = fields[4]!.replace(/^\w+/, "~");

    const read = decode(fields.join("!"));

    state.checks.delete(Math.min(...state.checks.keys()));
    assert.deepEqual(read, { state, reading: "part" });
  }
});
