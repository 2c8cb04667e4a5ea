/** The player's own words in each language. Course texts come with the bundle. */

import type { Lang, Text } from "./bundle.ts";
import en from "./texts/en.json" with { type: "json" };
import nb from "./texts/nb.json" with { type: "json" };
import nn from "./texts/nn.json" with { type: "json" };

export type Key = keyof typeof nb;
type Entry = string | { one: string; other: string };

// Typed by the Norwegian catalogue, so that a missing text in another is a compile error.
const CATALOGUES: Record<Lang, Record<Key, Entry>> = { nb, nn, en };

/** For `Intl`. Chromium knows no nynorsk; bokmål writes numbers and months the same way. */
export const LOCALES: Record<Lang, string[]> = {
  nb: ["nb-NO", "no"],
  nn: ["nn-NO", "nb-NO", "no"],
  en: ["en-GB"],
};

export interface Words {
  readonly language: Lang;
  /** A text of the player; `count` chooses between singular and plural. */
  (key: Key, values?: Record<string, string | number>): string;
  /** `14.32` */
  time(at: Date): string;
  /** `3. mars` */
  day(at: Date): string;
  number(value: number): string;
  /** `medikamentregning og legemiddelformer` */
  list(items: readonly string[]): string;
}

export function words(language: Lang): Words {
  const locale = LOCALES[language];
  const plural = new Intl.PluralRules(locale);
  const catalogue = CATALOGUES[language];
  const say = (key: Key, values: Record<string, string | number> = {}): string => {
    const entry = catalogue[key];
    const text =
      typeof entry === "string"
        ? entry
        : entry[plural.select(Number(values.count)) === "one" ? "one" : "other"];
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
  return Object.assign(say, {
    language,
    // Norwegian writes a clock with a point; browsers do not agree on it.
    time: (at: Date) =>
      new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
        .format(at)
        .replace(":", language === "en" ? ":" : "."),
    day: (at: Date) =>
      new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" }).format(at),
    number: (value: number) =>
      new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value),
    list: (items: readonly string[]) =>
      new Intl.ListFormat(locale, { type: "conjunction" }).format(items),
  });
}

/** A course text in the learner's language, or in the course's own where it lacks. */
export function inLanguage(text: Text, language: Lang, fallback: Lang): string {
  return text[language] ?? text[fallback] ?? Object.values(text)[0] ?? "";
}
