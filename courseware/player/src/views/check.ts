/** A question inside a lesson: answered at once, as often as the learner likes. */

import { type Asked, ask } from "../ask.ts";
import type { Question } from "../bundle.ts";
import { h } from "../dom.ts";
import { checkItem } from "../forms.ts";
import type { Player } from "../player.ts";
import { type Card, CONTROLS, questionCard } from "./card.ts";
import { feedbackOn } from "./feedback.ts";
import { whatIsMissing } from "../missing.ts";

/** Fills `place` with the card; leaves it empty where the bundle does not have the question. */
export function lessonCheck(player: Player, place: HTMLElement, questionId: string): void {
  const question = player.bundle.questions.find(({ id }) => id === questionId);
  if (!question) return;
  const stored = player.learner.state.checks.get(question.number);
  const asked = drawn(player, question, 0, stored?.variant ?? null);
  place.replaceChildren(
    stored && stored.response !== ""
      ? answered(player, place, asked, stored.response, 0).element
      : unanswered(player, place, asked, 0).element,
  );
}

/** `tries`: how often it was tried before, so that a new try has new numbers and a new order. */
function unanswered(player: Player, place: HTMLElement, asked: Asked, tries: number): Card {
  const { question } = asked;
  const card: Card = questionCard(player, asked.item, {
    foot: h(
      "div",
      { class: "kp-question-actions" },
      h(
        "button",
        { class: "ds-button", "data-variant": "secondary", type: "submit" },
        player.words("answer"),
      ),
    ),
    response: player.drafts.get(question.id) ?? "",
    changed: (response) => player.drafts.set(question.id, response),
    answered: () => {
      const response = card.response();
      const missing = whatIsMissing(asked.item, response);
      card.need(missing);
      if (missing) return;
      player.drafts.delete(question.id);
      player.learner.change((state) =>
        state.checks.set(question.number, { variant: asked.drawn.variant, response }),
      );
      showAnswer(player, card, place, asked, response, tries);
    },
  });
  return card;
}

function answered(
  player: Player,
  place: HTMLElement,
  asked: Asked,
  response: string,
  tries: number,
): Card {
  const foot = h("div", { class: "kp-question-actions" });
  const card = questionCard(player, asked.item, { foot, response });
  showAnswer(player, card, place, asked, response, tries);
  return card;
}

function showAnswer(
  player: Player,
  card: Card,
  place: HTMLElement,
  asked: Asked,
  response: string,
  tries: number,
): void {
  const feedback = feedbackOn(player, asked, response);
  card.reveal(feedback);
  const again = h(
    "button",
    { class: "ds-button", "data-variant": "tertiary", type: "button" },
    player.words(feedback.word === "right" ? "answer.anew" : "answer.again"),
  );
  again.addEventListener("click", () => {
    const anew = drawn(player, asked.question, tries + 1, null);
    const fresh = unanswered(player, place, anew, tries + 1);
    place.replaceChildren(fresh.element);
    fresh.element.querySelector<HTMLElement>(CONTROLS)?.focus();
  });
  // The button that was pressed had the focus: its place is taken, not lost.
  const row = card.element.querySelector(".kp-question-actions");
  const hadFocus = row?.contains(document.activeElement) ?? false;
  row?.replaceChildren(again);
  if (hadFocus) again.focus();
}

function drawn(player: Player, question: Question, seed: number, variant: number | null): Asked {
  const item = checkItem(question, seed);
  const known = variant !== null && question.variants?.[variant] !== undefined;
  return ask(player.bundle, known ? { ...item, variant } : item, 0);
}
