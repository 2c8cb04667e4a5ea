/** Seeded random values for property tests: the same in every run. */

import type { State, TestState } from "../src/state.ts";

export type Random = () => number;

/** `count` sources of numbers in [0, 1), one for each seed. */
export function seeds(count: number): Random[] {
  return Array.from({ length: count }, (_, seed) => {
    let state = seed * 2654435761;
    return () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes
      return state / 2 ** 32;
    };
  });
}

export function upTo(random: Random, most: number): number {
  return Math.floor(random() * (most + 1));
}

function some<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: upTo(random, most) }, make);
}

const RESPONSES = ["", "a", "acd", "t", "2,5", "-1 000.5", "2,5|ml", "|mg", "12|ml/t", "to?"];

export function randomState(random: Random): State {
  const number = (): number => 1 + upTo(random, random() < 0.9 ? 80 : 9998);
  const response = (): string => RESPONSES[upTo(random, RESPONSES.length - 1)]!;
  const testState = (): TestState => ({
    attempts: upTo(random, 1295),
    best:
      random() < 0.5
        ? { earned: upTo(random, 4000), possible: upTo(random, 40), passed: random() < 0.5 }
        : null,
    current:
      random() < 0.5
        ? {
            form: upTo(random, 1295),
            stamp: upTo(random, 36 ** 4 - 1)
              .toString(36)
              .padStart(4, "0"),
            started: upTo(random, 4e9),
            marked: new Set(some(random, 10, () => upTo(random, 39))),
            responses: [response(), ...some(random, 39, response)],
          }
        : null,
  });
  return {
    language: ([null, "nb", "nn", "en"] as const)[upTo(random, 3)]!,
    at: random() < 0.5 ? number() : null,
    seen: new Set(some(random, 40, number)),
    checks: new Map(
      some(random, 20, () => [
        number(),
        { variant: random() < 0.5 ? upTo(random, 39) : null, response: response() },
      ]),
    ),
    boxes: new Map(
      some(random, 5, () => [number(), [upTo(random, 65535), ...some(random, 2, () => 1)]]),
    ),
    tests: new Map(some(random, 3, () => [number(), testState()])),
    group: random() < 0.5 ? number() : null,
    path: random() < 0.5 ? number() : null,
  };
}
