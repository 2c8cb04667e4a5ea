/** The texts of the tool's own pages: they come with the data, in the person's language. */

import type { Lang } from "../bundle.ts";
import { LOCALES } from "../texts.ts";

export type Texts = Record<string, string>;

export interface Say {
  /** A text by its key; `count` chooses between `key.one` and `key.other`. */
  (key: string, values?: Record<string, string | number>): string;
  /** `23. november kl. 14.32` */
  moment(iso: string): string;
  /** `23. november` */
  day(iso: string): string;
  /** `23. november 2026`, in Norway; of a day or of a moment. */
  date(iso: string): string;
  /** `14.32` */
  time(iso: string): string;
  /** `bokmål og nynorsk` */
  list(words: string[]): string;
}

export function say(texts: Texts, language: Lang): Say {
  const locale = LOCALES[language];
  const plural = new Intl.PluralRules(locale);
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
  const dates = (timeZone: string): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone });
  const ofDay = dates("UTC");
  const ofMoment = dates("Europe/Oslo");
  // Norwegian writes a clock with a point; browsers do not agree on it.
  const time = (at: Date): string =>
    language === "en" ? clock.format(at) : clock.format(at).replace(":", ".");
  const speak = (key: string, values: Record<string, string | number> = {}): string => {
    const form = plural.select(Number(values.count)) === "one" ? "one" : "other";
    const text = texts[key] ?? texts[`${key}.${form}`] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
  return Object.assign(speak, {
    moment(iso: string) {
      const at = new Date(iso);
      return speak("moment", { day: day.format(at), time: time(at) });
    },
    date: (iso: string) => (iso.length === 10 ? ofDay : ofMoment).format(new Date(iso)),
    time: (iso: string) => time(new Date(iso)),
    day: (iso: string) => day.format(new Date(iso)),
    list: (each: string[]) => new Intl.ListFormat(locale, { type: "conjunction" }).format(each),
  });
}
