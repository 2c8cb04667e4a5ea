/** The participants of the LMS course: read when asked for, and who of them has not come yet. */

import { type Child, h } from "../../dom.ts";
import type { Page } from "./data.ts";
import { button } from "./parts.ts";

/** Above the table: when the list was read, and the button that reads it. */
export function memberStrip(page: Page): HTMLElement {
  const { words, api, results } = page;
  const { offered, readAt, whole } = results.members;
  const { platform } = results;
  if (!offered) {
    return h("p", { class: "kt-members kp-quiet" }, words("members.absent", { platform }));
  }
  return h(
    "div",
    { class: "kt-members" },
    h(
      "p",
      { class: "kp-quiet" },
      readAt === null
        ? words("members.unread", { platform })
        : words("members.read", { platform, at: words.moment(readAt) }),
      readAt !== null && !whole && ` ${words("members.part")}`,
    ),
    button(words("members.fetch"), "secondary", async () => {
      const { count } = await api.post<{ count: number }>("teacher/members");
      page.again(words("members.count", { count }));
    }, page),
  );
}

/** Below the table: who has not opened the course. */
export function unopened(page: Page): Child {
  const { words, results } = page;
  if (results.unopened.length === 0) return null;
  return h(
    "section",
    { class: "kt-unopened" },
    h("h2", {}, words("unopened.title", { count: results.unopened.length })),
    h(
      "ul",
      {},
      results.unopened.map(({ id, name }) =>
        h("li", {}, name ?? words("person.unnamed", { id })),
      ),
    ),
  );
}
