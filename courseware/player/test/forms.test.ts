import assert from "node:assert/strict";
import { test } from "node:test";
import { checkItem, formItems, newForm, stamp } from "../src/forms.ts";
import { questionCount } from "../src/plan.ts";
import { seeds } from "./random.ts";
import { FORMS, PASS, PRACTICE, QUESTIONS, sampleBundle } from "./sample-bundle.ts";

const BUNDLE = sampleBundle();

test("a practice draws what its blueprint says, none twice", () => {
  for (let form = 0; form < 200; form++) {
    const items = formItems(BUNDLE, PRACTICE, null, form);
    const topics = items.map(
      ({ question }) => QUESTIONS.find(({ id }) => id === question)!.topic,
    );

    assert.deepEqual(topics, ["plikt", "plikt", "regning", "regning"]);
    assert.equal(new Set(items.map(({ question }) => question)).size, 4);
  }
});

test("a topic that is drawn from twice gives no question twice", () => {
  const twice = { ...PRACTICE, draws: [1, 2].map((count) => ({ topic: "plikt", count })) };

  const items = formItems(BUNDLE, twice, null, 5).map(({ question }) => question);

  assert.deepEqual(items.sort(), ["etter-slutt", "hva-omfattes", "kollega"]);
});

test("the same seed draws the same practice, and others differ", () => {
  const drawn = Array.from({ length: 50 }, (_, form) =>
    JSON.stringify(formItems(BUNDLE, PRACTICE, null, form)),
  );

  assert.equal(JSON.stringify(formItems(BUNDLE, PRACTICE, null, 7)), drawn[7]);
  assert.ok(new Set(drawn).size > 20);
});

test("every question, variant and order of options comes up", () => {
  const items = Array.from({ length: 400 }, (_, form) => formItems(BUNDLE, PRACTICE, null, form)).flat();
  const met = (id: string) => items.filter(({ question }) => question === id);

  assert.equal(new Set(items.map(({ question }) => question)).size, QUESTIONS.length);
  assert.deepEqual(new Set(met("tabletter").map(({ variant }) => variant)), new Set([0, 1, 2]));
  assert.equal(new Set(met("kollega").map(({ options }) => options)).size, 6);
  assert.deepEqual(new Set(met("etter-slutt").map(({ options }) => options)), new Set([""]));
});

test("a pass test shows the forms drawn when it was built", () => {
  assert.deepEqual(formItems(BUNDLE, PASS, null, 1), FORMS[1]);
  assert.deepEqual(formItems(BUNDLE, PASS, null, 99), []);
});

test("a group is shown the forms that were drawn for it, and nobody else's", () => {
  const groups = ["assistent", "sykepleier"].map((id, at) => ({ id, number: at + 90, title: {} }));
  const forms = { assistent: [FORMS[0]!], sykepleier: [FORMS[1]!] };
  const asking = { ...PASS, forms };

  assert.deepEqual(formItems(BUNDLE, asking, groups[1]!, 0), FORMS[1]);
  assert.deepEqual(formItems(BUNDLE, asking, null, 0), []);
  assert.equal(newForm(asking, groups[0]!, () => 0.9), 0);
});

test("a practice asks a group what is for it, and who has not said which everything", () => {
  const nurse = { id: "sykepleier", number: 91, title: {} };
  const other = { id: "assistent", number: 90, title: {} };
  const lines = [{ topic: "plikt", count: 2 }, { topic: "regning", count: 1, groups: ["sykepleier"] }];
  const practice = { ...PRACTICE, draws: lines };

  assert.equal(formItems(BUNDLE, practice, nurse, 3).length, 3);
  assert.equal(formItems(BUNDLE, practice, other, 3).length, 2);
  assert.equal(formItems(BUNDLE, practice, null, 3).length, 3);
  assert.equal(questionCount(practice, other), 2);
});

test("a new form is one of those there are", () => {
  for (const random of seeds(100)) {
    assert.ok([0, 1].includes(newForm(PASS, null, random)));
    const seed = newForm(PRACTICE, null, random);
    assert.ok(seed >= 0 && seed < 1296);
  }
});

test("a question in a lesson is the same each time it is shown", () => {
  const question = QUESTIONS[0]!;

  assert.deepEqual(checkItem(question, 3), checkItem(question, 3));
  assert.deepEqual([...checkItem(question, 3).options].sort(), ["a", "b", "c"]);
});

test("the stamp follows what answers mean, not how the questions are worded", () => {
  const items = FORMS[0]!;
  const reworded = QUESTIONS.map((question) => ({ ...question, textHtml: { nb: "Nytt" } }));
  const renumbered = QUESTIONS.map((question) =>
    question.variants
      ? {
          ...question,
          variants: question.variants.map((variant) => ({ ...variant, values: { D: "99" } })),
        }
      : question,
  );
  const now = stamp(BUNDLE, items);

  assert.match(now, /^[0-9a-z]{4}$/);
  assert.equal(stamp(sampleBundle({ questions: reworded }), items), now);
  assert.notEqual(stamp(sampleBundle({ questions: renumbered }), items), now);
  assert.notEqual(stamp(BUNDLE, FORMS[1]!), now);
  assert.notEqual(stamp(BUNDLE, [{ ...items[0]!, options: "abc" }, ...items.slice(1)]), now);
});
