/** What the learner is asked before the course: which work, and how much of the course. */

import type { LearningPath } from "../bundle.ts";
import { type Child, h } from "../dom.ts";
import { groupOf, isFor, placementTest } from "../plan.ts";
import type { Player, View } from "../player.ts";
import { placementPercent } from "../standing.ts";
import { placedSentence } from "./placed.ts";
import { actions, page, primaryButton, primaryLink, quietButton, quietLink } from "./page.ts";
import { radios } from "./radios.ts";

/** One question at a time; who comes back to change an answer sees them all. */
export function planView(player: Player): View {
  const { bundle, plan } = player;
  if (bundle.groups.length > 0 && !plan.group) return groupView(player);
  if (bundle.paths.length > 0 && !plan.path) return pathView(player);
  return changeView(player);
}

function groupView(player: Player): View {
  const { words } = player;
  const groups = groupChoice(player);
  const go = primaryButton(words("plan.go"), () => {
    if (groups.needed()) player.refresh();
  });
  return asked(player, words("plan.group"), groups.element, actions(null, go));
}

function pathView(player: Player): View {
  const { words, bundle } = player;
  const test = placementTest(bundle);
  if (!test) {
    const paths = pathChoice(player);
    const go = primaryButton(words("plan.go"), () => {
      if (paths.needed()) player.go({ page: "home" });
    });
    return asked(player, words("plan.path"), paths.element, actions(null, go));
  }
  const longest = bundle.paths[bundle.paths.length - 1]!;
  const all = quietButton(words("plan.all", { path: player.text(longest.title) }), () => {
    player.learner.choosePath(longest);
    player.go({ page: "home" });
  });
  const take = primaryLink(words("placement.take"), { page: "test", id: test.id, step: "intro" });
  const list = h(
    "ul",
    { class: "kp-paths kp-plain-list" },
    bundle.paths.map((path) => h("li", {}, described(player, path))),
  );
  const body = [h("p", {}, words("placement.why")), list];
  return asked(player, words("plan.path"), body, actions(all, take));
}

function changeView(player: Player): View {
  const { words, bundle } = player;
  const percent = placementPercent(player);
  const test = placementTest(bundle);
  const groups = bundle.groups.length > 0 && groupChoice(player);
  const paths = bundle.paths.length > 0 && pathChoice(player);
  const done = primaryButton(words("plan.done"), () => player.go({ page: "home" }));
  const body = [
    groups && groups.element,
    percent !== null && h("p", {}, placedSentence(player, percent)),
    paths && paths.element,
  ];
  const again = test && quietLink(test && player.text(test.title), {
    page: "test",
    id: test.id,
    step: "intro",
  });
  return asked(player, words("plan.change"), body, actions(again, done));
}

function asked(player: Player, title: string, body: Child, row: HTMLElement): View {
  const eyebrow = player.text(player.bundle.course.title);
  return { title, kind: "cover", content: page({ eyebrow, title, body, actions: row }) };
}

export interface Choice {
  element: HTMLElement;
  /** True when something is chosen; says so in the page when nothing is. */
  needed(): boolean;
}

/** `chosen` hears of every change, after it was made. */
export function groupChoice(player: Player, chosen: () => void = () => {}): Choice {
  const { words, bundle, learner } = player;
  const now = groupOf(bundle, learner.state);
  return choice(
    player,
    words("plan.group.label"),
    bundle.groups.map((group) => ({
      label: player.text(group.title),
      chosen: group === now,
      closed: false,
      choose: () => {
        learner.chooseGroup(group);
        chosen();
      },
    })),
  );
}

function pathChoice(player: Player): Choice {
  const { words, bundle, plan } = player;
  const shortest = plan.shortest ? bundle.paths.indexOf(plan.shortest) : 0;
  return choice(
    player,
    words("plan.path.label"),
    bundle.paths.map((path, index) => ({
      label: described(player, path),
      chosen: plan.path === path,
      closed: index < shortest,
      choose: () => player.learner.choosePath(path),
    })),
  );
}

interface Line {
  label: Child;
  chosen: boolean;
  /** The placement test has not opened it. */
  closed: boolean;
  choose: () => void;
}

function choice(player: Player, legend: string, lines: Line[]): Choice {
  const { words } = player;
  const missing = h("p", { class: "kp-needed", role: "alert" });
  let chosen = lines.some((line) => line.chosen);
  const options = lines.map((line) => ({
    ...line,
    label: [line.label, line.closed && h("span", { class: "kp-quiet" }, words("plan.closed"))],
    choose() {
      chosen = true;
      missing.replaceChildren();
      line.choose();
    },
  }));
  return {
    element: radios(legend, options, missing),
    needed() {
      if (!chosen) missing.textContent = words("plan.choose");
      return chosen;
    },
  };
}

/** The path's name, whom it suits, and how long its lessons take. */
function described(player: Player, path: LearningPath): HTMLElement {
  const { words, bundle, plan } = player;
  const lessons = bundle.lessons.filter((lesson) => isFor(lesson, { ...plan, path }));
  const count = lessons.reduce((sum, { minutes }) => sum + minutes, 0);
  const time = count > 0 && words("about", { time: words("minutes", { count }) });
  return h(
    "span",
    { class: "kp-path" },
    h("strong", {}, player.text(path.title)),
    h("span", {}, player.text(path.description)),
    time && h("span", { class: "kp-quiet" }, time),
  );
}
