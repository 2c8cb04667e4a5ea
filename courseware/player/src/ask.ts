/** A question of the bundle made ready to show: its numbers filled in, its options in order. */

import type { Bundle, FormItem, Lang, Option, Part, Question, Text, Variant } from "./bundle.ts";
import type { PublicItem, PublicPart } from "./runtime.ts";
import { question as questionOf } from "./forms.ts";
import { clock, compare, decimal, norwegian } from "./numbers.ts";

/** A question, or a part of a case, as it is asked. */
export interface AskedPart {
  question: Part;
  /** An index into the question's `variants`; all parts of a case have the case's. */
  shown: number | null;
  variant: Variant | null;
  item: PublicPart;
  parts: AskedPart[];
}

export interface Asked extends AskedPart {
  drawn: FormItem;
  question: Question;
  item: PublicItem;
}

export function ask(bundle: Bundle, drawn: FormItem, position: number): Asked {
  const question = questionOf(bundle, drawn.question);
  const values = question.variants?.[drawn.variant ?? -1]?.values ?? {};
  const asked = askPart(question, drawn.variant, drawn.options, values);
  return { ...asked, drawn, question, item: { ...asked.item, position } };
}

function askPart(
  question: Part,
  shown: number | null,
  order: string,
  values: Record<string, string>,
): AskedPart {
  const { type, unit, unitChoices, items, pictureHtml, as } = question;
  const variant = shown === null ? null : (question.variants?.[shown] ?? null);
  const orders = order.split("_");
  const parts = (question.parts ?? []).map((part, at) =>
    askPart(part, shown, orders[at] ?? "", values),
  );
  const options = shownOptions(question, variant, order);
  const item: PublicPart = { type, textHtml: filled(question.textHtml, values), unit: unit ?? null };
  if (options.length > 0) item.options = options;
  if (items) item.items = items;
  if (pictureHtml) item.pictureHtml = pictureHtml;
  if (unitChoices?.length) item.unitChoices = unitChoices;
  if (as) item.as = as;
  if (parts.length > 0) item.parts = parts.map((part) => part.item);
  return { question, shown, variant, item, parts };
}

/** In the order drawn; the answers of a calculation from the least to the greatest. */
function shownOptions(
  question: Part,
  variant: Variant | null,
  order: string,
): NonNullable<PublicPart["options"]> {
  if (question.choose && variant) {
    const known = new Set([variant.answer, ...variant.mistakes.filter((value) => value !== null)]);
    return [...known]
      .sort((a, b) => compare(decimal(a), decimal(b)))
      .map((id) => ({ id, html: written(question, id) }));
  }
  if (question.parts) return [];
  const found = [...order].flatMap(
    (id): Option[] => question.options?.filter((option) => option.id === id) ?? [],
  );
  return found.map(({ id, html, label }) => ({ id, html, label }));
}

/** A number, a time or `2,5 ml`, as a learner reads it. */
export function written({ as, unit }: Part, value: string): Text {
  const said = (lang: Lang): string => {
    const number = lang === "en" ? value : norwegian(value);
    const label = ((value === "1" && unit?.one) || unit?.label)?.[lang] ?? "";
    return as === "clock" ? clock(Number(value)) : `${number} ${label}`.trim();
  };
  return { nb: said("nb"), nn: said("nn"), en: said("en") };
}

/** Puts a variant's numbers, already written the Norwegian way, where the text names them. */
export function filled(text: Text, values: Record<string, string>): Text {
  const entries = Object.entries(text).map(([language, html]) => [
    language,
    html.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
  ]);
  return Object.fromEntries(entries) as Partial<Record<Lang, string>>;
}
