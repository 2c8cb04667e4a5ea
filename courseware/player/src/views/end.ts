/** The end of the course: what counts, what is left, and where the result went. */

import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player, View } from "../player.ts";
import { address, type Route } from "../route.ts";
import { standing, type TestStanding } from "../standing.ts";
import { deliveryLine } from "./delivery.ts";
import { actions, backLink, page, primaryLink } from "./page.ts";

export function endView(player: Player): View {
  const { words, pages, bundle } = player;
  const now = standing(player);
  const courseTitle = player.text(bundle.course.title);
  const title = words(now.done ? "end.done" : "end.going");
  const lines = now.tests
    .filter(({ best }) => best !== null)
    .map(({ assessment }) => deliveryLine(player, assessment));
  const unread = pages.lessons.find(({ number }) => !player.learner.state.seen.has(number));
  const left = now.tests.find(({ best }) => !best?.passed);
  const target: Route | null = unread
    ? { page: "lesson", id: unread.id }
    : left
      ? { page: "test", id: left.assessment.id, step: "intro" }
      : null;
  return {
    title,
    content: page({
      eyebrow: courseTitle,
      title,
      body: [
        now.done && h("p", {}, words("end.done.long", { title: courseTitle })),
        h("h2", { class: "kp-h2" }, words("end.counts")),
        h(
          "ul",
          { class: "kp-standing kp-plain-list" },
          now.lessons > 0 &&
            row(
              player,
              now.lessonsDone === now.lessons,
              words("end.lessons"),
              words("end.lessons.state", { done: now.lessonsDone, all: now.lessons }),
            ),
          now.tests.map((test) => testRow(player, test)),
        ),
        bundle.course.certifyingTestElsewhere && h("p", {}, words("end.elsewhere")),
        lines.map(({ element }) => element),
        (now.done || player.runtime.readOnly) && evaluationInvite(player),
        now.done && player.runtime.tracked && !player.runtime.readOnly
          ? h("p", { class: "kp-quiet kp-all-saved" }, words("end.close"))
          : null,
      ],
      actions: actions(
        backLink(player, pages.step({ page: "end" }, -1)),
        target ? continueLink(player, target) : platformLink(player),
      ),
    }),
    leave: () => lines.forEach(({ stop }) => stop()),
  };
}

/** Where the course asks what it was like, and this learner has not said so yet. */
function evaluationInvite(player: Player): HTMLElement | null {
  const { words, runtime } = player;
  const { evaluation = [] } = player.bundle;
  if (evaluation.length === 0 || !runtime.evaluation || runtime.evaluation.sent) return null;
  return h(
    "section",
    { class: "kp-invite" },
    h("h2", { class: "kp-h2" }, words("evaluation")),
    h("p", {}, words("evaluation.invite", { count: evaluation.length })),
    h("a", { class: "ds-link", href: address({ page: "evaluation" }) }, words("evaluation.answer")),
  );
}

function continueLink(player: Player, target: Route): HTMLElement {
  const title =
    target.page === "lesson"
      ? player.text(player.pages.lesson(target.id)?.title ?? {})
      : target.page === "test"
        ? player.text(player.pages.assessment(target.id)?.title ?? {})
        : "";
  return primaryLink(player.words("continue", { title }), target);
}

function platformLink(player: Player): HTMLElement | null {
  const { returnUrl: href, returnsTo: target } = player.surroundings;
  if (href === null) return null;
  const platform = player.surroundings.platform ?? player.words("platform");
  return h(
    "a",
    { class: "ds-button", href, target },
    player.words("end.platform", { platform }),
  );
}

function testRow(player: Player, { assessment, best }: TestStanding): HTMLElement {
  const { words } = player;
  const state = !best
    ? words("end.test.none")
    : best.passed
      ? words("end.test.passed", { percent: best.percent })
      : words("end.test.failed");
  const link = h(
    "a",
    { class: "ds-link", href: address({ page: "test", id: assessment.id, step: "intro" }) },
    words("end.test", { title: player.text(assessment.title) }),
  );
  return row(player, best?.passed ?? false, link, state);
}

/** A word and a shape say the status; colour only repeats it. */
function row(player: Player, done: boolean, what: string | Node, state: string): HTMLElement {
  return h(
    "li",
    {},
    h("span", { class: "kp-mark", "data-done": done }, done && icon("right")),
    h("span", { class: "kp-standing-what" }, what, h("span", { class: "kp-quiet" }, state)),
    h(
      "span",
      { class: "ds-tag", "data-color": done ? "success" : "neutral" },
      player.words(done ? "end.status.done" : "end.status.left"),
    ),
  );
}
