/** Practice: as much as the learner likes, with the answer at once. Nothing of it counts. */

import { ask } from "../ask.ts";
import type { Assessment } from "../bundle.ts";
import { closedQuestions } from "../closed.ts";
import { h, sanitised } from "../dom.ts";
import {
  answerPractice,
  firstOpen,
  isEnded,
  newRound,
  presentRound,
  type Round,
} from "../practice.ts";
import { questionCount } from "../plan.ts";
import type { Player, View } from "../player.ts";
import type { Route, TestStep } from "../route.ts";
import { questionCard } from "./card.ts";
import { feedbackOn, judge } from "./feedback.ts";
import { whatIsMissing } from "../missing.ts";
import {
  actions,
  backLink,
  nextLink,
  notice,
  page,
  primaryButton,
  quietButton,
  quietLink,
} from "./page.ts";

export function practiceView(player: Player, assessment: Assessment, step: TestStep): View {
  const closed = closedQuestions(player);
  const round = presentRound(player.bundle, assessment, player.learner, closed);
  if (round && typeof step === "number" && step <= round.shown.length) {
    return questionView(player, assessment, round, step - 1);
  }
  if (round?.shown.length && step === "result" && isEnded(round)) {
    return resultView(player, assessment, round);
  }
  return introView(player, assessment, round, closed);
}

function introView(
  player: Player,
  assessment: Assessment,
  round: Round | null,
  closed: ReadonlySet<string>,
): View {
  const { words, pages } = player;
  const here: Route = { page: "test", id: assessment.id, step: "intro" };
  const title = player.text(assessment.title);
  const pool = assessment.pool ?? [];
  const waiting = pool.filter((id) => closed.has(id)).length;
  if (waiting === pool.length) {
    const why = waiting > 0 ? words("practice.waiting", { count: waiting }) : words("practice.empty");
    return { title, content: notice(title, [why], nextLink(player, pages.step(here, 1))) };
  }
  const goesOn = round !== null && !isEnded(round) && firstOpen(round) > 0;
  const count = questionCount(assessment, player.plan.group);
  const next = nextLink(player, pages.step(here, 1));
  next?.setAttribute("data-variant", "tertiary");
  return {
    title,
    content: page({
      title,
      body: [
        sanitised("p", {}, player.text(assessment.introHtml)),
        h(
          "ul",
          { class: "kp-rules" },
          h("li", {}, words("practice.count", { count })),
          h("li", {}, words("practice.weighted")),
          waiting > 0 && h("li", {}, words("practice.waiting", { count: waiting })),
        ),
      ],
      actions: actions(
        [backLink(player, pages.step(here, -1)), next],
        primaryButton(words(goesOn ? "practice.continue" : "practice.start"), () =>
          begin(player, assessment, goesOn ? round : null),
        ),
      ),
    }),
  };
}

function begin(player: Player, assessment: Assessment, round: Round | null): void {
  const { bundle, learner } = player;
  const closed = closedQuestions(player);
  const underway = round ?? newRound(bundle, assessment, learner, closed, Math.random, new Date());
  const step = underway ? firstOpen(underway) + 1 : "result";
  player.go({ page: "test", id: assessment.id, step });
}

function questionView(
  player: Player,
  assessment: Assessment,
  round: Round,
  index: number,
): View {
  const { words, bundle, drafts } = player;
  const position = round.shown[index]!;
  const asked = ask(bundle, round.items[position]!, position);
  const all = round.shown.length;
  const stored = round.current.responses[position] ?? "";
  const draft = `${assessment.id}/${position}`;
  const title = words("question.of", { number: index + 1, all });
  const last = index + 1 === all;
  let done = stored !== "";

  const onward = (): void =>
    player.go({ page: "test", id: assessment.id, step: last ? "result" : index + 2 });
  const button = h("button", { class: "ds-button", type: "submit" });
  const card = questionCard(player, asked.item, {
    head: h(
      "header",
      { class: "kp-card-head" },
      h("p", { class: "kp-eyebrow" }, player.text(assessment.title)),
      h("h1", { tabindex: -1 }, title),
    ),
    response: stored || drafts.get(draft) || "",
    changed: (response) => drafts.set(draft, response),
    answered: () => {
      if (done) return onward();
      const response = card.response();
      const missing = whatIsMissing(asked.item, response);
      card.need(missing);
      if (missing) return;
      drafts.delete(draft);
      answerPractice(player.learner, round, position, response);
      show(response);
    },
  });
  const show = (response: string): void => {
    done = true;
    card.reveal(feedbackOn(player, asked, response));
    button.textContent = words(last ? "practice.finish" : "question.next");
  };
  button.setAttribute("form", card.element.id);
  button.textContent = words("answer");
  if (done) show(stored);

  const intro: Route = { page: "test", id: assessment.id, step: "intro" };
  return {
    title,
    content: h(
      "article",
      { class: "kp-page" },
      card.element,
      actions(quietLink(words("practice.stop"), intro), button),
    ),
  };
}

function resultView(player: Player, assessment: Assessment, round: Round): View {
  const { words, bundle } = player;
  const here: Route = { page: "test", id: assessment.id, step: "intro" };
  const all = round.shown.map((position) => ask(bundle, round.items[position]!, position));
  const wrong = all.filter(
    (asked) => !judge(asked, round.current.responses[asked.item.position] ?? "").correct,
  );
  const title = words("practice.result", { right: all.length - wrong.length, all: all.length });
  const next = nextLink(player, player.pages.step(here, 1));
  const again = (): void => begin(player, assessment, null);
  // All right: the clear action is to go on. Something missed: it is to practise more.
  const perfect = wrong.length === 0 && next !== null;
  if (!perfect) next?.setAttribute("data-variant", "tertiary");
  return {
    title,
    content: page({
      eyebrow: player.text(assessment.title),
      title,
      body:
        wrong.length === 0
          ? h("p", {}, words("practice.good"))
          : [
              h("p", {}, words("practice.wrong")),
              h(
                "ul",
                { class: "kp-missed" },
                wrong.map(({ item }) => sanitised("li", {}, player.text(item.textHtml))),
              ),
            ],
      actions: perfect
        ? actions(quietButton(words("practice.more"), again), next)
        : actions(next, primaryButton(words("practice.more"), again)),
    }),
  };
}
