/** One lesson: text rendered when the bundle was made, brought to life where it asks something. */

import { closedQuestions } from "../closed.ts";
import { h, sanitised } from "../dom.ts";
import { type Icon, icon } from "../icons.ts";
import type { Lesson } from "../bundle.ts";
import type { Player, View } from "../player.ts";
import type { Route } from "../route.ts";
import { lessonCheck } from "./check.ts";
import { actions, backLink, nextLink, page } from "./page.ts";
import { fitTables } from "./tables.ts";

/** The renderer leaves an empty place for the icon before each callout's word. */
const ICONS: [string, Icon][] = [
  ["kp-note", "info"],
  ["kp-example", "star"],
  ["kp-case", "think"],
  ["kp-checklist-box", "list"],
];

export function lessonView(player: Player, lesson: Lesson): View {
  const here: Route = { page: "lesson", id: lesson.id };
  const title = player.text(lesson.title);
  const chapter = player.pages.chapterOf(lesson);
  const body = sanitised("div", { class: "kp-prose" }, player.text(lesson.html));
  drawIcons(body);
  bindChecklists(player, lesson, body);
  const closed = closedQuestions(player);
  for (const place of body.querySelectorAll<HTMLElement>(".kp-check[data-check]")) {
    const id = place.dataset.check ?? "";
    if (closed.has(id)) place.replaceChildren(waits(player));
    else lessonCheck(player, place, id);
  }
  for (const reveal of body.querySelectorAll("details.kp-reveal")) {
    reveal.classList.add("ds-details");
  }

  const next = nextLink(player, player.pages.step(here, 1));
  const row = actions(backLink(player, player.pages.step(here, -1)), next);
  const seen = (): void => {
    if (player.learner.state.seen.has(lesson.number)) return;
    player.learner.change((state) => state.seen.add(lesson.number));
  };
  next?.addEventListener("click", seen);
  // Read is what has been scrolled through: the end of the page has been on the screen.
  const watcher = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) seen();
  });
  watcher.observe(row);
  const stopFitting = fitTables(body);

  return {
    title,
    content: page({
      eyebrow: chapter && player.text(chapter.title),
      title,
      body,
      actions: row,
    }),
    leave: () => {
      watcher.disconnect();
      stopFitting();
    },
  };
}

/** Stands for a question that a test under way asks. */
function waits(player: Player): HTMLElement {
  return h("p", { class: "kp-feedback", "data-verdict": "none" }, player.words("check.closed"));
}

function drawIcons(body: HTMLElement): void {
  for (const [name, sign] of ICONS) {
    for (const place of body.querySelectorAll(`.${name} > .kp-label > .kp-icon`)) {
      place.replaceWith(icon(sign));
    }
  }
}

/** Boxes are stored as one bit each, in document order. */
function bindChecklists(player: Player, lesson: Lesson, body: HTMLElement): void {
  const { learner } = player;
  for (const list of body.querySelectorAll<HTMLElement>(".kp-checklist[data-checklist]")) {
    const index = lesson.checklists.findIndex(({ id }) => id === list.dataset.checklist);
    if (index === -1) continue;
    list.querySelectorAll<HTMLInputElement>("input[data-box]").forEach((box, bit) => {
      box.classList.add("ds-input");
      const bits = learner.state.boxes.get(lesson.number)?.[index] ?? 0;
      box.checked = (bits & (1 << bit)) !== 0;
      box.addEventListener("change", () => {
        learner.change((state) => {
          const ticks = lesson.checklists.map(
            (_, at) => state.boxes.get(lesson.number)?.[at] ?? 0,
          );
          const old = ticks[index] ?? 0;
          ticks[index] = box.checked ? old | (1 << bit) : old & ~(1 << bit);
          state.boxes.set(lesson.number, ticks);
        });
      });
    });
  }
}
