/** A question of the bundle made ready to show: its numbers filled in, its options in order. */

import type { Bundle, FormItem, Lang, Question, Text, Variant } from "./bundle.ts";
import type { PublicItem } from "./runtime.ts";
import { question as questionOf } from "./forms.ts";

export interface Asked {
  drawn: FormItem;
  question: Question;
  variant: Variant | null;
  item: PublicItem;
}

export function ask(bundle: Bundle, drawn: FormItem, position: number): Asked {
  const question = questionOf(bundle, drawn.question);
  const variant = drawn.variant === null ? null : (question.variants?.[drawn.variant] ?? null);
  const options = [...drawn.options].flatMap(
    (id) => question.options?.find((option) => option.id === id) ?? [],
  );
  const item: PublicItem = {
    position,
    type: question.type,
    textHtml: filled(question.textHtml, variant),
    unit: question.unit ?? null,
  };
  if (options.length > 0) item.options = options.map(({ id, html, label }) => ({ id, html, label }));
  if (question.items) item.items = question.items;
  if (question.pictureHtml) item.pictureHtml = question.pictureHtml;
  if (question.unitChoices?.length) item.unitChoices = question.unitChoices;
  return { drawn, question, variant, item };
}

/** Puts a variant's numbers, already written the Norwegian way, where the text names them. */
export function filled(text: Text, variant: Variant | null): Text {
  if (variant === null) return text;
  const entries = Object.entries(text).map(([language, html]) => [
    language,
    html.replace(/\{(\w+)\}/g, (whole, name: string) => variant.values[name] ?? whole),
  ]);
  return Object.fromEntries(entries) as Partial<Record<Lang, string>>;
}
