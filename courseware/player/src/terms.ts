/** When and how a test may be started, in words. */

import type { Terms } from "./bundle.ts";
import type { Key, Words } from "./texts.ts";

/** `reads`: there are lessons to read. */
export function termRules(words: Words, terms: Terms | undefined, reads: boolean): string[] {
  if (!terms) return [];
  const times = terms.open.map(({ days, first, last }) =>
    words("test.rule.hours", {
      days: words.list(spans(days).map((span) => spanInWords(words, span))),
      first: clock(words, first),
      last: clock(words, last),
    }),
  );
  return [
    reads && terms.requiresCompleted && words("test.rule.requires"),
    times.length > 0 && words("test.rule.open", { times: words.list(times) }),
    terms.waitHours !== null && words("test.rule.wait", { count: terms.waitHours }),
    terms.sessionCode && words("test.rule.code"),
  ].filter((rule) => rule !== false);
}

/** Days that follow each other, as first and last: Monday to Friday is one span. */
export function spans(days: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && last[1] === day - 1) last[1] = day;
    else found.push([day, day]);
  }
  return found;
}

function spanInWords(words: Words, [first, last]: [number, number]): string {
  const name = (day: number): string => words(`day.${day}` as Key);
  if (first === last) return name(first);
  return words("test.rule.days", { first: name(first), last: name(last) });
}

const clock = (words: Words, time: string): string =>
  words.language === "en" ? time : time.replace(":", ".");
