import assert from "node:assert/strict";
import { test } from "node:test";
import responses from "../../../tests/vectors/responses.json" with { type: "json" };
import type { Part, QuestionType } from "../src/bundle.ts";
import {
  correctPattern,
  interactionType,
  learnerResponse,
} from "../src/runtimes/scorm2004-interactions.ts";
import { score } from "../src/scoring.ts";

const QUESTIONS = responses.questions as unknown as Record<string, Part>;

for (const [type, response, kind, written] of [
  ["single", "b", "choice", "b"],
  ["multiple", "acd", "choice", "a[,]c[,]d"],
  ["true-false", "t", "true-false", "true"],
  ["true-false", "f", "true-false", "false"],
  ["ordering", "cab", "sequencing", "c[,]a[,]b"],
  ["matching", "1b2a", "matching", "1[.]b[,]2[.]a"],
  ["label", "1b", "matching", "1[.]b"],
  ["numeric", "1 000,5", "numeric", "1000.5"],
  ["numeric", "+2,5", "numeric", "2.5"],
  ["numeric", "0,5|ml", "fill-in", "0,5 ml"],
  ["calculation", "02.30.", "fill-in", "02.30."],
  ["numeric", "to\n tabl", "fill-in", "to tabl"],
  ["single", "", "choice", ""],
  ["matching", "", "matching", ""],
] as [QuestionType, string, string, string][]) {
  test(`${type} ${JSON.stringify(response)} is ${kind} ${JSON.stringify(written)}`, () => {
    assert.equal(interactionType({ type, response }), kind);
    assert.equal(learnerResponse({ type, response }), written);
  });
}

for (const [id, variant, pattern] of [
  ["en", null, "b"],
  ["delvis", null, "a[,]c[,]d"],
  ["sant", null, "false"],
  ["orden", null, "k[,]a[,]3[,]z"],
  ["par", null, "1[.]b[,]2[.]a[,]c[.]b"],
  ["bilde", null, "x[.]c[,]y[.]a"],
  ["tall", null, "1000.5[:]1000.5"],
  ["fast", null, "-40.5[:]-39.5"],
  ["andel", null, "57[:]63"],
  ["regning", 0, "0.5[:]0.5"],
  ["innenfor", 1, "false"],
  ["enhet", null, null],
  ["klokka", 0, null],
  ["saken", 0, null],
] as [string, number | null, string | null][]) {
  test(`the key of ${id} is ${pattern}`, () => {
    assert.equal(correctPattern(QUESTIONS[id]!, variant), pattern);
  });
}

test("a right choice, order or match is written as its key", () => {
  for (const { question: id, variant, response, correct } of responses.cases) {
    const asked = QUESTIONS[id]!;
    if (!correct || !["single", "multiple", "true-false", "ordering"].includes(asked.type)) continue;
    const ordered = asked.type === "multiple" ? [...response].sort().join("") : response;

    assert.ok(score(asked, variant, ordered).correct);
    assert.equal(
      learnerResponse({ type: asked.type, response: ordered }),
      correctPattern(asked, variant),
    );
  }
});
