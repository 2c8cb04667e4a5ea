import assert from "node:assert/strict";
import { test } from "node:test";
import { spans, termRules } from "../src/terms.ts";
import { words } from "../src/texts.ts";

const NONE = { waitHours: null, requiresCompleted: false, open: [], sessionCode: false };

test("days that follow each other are one span", () => {
  assert.deepEqual(spans([4, 0, 1, 2, 6]), [[0, 2], [4, 4], [6, 6]]);
  assert.deepEqual(spans([0, 1, 2, 3, 4]), [[0, 4]]);
});

test("a test without terms has no rules about them", () => {
  assert.deepEqual(termRules(words("nb"), undefined, true), []);
  assert.deepEqual(termRules(words("nb"), NONE, true), []);
});

test("terms are said in plain words", () => {
  const open = [{ days: [0, 1, 2, 3, 4], first: "08:00", last: "15:30" }];
  const terms = { waitHours: 24, requiresCompleted: true, open, sessionCode: true };

  assert.deepEqual(termRules(words("nb"), terms, true), [
    "Du må ha lest alle leksjonene dine først",
    "Prøven kan startes mandag–fredag kl. 08.00–15.30",
    "Mellom to forsøk går det minst 24 timer",
    "Prøven starter med en kode fra prøvevakten",
  ]);
  assert.equal(termRules(words("nn"), terms, true)[1], "Prøva kan startast måndag–fredag kl. 08.00–15.30");
  assert.equal(termRules(words("en"), terms, true)[1], "The test can be started Monday to Friday 08:00–15:30");
  assert.equal(termRules(words("nb"), terms, false)[0], "Prøven kan startes mandag–fredag kl. 08.00–15.30");
});
