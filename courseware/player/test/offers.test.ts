/** Finding courses, chapters and municipalities in the picker. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Course, found, key, matches, type Part } from "../src/tool/offers.ts";

function part(title: string, kind: Part["kind"], id: string | null = null): Part {
  return {
    kind,
    title,
    chapter: kind === "chapter" ? id : null,
    assessment: kind === "pass" ? id : null,
    minutes: 5,
    lessons: 1,
    questions: 0,
    lessonsFirst: false,
    secret: false,
    scoredBy: null,
    usedHere: null,
    usedElsewhere: 0,
  };
}

const COURSE: Course = {
  id: "medication",
  version: "1.0.0",
  title: "Legemiddelhåndtering",
  description: "Regning og en prøve.",
  language: "nb",
  languages: ["nb"],
  localization: null,
  draft: false,
  keywords: ["tabletter"],
  bundle: "",
  media: "",
  parts: [
    part("Legemiddelhåndtering", "course"),
    part("Enheter", "chapter", "enheter"),
    part("Prøve i regning", "pass", "prove"),
  ],
};

const titles = (search: string) => found(COURSE, search).map(({ title }) => title);

test("without a search everything is found", () => {
  assert.equal(titles("").length, 3);
});

test("a chapter or a test is found by its own title, in any case and order", () => {
  assert.deepEqual(titles("ENHETER"), ["Enheter"]);
  assert.deepEqual(titles("regning prøve"), ["Prøve i regning"]);
  assert.deepEqual(titles("legemiddel enheter"), ["Enheter"]);
});

test("the course is found whole by its title, description and keywords", () => {
  assert.equal(titles("legemiddel").length, 3);
  assert.equal(titles("tabletter").length, 3);
});

test("nothing is found by a word that stands nowhere", () => {
  assert.deepEqual(titles("enheter zzz"), []);
});

test("every word of a search must be there", () => {
  assert.equal(matches("Kongsbergregionen Tinn kommune", "tinn kongsberg"), true);
  assert.equal(matches("Tinn kommune", "tinn notodden"), false);
});

test("a part keeps its key in every edition", () => {
  assert.deepEqual(
    COURSE.parts.map((each) => key(COURSE, each)),
    ["medication//", "medication/enheter/", "medication//prove"],
  );
});
