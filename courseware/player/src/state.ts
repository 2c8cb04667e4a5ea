/**
 * A learner's state and its text: language-neutral, keyed by the register's numbers, ASCII only.
 * The grammar stands in `docs/state-format.md`; `courseware/state_budget.py` writes the same
 * grammar to prove that the longest state of a course fits SCORM 1.2's 4096 characters.
 */

import type { Lang } from "./bundle.ts";
import { MOST_TYPED } from "./numbers.ts";

export const FORMAT = "2";
/** How many fields each format has, ours and those that were written before it. */
const FIELDS: Record<string, number> = { "1": 7, [FORMAT]: 8 };

/** What one learner has done in one course. Keys are numbers of the id register. */
export interface State {
  language: Lang | null;
  /** The lesson or assessment where the learner is. */
  at: number | null;
  /** Lessons seen. */
  seen: Set<number>;
  /** Answers to the questions inside lessons, by question. */
  checks: Map<number, Check>;
  /** Ticked boxes, by lesson, then one bit set for each checklist of the lesson in order. */
  boxes: Map<number, number[]>;
  /** By assessment. */
  tests: Map<number, TestState>;
  /** The staff group and the learning path that the learner chose; null before that. */
  group: number | null;
  path: number | null;
}

export interface Check {
  /** Which variant of a calculation was shown; null for the other types. */
  variant: number | null;
  response: string;
}

export interface TestState {
  /** Attempts ended. */
  attempts: number;
  best: Best | null;
  current: Current | null;
}

export interface Best {
  /** Hundredths of a point, rounded down. */
  earned: number;
  /** Points. */
  possible: number;
  passed: boolean;
}

/** A test in progress. */
export interface Current {
  /** Which form: an index into `Assessment.forms`, or the seed of a practice. */
  form: number;
  /** `stamp` of the form when it was started: a changed course cannot mix up the answers. */
  stamp: string;
  /** Seconds since 1970. */
  started: number;
  /** Positions the learner wants to come back to. */
  marked: Set<number>;
  /** By position, `""` where unanswered. */
  responses: string[];
}

/**
 * whole: all of the text was read · part: what could not be read was left out · newer: a later
 * format wrote it · unreadable: no state of ours. In the last two the state is a newcomer's, and
 * saving replaces what is stored: ask the learner first.
 */
export type Reading = "whole" | "part" | "newer" | "unreadable";

export function newState(): State {
  return {
    language: null,
    at: null,
    seen: new Set(),
    checks: new Map(),
    boxes: new Map(),
    tests: new Map(),
    group: null,
    path: null,
  };
}

export function encode(state: State): string {
  return [
    FORMAT,
    state.language ?? "",
    state.at === null ? "" : text(state.at),
    set(state.seen),
    records(state.checks, ({ variant, response }, question) => {
      const shown = variant === null ? "" : `.${text(variant)}`;
      return `${text(question)}${shown}=${storable(response)}`;
    }),
    records(state.boxes, (ticks, lesson) => `${text(lesson)}=${ticks.map(text).join(".")}`),
    records(state.tests, (test, assessment) => `${text(assessment)}=${testText(test)}`),
    plan(state),
  ].join("!");
}

export function decode(stored: string | null): { state: State; reading: Reading } {
  const state = newState();
  if (!stored) return { state, reading: "whole" };
  const fields = stored.split("!");
  const [format = "", language = "", at = "", seen = "", checks = "", boxes = "", tests = ""] =
    fields;
  if (fields.length < 2 || !/^[1-9a-z]$/.test(format)) return { state, reading: "unreadable" };
  if (!(format in FIELDS)) return { state, reading: "newer" };

  const read = [
    fields.length === FIELDS[format],
    language === "" || /^(nb|nn|en)$/.test(language),
    at === "" || number(at) !== null,
    readSet(seen, state.seen),
    readRecords(checks, state.checks, readCheck),
    readRecords(boxes, state.boxes, readTicks),
    readRecords(tests, state.tests, readTest),
    readPlan(fields[7] ?? "", state),
  ];
  state.language = read[1] && language !== "" ? (language as Lang) : null;
  state.at = number(at);
  return { state, reading: read.every(Boolean) ? "whole" : "part" };
}

/**
 * A response as it may be stored. The spaces that a number may hold become plain ones; whatever no
 * answer consists of becomes `?`, so that a wrong answer stays wrong; nothing grows longer.
 */
export function storable(response: string): string {
  return response.split("_").map(storablePart).join("_");
}

function storablePart(response: string): string {
  const [typed = "", ...unit] = response.split("|");
  // A number that is too long is none, and must stay so when it is cut.
  const characters = [...typed];
  const cut =
    characters.length > MOST_TYPED ? `${characters.slice(0, MOST_TYPED - 1).join("")}?` : typed;
  return [cut, ...unit]
    .join("|")
    .replace(/[\u00a0\u2009\u202f]/g, " ")
    .replace(/[^A-Za-z0-9,.+|/%?_ -]/gu, "?");
}

function text(value: number): string {
  return value.toString(36);
}

function number(digits: string | undefined): number | null {
  return digits !== undefined && /^[0-9a-z]{1,7}$/.test(digits) ? parseInt(digits, 36) : null;
}

/** `group.path`, either of them empty; nothing at all where neither is chosen. */
function plan({ group, path }: State): string {
  const chosen = group === null ? "" : text(group);
  return path === null ? chosen : `${chosen}.${text(path)}`;
}

function readPlan(field: string, into: State): boolean {
  const [group = "", path, ...rest] = field.split(".");
  into.group = number(group);
  into.path = number(path);
  const groupRead = group === "" || into.group !== null;
  return groupRead && (path === undefined || into.path !== null) && rest.length === 0;
}

/** Five numbers to a digit of base 32; a gap of six digits or more starts a new group. */
function set(numbers: Iterable<number>): string {
  const digits: number[] = [];
  for (const member of numbers) {
    const place = Math.floor(member / 5);
    digits[place] = (digits[place] ?? 0) | (1 << (member % 5));
  }
  const all = Array.from(digits, (digit) => (digit ?? 0).toString(32)).join("");
  const groups = all.matchAll(/[1-9a-v](?:0{0,5}[1-9a-v])*/g);
  return Array.from(groups, (group) => `${text(group.index)}-${group[0]}`).join(".");
}

function readSet(field: string, into: Set<number>): boolean {
  const outcomes = parts(field, ".").map((group) => {
    const [, start, digits = ""] = /^([0-9a-z]{1,3})-([0-9a-v]+)$/.exec(group) ?? [];
    const first = number(start);
    if (first === null) return false;
    [...digits].forEach((digit, index) => {
      const bits = parseInt(digit, 32);
      for (let bit = 0; bit < 5; bit++) {
        if (bits & (1 << bit)) into.add((first + index) * 5 + bit);
      }
    });
    return true;
  });
  return outcomes.every(Boolean);
}

function records<T>(map: Map<number, T>, write: (value: T, key: number) => string): string {
  const sorted = [...map].sort(([a], [b]) => a - b);
  return sorted.map(([key, value]) => write(value, key)).join(";");
}

/** Reads each record on its own, so that one that is damaged takes no other with it. */
function readRecords<T>(
  field: string,
  into: Map<number, T>,
  read: (value: string, key: string[]) => T | null,
): boolean {
  const outcomes = parts(field, ";").map((record) => {
    const [keys = "", value, ...rest] = record.split("=");
    const [key, ...more] = keys.split(".");
    const id = number(key);
    const result = value === undefined || rest.length ? null : read(value, more);
    if (id === null || result === null) return false;
    into.set(id, result);
    return true;
  });
  return outcomes.every(Boolean);
}

function readCheck(response: string, [shown, ...rest]: string[]): Check | null {
  const variant = number(shown);
  if (rest.length || (shown !== undefined && variant === null)) return null;
  return storable(response) === response ? { variant, response } : null;
}

function readTicks(field: string): number[] | null {
  return allNumbers(parts(field, "."));
}

function testText({ attempts, best, current }: TestState): string {
  const ended = best ? [best.earned, best.possible, Number(best.passed)].map(text).join(".") : "";
  const result = `${text(attempts)}:${ended}`;
  if (!current) return result;
  const { form, stamp, started, marked, responses } = current;
  const answers = responses.map(storable).join("~");
  return `${result}:${text(form)}.${stamp}.${text(started)}:${set(marked)}:${answers}`;
}

function readTest(field: string): TestState | null {
  const [tried, ended, start, marks, answers, ...rest] = field.split(":");
  const attempts = number(tried);
  if (attempts === null || ended === undefined || rest.length) return null;
  const best = ended === "" ? null : allNumbers(ended.split("."));
  if (ended !== "" && best?.length !== 3) return null;
  const [earned = 0, possible = 0, passed] = best ?? [];
  const test: TestState = {
    attempts,
    best: best && { earned, possible, passed: passed === 1 },
    current: null,
  };
  if (start === undefined) return test;

  const [form, stamp = "", started] = start.split(".");
  const numbers = allNumbers([form, started]);
  const marked = new Set<number>();
  if (!numbers || !/^[0-9a-z]{4}$/.test(stamp) || !readSet(marks ?? "", marked)) return null;
  const responses = answers?.split("~");
  if (!responses?.every((response) => storable(response) === response)) return null;
  test.current = { form: numbers[0]!, stamp, started: numbers[1]!, marked, responses };
  return test;
}

function allNumbers(digits: (string | undefined)[]): number[] | null {
  const numbers = digits.map(number);
  return numbers.includes(null) ? null : (numbers as number[]);
}

function parts(field: string, separator: string): string[] {
  return field === "" ? [] : field.split(separator);
}
