/** How the test went: passed or not, by topic, and where the result is on its way. */

import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player, View } from "../player.ts";
import type { Route } from "../route.ts";
import type { TestResult } from "../runtime.ts";
import type { Sitting } from "../sitting.ts";
import { questionCard } from "./card.ts";
import { deliveryLine } from "./delivery.ts";
import { feedbackOn } from "./feedback.ts";
import { actions, nextLink, page, primaryLink, quietLink } from "./page.ts";
import { topicTitle } from "./topic.ts";

export function resultView(player: Player, sitting: Sitting, result: TestResult): View {
  const { words, pages } = player;
  const { assessment } = sitting;
  const { passed, percent } = result;
  const title = words(passed ? "result.passed" : "result.failed");
  const name = player.text(assessment.title);
  const line = deliveryLine(player, assessment);
  const intro: Route = { page: "test", id: assessment.id, step: "intro" };
  const practice = pages.assessments.find(({ kind }) => kind === "practice");
  const reached = result.sections.every((section) => section.percent >= section.needed);
  const missedRule =
    !passed && reached && assessment.percent !== null && percent >= assessment.percent;
  const points = words("result.points", {
    earned: words.number(result.earned),
    possible: words.number(result.possible),
    percent,
  });
  const more: Route = practice
    ? { page: "test", id: practice.id, step: "intro" }
    : { page: "home" };
  return {
    title: `${title}. ${name}`,
    content: page({
      eyebrow: name,
      title,
      under: h(
        "p",
        { class: "kp-score", "data-passed": passed },
        icon(passed ? "right" : "wrong"),
        points,
      ),
      body: [
        h(
          "p",
          {},
          passed ? words("result.passed.long", { title: name }) : words("result.failed.long"),
          missedRule && ` ${words("result.rule.missed")}`,
        ),
        line.element,
        sectionList(player, result),
        topicTable(player, sitting, result),
        !passed && h("p", {}, words("result.advice")),
        review(player, sitting),
      ],
      actions: passed
        ? actions(quietLink(words("back"), intro, true), nextLink(player, pages.step(intro, 1)))
        : actions(
            quietLink(words("test.again"), intro),
            primaryLink(
              words(practice ? "next" : "menu.start", {
                title: practice ? player.text(practice.title) : "",
              }),
              more,
            ),
          ),
    }),
    leave: () => line.stop(),
  };
}

/** The parts that take a share of their own points, each with what it took. */
function sectionList(player: Player, { sections }: TestResult): HTMLElement | null {
  if (sections.length === 0) return null;
  return h(
    "ul",
    { class: "kp-sections" },
    sections.map(({ title, percent, needed }) => {
      const reached = percent >= needed;
      const said = { title: player.text(title), percent, needed };
      const key = reached ? "result.section.reached" : "result.section.missed";
      return h(
        "li",
        { "data-passed": reached },
        icon(reached ? "right" : "wrong"),
        player.words(key, said),
      );
    }),
  );
}

function topicTable(player: Player, { assessment }: Sitting, { topics }: TestResult): HTMLElement {
  const { words } = player;
  return h(
    "table",
    { class: "kp-topics" },
    h("caption", {}, words("result.topics")),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, words("result.topic")),
        h("th", { scope: "col", class: "kp-figure" }, words("result.score")),
      ),
    ),
    h(
      "tbody",
      {},
      topics.map(({ topic, title, earned, possible }) => {
        const name = player.text(title) || topicTitle(player, assessment, topic);
        const must = assessment.allRight.includes(topic);
        return h(
          "tr",
          {},
          h(
            "th",
            { scope: "row" },
            name,
            must && h("span", { class: "kp-quiet" }, ` (${words("result.must")})`),
          ),
          h("td", { class: "kp-figure" }, `${words.number(earned)} / ${words.number(possible)}`),
        );
      }),
    ),
  );
}

/** Only of a test taken here: what the server holds shows no key. */
function review(player: Player, { local }: Sitting): HTMLElement | null {
  const reviewed = local?.review() ?? [];
  if (reviewed.length === 0) return null;
  return h(
    "section",
    { class: "kp-review" },
    h("h2", { class: "kp-h2" }, player.words("result.review")),
    reviewed.map(({ asked, response }) => {
      const card = questionCard(player, asked.item, { response });
      card.reveal(feedbackOn(player, asked, response));
      return card.element;
    }),
  );
}
