/** What the placement test found: which path fits, why, and the way on. */

import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import { placed, placementTest } from "../plan.ts";
import type { Player, View } from "../player.ts";
import type { TestResult } from "../runtime.ts";
import { placementPercent } from "../standing.ts";
import { actions, page, primaryButton, quietLink } from "./page.ts";
import { topicTitle } from "./topic.ts";

export function placedView(player: Player, result: TestResult): View {
  const { words, bundle } = player;
  const test = placementTest(bundle)!;
  // An earlier, better result counts for as much as it did.
  const percent = placementPercent(player) ?? result.percent;
  const path = placed(bundle, test, percent);
  const title = words("placed", { path: player.text(path.title) });
  return {
    title,
    content: page({
      eyebrow: player.text(test.title),
      title,
      body: [
        h("p", {}, player.text(path.description)),
        h("p", {}, placedSentence(player, result.percent)),
        h("h2", { class: "kp-h2" }, words("result.topics")),
        h(
          "ul",
          { class: "kp-ticks kp-plain-list" },
          result.topics.map(({ topic, title: own, earned, possible }) =>
            h(
              "li",
              {},
              icon(earned === possible ? "right" : "partly"),
              h(
                "span",
                {},
                player.text(own) || topicTitle(player, test, topic),
                h(
                  "span",
                  { class: "kp-quiet" },
                  ` ${words("result.of", { earned: words.number(earned), possible })}`,
                ),
              ),
            ),
          ),
        ),
        h("p", { class: "kp-quiet" }, words("placed.longer")),
      ],
      actions: actions(
        quietLink(words("placed.other"), { page: "plan" }),
        primaryButton(words("placed.go"), () => {
          player.learner.choosePath(path);
          player.go({ page: "home" });
        }),
      ),
    }),
  };
}

/** "Du fikk 80 prosent. Fra 75 prosent kan du ta kort kurs." */
export function placedSentence(player: Player, percent: number): string {
  const { words, bundle } = player;
  const test = placementTest(bundle)!;
  const path = placed(bundle, test, percent);
  const from = test.thresholds.find((each) => each.path === path.id)?.percent;
  const values = { percent, path: player.text(path.title) };
  return from === undefined
    ? words("placed.whole", values)
    : words("placed.why", { ...values, from });
}
