/** What a learner is told after an answer: a word, an icon, and why. */

import { type AskedPart, written } from "../ask.ts";
import type { Text } from "../bundle.ts";
import { h, sanitised } from "../dom.ts";
import { type Icon, icon } from "../icons.ts";
import type { Player } from "../player.ts";
import { matched, partsOf, score, type Verdict } from "../scoring.ts";
import type { Key } from "../texts.ts";

export interface Feedback {
  word: "right" | "partly" | "wrong" | "none";
  /** A sentence in place of the word, as when only the unit was wrong. */
  sentence: Key | null;
  /** Why, as sanitised HTML, the most particular first. */
  reasonsHtml: string[];
  /** The key as a learner would write it, where it is a number that was not met. */
  key: string | null;
  /** The right order, as sanitised HTML, where another was given. */
  orderHtml: string[];
  /** By the id of the option, or of the thing ordered or matched; empty for numbers. */
  options: Map<string, OptionFeedback>;
  /** To each part of a case. */
  parts: Feedback[];
}

interface OptionFeedback {
  /** Chosen or right: only those are marked. */
  marked: boolean;
  correct: boolean;
  word: string;
  whyHtml: string;
}

const WORDS: Record<Feedback["word"], [Key, Icon]> = {
  right: ["verdict.right", "right"],
  partly: ["verdict.partly", "partly"],
  wrong: ["verdict.wrong", "wrong"],
  none: ["verdict.none", "partly"],
};

/** Scores the answer and gathers all there is to say about it: practice and packages only. */
export function feedbackOn(player: Player, asked: AskedPart, response: string): Feedback {
  const { question } = asked;
  const verdict = judge(asked, response);
  const halfway = verdict.earned.n > 0n || verdict.valueCorrect === true;
  const mistake = verdict.mistake === null ? undefined : question.mistakes?.[verdict.mistake];
  return {
    word: verdict.correct ? "right" : response === "" ? "none" : halfway ? "partly" : "wrong",
    sentence: verdict.valueCorrect && verdict.unitCorrect === false ? "verdict.unit" : null,
    reasonsHtml: [mistake?.feedbackHtml, question.feedbackHtml]
      .map((text) => (text ? player.text(text) : ""))
      .filter((html) => html !== ""),
    key: verdict.correct ? null : typedKey(player, asked),
    orderHtml:
      question.type === "ordering" && !verdict.correct
        ? (question.options ?? []).map(({ html }) => player.text(html ?? {}))
        : [],
    options: optionFeedback(player, asked, response),
    parts: asked.parts.map((part, at) =>
      feedbackOn(player, part, partsOf(question, response)[at] ?? ""),
    ),
  };
}

export function judge({ question, shown }: AskedPart, response: string): Verdict {
  return score(question, shown, response);
}

function optionFeedback(
  player: Player,
  { question, variant, item }: AskedPart,
  response: string,
): Map<string, OptionFeedback> {
  const { words } = player;
  const options = question.options ?? [];
  const choice = (id: string, correct: boolean, why: Text = {}): [string, OptionFeedback] => {
    const chosen = question.type === "multiple" ? response.includes(id) : response === id;
    const key = !correct ? "option.yours.wrong" : chosen ? "option.yours.right" : "option.right";
    const marked = chosen || correct;
    return [id, { marked, correct, word: words(key), whyHtml: player.text(why) }];
  };
  switch (question.type) {
    case "true-false":
      return new Map(["t", "f"].map((id) => choice(id, question.answer === (id === "t"))));
    case "ordering":
      return new Map(
        options.map(({ id }, index) => {
          const correct = response[index] === id;
          const word = words(correct ? "order.right" : "order.wrong");
          return [id, { marked: response !== "", correct, word, whyHtml: "" }];
        }),
      );
    case "matching":
    case "label": {
      const given = matched(question, response);
      return new Map(
        (question.items ?? []).map(({ id, choice: right, feedbackHtml }) => {
          const correct = given?.get(id) === right;
          const answer = player.text(options.find((each) => each.id === right)?.label ?? {});
          const word = correct ? words("verdict.right") : words("key.is", { answer });
          const whyHtml = correct ? "" : player.text(feedbackHtml);
          return [id, { marked: true, correct, word, whyHtml }];
        }),
      );
    }
    case "calculation":
      return question.as === "yes-no"
        ? new Map(["t", "f"].map((id) => choice(id, (variant?.answer === "1") === (id === "t"))))
        : new Map((item.options ?? []).map(({ id }) => choice(id, id === variant?.answer)));
    default:
      return new Map(
        options.map(({ id, correct, feedbackHtml }) => choice(id, correct === true, feedbackHtml)),
      );
  }
}

/** `2,5 ml` or `02.30`; null for a question whose answer is shown in another way. */
function typedKey(player: Player, { question, variant }: AskedPart): string | null {
  if (question.choose || question.as === "yes-no" || question.type === "case") return null;
  const value = question.type === "numeric" ? question.value : variant?.answer;
  return value === undefined ? null : player.text(written(question, value));
}

/** Marks the options inside `card` and fills `place`, a live region, so that it is read aloud. */
export function showFeedback(
  player: Player,
  card: HTMLElement,
  place: HTMLElement,
  feedback: Feedback,
): void {
  const parts = [...card.querySelectorAll<HTMLElement>(".kp-part")];
  feedback.parts.forEach((said, at) => {
    const part = parts[at]!;
    showFeedback(player, part, part.querySelector<HTMLElement>(".kp-feedback")!, said);
  });
  for (const row of card.querySelectorAll<HTMLElement>(".kp-option, .kp-row, .kp-spot")) {
    const option = feedback.options.get(row.dataset.option ?? row.dataset.item ?? "");
    if (option?.marked) markOption(row, option);
  }
  const [word, sign] = WORDS[feedback.word];
  place.dataset.verdict = feedback.word;
  place.replaceChildren(
    h("p", { class: "kp-feedback-word" }, icon(sign), player.words(feedback.sentence ?? word)),
    ...(feedback.key === null
      ? []
      : [h("p", {}, player.words("key.is", { answer: feedback.key }))]),
    ...(feedback.orderHtml.length === 0
      ? []
      : [
          h("p", {}, player.words("order.key")),
          h("ol", {}, feedback.orderHtml.map((html) => sanitised("li", {}, html))),
        ]),
    ...feedback.reasonsHtml.map((html) => sanitised("p", {}, html)),
  );
}

function markOption(row: HTMLElement, { correct, word, whyHtml }: OptionFeedback): void {
  row.dataset.verdict = correct ? "right" : "wrong";
  if (row.matches(".kp-spot")) return;
  row.querySelector(".kp-key")?.remove();
  row.append(
    h(
      "span",
      { class: "kp-verdict" },
      icon(correct ? "right" : "wrong"),
      h(
        "span",
        {},
        word,
        whyHtml !== "" && sanitised("span", { class: "kp-option-why" }, `: ${whyHtml}`),
      ),
    ),
  );
}
