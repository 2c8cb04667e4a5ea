/** The first page: what the course holds, how long it takes, and where to begin. */

import type { Assessment, Lesson } from "../bundle.ts";
import { h, unseen } from "../dom.ts";
import { icon } from "../icons.ts";
import { placementTest } from "../plan.ts";
import type { Player, View } from "../player.ts";
import { address, type Route } from "../route.ts";
import { nextLeft, testStanding } from "../standing.ts";
import { actions, page, pageTitle, primaryLink, quietLink } from "./page.ts";

const END: Route = { page: "end" };

export function homeView(player: Player): View {
  const { bundle, words, pages, learner } = player;
  const { course } = bundle;
  const { alone } = pages;
  const title = player.text((alone ?? course).title);
  const minutes = pages.lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
  const time = words("minutes", { count: player.plan.path || alone ? minutes : course.minutes });
  const begun = learner.state.at !== null;
  const target = begun ? (nextLeft(player) ?? END) : beginning(player);
  const label =
    target.page === "end"
      ? words("menu.end")
      : words(begun ? "continue" : "start", { title: pageTitle(player, target) });
  const owner = course.owner && words("home.owner", { owner: course.owner });
  const read = minutes > 0 || !player.plan.path;
  const about = [read && words("about", { time }), owner];
  return {
    title,
    kind: "cover",
    content: page({
      title,
      under: [
        h("p", { class: "kp-quiet kp-under" }, about.filter(Boolean).join(" · ")),
        planLine(player),
      ],
      body: [
        pages.chapters.map((chapter) =>
          section(
            alone ? null : player.text(chapter.title),
            chapter.lessons
              .flatMap((id) => pages.lesson(id) ?? [])
              .map((lesson) => lessonLine(player, lesson)),
          ),
        ),
        pages.assessments.length > 0 &&
          section(
            words("menu.tests"),
            pages.assessments.map((assessment) => testLine(player, assessment)),
          ),
        h("p", { class: "kp-quiet kp-licence" }, licence(player)),
        credits(player),
      ],
      actions: actions(
        begun && target.page !== "end" && quietLink(words("menu.end"), END),
        primaryLink(label, target),
      ),
    }),
  };
}

/** What the learner chose, with the way to change it; nothing where there is nothing to choose. */
function planLine(player: Player): HTMLElement | null {
  const { words, plan } = player;
  const chosen = [plan.group, plan.path].flatMap((each) => (each ? [player.text(each.title)] : []));
  if (chosen.length === 0) return null;
  return h(
    "p",
    { class: "kp-quiet kp-under" },
    `${chosen.join(" · ")} `,
    h("a", { class: "ds-link", href: address({ page: "plan" }) }, words("plan.change")),
  );
}

/** The first page; past the placement test where the learner has a path without it. */
function beginning({ bundle, pages, plan }: Player): Route {
  const first = pages.step({ page: "home" }, 1) ?? END;
  const places = first.page === "test" && first.id === placementTest(bundle)?.id;
  return places && plan.path ? (pages.step(first, 1) ?? END) : first;
}

function section(title: string | null, lines: HTMLElement[]): HTMLElement {
  const list = h("ul", { class: "kp-plain-list" }, lines);
  return h("section", { class: "kp-contents" }, title && h("h2", {}, title), list);
}

function lessonLine(player: Player, { id, number, minutes }: Lesson): HTMLElement {
  const seen = player.learner.state.seen.has(number);
  return line(player, { page: "lesson", id }, minutes, seen, player.words("menu.seen"));
}

function testLine(player: Player, assessment: Assessment): HTMLElement {
  const { id, minutes, kind } = assessment;
  const passed = testStanding(player, assessment).best?.passed ?? false;
  const route: Route = { page: "test", id, step: "intro" };
  const done = kind === "practice" ? null : passed;
  const word = player.words(kind === "placement" ? "menu.taken" : "menu.done");
  return line(player, route, minutes, done, word);
}

/** `done`: null where there is nothing to finish. */
function line(
  player: Player,
  route: Route,
  minutes: number | null,
  done: boolean | null,
  word: string,
): HTMLElement {
  return h(
    "li",
    {},
    h(
      "span",
      { class: "kp-mark", "data-done": done, "data-none": done === null },
      done && icon("right"),
    ),
    h(
      "a",
      { class: "ds-link", href: address(route) },
      pageTitle(player, route),
      done && unseen(` (${word})`),
    ),
    minutes !== null &&
      h("span", { class: "kp-quiet" }, player.words("minutes", { count: minutes })),
  );
}

function licence(player: Player): string {
  const { rightsHolder, licence: terms, version } = player.bundle.course;
  return player.words("licence", { holder: rightsHolder, licence: terms, version });
}

/** Whom the pictures and other files belong to; most readers pass it by. */
function credits({ bundle, words }: Player): HTMLElement | null {
  if (!bundle.credits?.length) return null;
  return h(
    "details",
    { class: "kp-quiet kp-credits" },
    h("summary", {}, words("credits")),
    h(
      "ul",
      {},
      bundle.credits.map(({ rightsHolder, licence, files }) =>
        h("li", {}, `${rightsHolder}, ${licence}: ${files.join(", ")}`),
      ),
    ),
  );
}
