/** What a learner is told after an answer: a word, an icon, and why. */

import type { Asked } from "../ask.ts";
import { h, sanitised } from "../dom.ts";
import { type Icon, icon } from "../icons.ts";
import { norwegian } from "../numbers.ts";
import type { Player } from "../player.ts";
import { score, type Verdict } from "../scoring.ts";
import type { Key } from "../texts.ts";

export interface Feedback {
  word: "right" | "partly" | "wrong" | "none";
  /** A sentence in place of the word, as when only the unit was wrong. */
  sentence: Key | null;
  /** Why, as sanitised HTML, the most particular first. */
  reasonsHtml: string[];
  /** The key as a learner would write it, where it is a number that was not met. */
  key: string | null;
  /** By option id; empty for numbers. */
  options: Map<string, OptionFeedback>;
}

interface OptionFeedback {
  chosen: boolean;
  correct: boolean;
  whyHtml: string;
}

const WORDS: Record<Feedback["word"], [Key, Icon]> = {
  right: ["verdict.right", "right"],
  partly: ["verdict.partly", "partly"],
  wrong: ["verdict.wrong", "wrong"],
  none: ["verdict.none", "partly"],
};

/** Scores the answer and gathers all there is to say about it: practice and packages only. */
export function feedbackOn(player: Player, asked: Asked, response: string): Feedback {
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
    key: verdict.correct ? null : numericKey(player, asked),
    options: optionFeedback(player, asked, response),
  };
}

export function judge({ question, drawn }: Asked, response: string): Verdict {
  return score(question, drawn.variant, response);
}

function optionFeedback(
  player: Player,
  { question }: Asked,
  response: string,
): Map<string, OptionFeedback> {
  if (question.type === "true-false") {
    return new Map(
      ["t", "f"].map((id) => [
        id,
        { chosen: response === id, correct: question.answer === (id === "t"), whyHtml: "" },
      ]),
    );
  }
  return new Map(
    (question.options ?? []).map(({ id, correct, feedbackHtml }) => [
      id,
      { chosen: response.includes(id), correct, whyHtml: player.text(feedbackHtml) },
    ]),
  );
}

/** `2,5 ml`; null for a question that is not answered by a number. */
function numericKey(player: Player, { question, variant }: Asked): string | null {
  const value = question.type === "numeric" ? question.value : variant?.answer;
  if (value === undefined) return null;
  const number = player.words.language === "en" ? value : norwegian(value);
  return question.unit ? `${number} ${player.text(question.unit.label)}` : number;
}

/** Marks the options inside `card` and fills `place`, a live region, so that it is read aloud. */
export function showFeedback(
  player: Player,
  card: HTMLElement,
  place: HTMLElement,
  feedback: Feedback,
): void {
  for (const row of card.querySelectorAll<HTMLElement>(".kp-option")) {
    const option = feedback.options.get(row.dataset.option ?? "");
    if (option && (option.chosen || option.correct)) markOption(player, row, option);
  }
  const [word, sign] = WORDS[feedback.word];
  place.dataset.verdict = feedback.word;
  place.replaceChildren(
    h("p", { class: "kp-feedback-word" }, icon(sign), player.words(feedback.sentence ?? word)),
    ...(feedback.key === null
      ? []
      : [h("p", {}, player.words("key.is", { answer: feedback.key }))]),
    ...feedback.reasonsHtml.map((html) => sanitised("p", {}, html)),
  );
}

function markOption(player: Player, row: HTMLElement, option: OptionFeedback): void {
  const { chosen, correct, whyHtml } = option;
  const word: Key = !correct
    ? "option.yours.wrong"
    : chosen
      ? "option.yours.right"
      : "option.right";
  row.querySelector(".kp-key")?.remove();
  row.dataset.verdict = correct ? "right" : "wrong";
  row.append(
    h(
      "span",
      { class: "kp-verdict" },
      icon(correct ? "right" : "wrong"),
      h(
        "span",
        {},
        player.words(word),
        whyHtml !== "" && sanitised("span", { class: "kp-option-why" }, `: ${whyHtml}`),
      ),
    ),
  );
}
