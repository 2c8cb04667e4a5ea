/** The end of a chapter: what was learnt, what was skipped, and what comes next. */

import type { Chapter } from "../bundle.ts";
import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Player, View } from "../player.ts";
import { address, type Route } from "../route.ts";
import { actions, backLink, nextLink, page } from "./page.ts";

export function chapterView(player: Player, chapter: Chapter): View {
  const { words, pages, learner } = player;
  const here: Route = { page: "chapter", id: chapter.id };
  const lessons = chapter.lessons.flatMap((id) => pages.lesson(id) ?? []);
  const seen = lessons.filter(({ number }) => learner.state.seen.has(number));
  const left = lessons.filter(({ number }) => !learner.state.seen.has(number));
  const chapterTitle = player.text(chapter.title);
  const title = left.length === 0 ? words("chapter.done", { title: chapterTitle }) : chapterTitle;
  return {
    title,
    content: page({
      eyebrow: words("chapter.summary"),
      title,
      body: [
        seen.length > 0 && h("p", {}, words("chapter.learnt")),
        seen.length > 0 &&
          h(
            "ul",
            { class: "kp-ticks kp-plain-list" },
            seen.map((lesson) => h("li", {}, icon("right"), player.text(lesson.title))),
          ),
        left.length > 0 && h("p", {}, words("chapter.left")),
        left.length > 0 &&
          h(
            "ul",
            { class: "kp-links" },
            left.map(({ id, title: lessonTitle }) =>
              h(
                "li",
                {},
                h(
                  "a",
                  { class: "ds-link", href: address({ page: "lesson", id }) },
                  player.text(lessonTitle),
                ),
              ),
            ),
          ),
      ],
      actions: actions(
        backLink(player, pages.step(here, -1)),
        nextLink(player, pages.step(here, 1)),
      ),
    }),
  };
}
