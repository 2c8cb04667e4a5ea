/** The list of chapters, lessons and tests, with a mark on what is done. */

import type { Assessment, Lesson } from "../bundle.ts";
import { h, unseen } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player } from "../player.ts";
import { address, type Route } from "../route.ts";
import { testStanding } from "../standing.ts";
import { pageTitle } from "./page.ts";

export interface Menu {
  element: HTMLElement;
  /** After the learner has read or passed something. */
  update(): void;
}

type DoneWord = "menu.seen" | "menu.done" | "menu.taken";

export function menu(player: Player, here: Route, languages: HTMLElement | null): Menu {
  const { words, pages, learner } = player;
  const marks: (() => void)[] = [];

  function link(route: Route, done: (() => boolean) | null, word: DoneWord): Node {
    const mark = h("span", { class: "kp-mark", "data-none": done === null });
    const spoken = unseen();
    const update = (): void => {
      const isDone = done?.() ?? false;
      mark.toggleAttribute("data-done", isDone);
      mark.replaceChildren(...(isDone ? [icon("right")] : []));
      spoken.textContent = isDone ? ` (${words(word)})` : "";
    };
    update();
    marks.push(update);
    return h(
      "li",
      {},
      h(
        "a",
        { href: address(route), "aria-current": isHere(route, here) ? "page" : null },
        mark,
        h("span", {}, pageTitle(player, route), spoken),
      ),
    );
  }

  const lessonLink = ({ id, number }: Lesson): Node =>
    link({ page: "lesson", id }, () => learner.state.seen.has(number), "menu.seen");
  const testLink = (assessment: Assessment): Node =>
    link(
      { page: "test", id: assessment.id, step: "intro" },
      assessment.kind === "practice"
        ? null
        : () => testStanding(player, assessment).best?.passed ?? false,
      assessment.kind === "placement" ? "menu.taken" : "menu.done",
    );

  const element = h(
    "nav",
    { class: "kp-menu", id: "kp-menu", "aria-label": words("menu") },
    h("ul", { class: "kp-plain-list" }, textLink({ page: "home" }, words("menu.start"), here)),
    pages.chapters.map((chapter) => [
      h("h2", {}, player.text(chapter.title)),
      h(
        "ul",
        { class: "kp-plain-list" },
        chapter.lessons.flatMap((id) => pages.lesson(id) ?? []).map(lessonLink),
      ),
    ]),
    pages.assessments.length > 0 && [
      h("h2", {}, words("menu.tests")),
      h("ul", { class: "kp-plain-list" }, pages.assessments.map(testLink)),
    ],
    h(
      "ul",
      { class: "kp-plain-list kp-menu-end" },
      textLink({ page: "end" }, words("menu.end"), here),
    ),
    languages,
  );
  return { element, update: () => marks.forEach((update) => update()) };
}

function textLink(route: Route, label: string, here: Route): HTMLElement {
  const current = isHere(route, here) ? "page" : null;
  return h("li", {}, h("a", { href: address(route), "aria-current": current }, label));
}

/** A chapter's closing page has no line of its own; a test's pages all belong to its line. */
function isHere(route: Route, here: Route): boolean {
  if (route.page !== here.page) return false;
  return !("id" in route) || !("id" in here) || route.id === here.id;
}
