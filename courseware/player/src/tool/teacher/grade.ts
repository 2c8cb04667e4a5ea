/** What became of a result in the gradebook, and what a teacher can do about it. */

import { type Child, h } from "../../dom.ts";
import { rowMenu } from "../row-menu.ts";
import { may, type Page, type Person } from "./data.ts";
import { button, status, tell } from "./parts.ts";

export function grade(person: Person, page: Page): Child {
  const { words, results } = page;
  const { platform } = results;
  if (person.delivery === "none") return words("delivery.none");
  const reason = person.reason ?? "";
  if (person.delivery === "sent" && person.sentAt) {
    const at = words.moment(person.sentAt);
    const told = reason === "not_confirmed" || reason === "zero_not_shown";
    return [
      status("right", words("delivery.sent", { platform, at })),
      told && h("span", { class: "kp-quiet" }, words(`note.${reason}`)),
      actions(person, page, ["look", "again"]),
    ];
  }
  if (person.delivery === "refused") {
    const said = words("delivery.refused", { platform, reason: words(`reason.${reason}`) });
    return [
      status("warning", said),
      h("span", { class: "kp-quiet" }, words(`mend.${reason}`)),
      actions(person, page, ["again", "look"]),
    ];
  }
  const why = person.nextTryAt && {
    reason: words(`waits.${reason}`),
    at: words.moment(person.nextTryAt),
  };
  return [
    status("clock", words("delivery.waiting", { platform })),
    why && h("span", { class: "kp-quiet" }, words("delivery.why", why)),
    why && actions(person, page, ["again"]),
  ];
}

/** All that the platform did not take, in one go; nothing where it took everything. */
export function sendRefused(page: Page): HTMLElement | null {
  const { words, api, results } = page;
  const refused = results.people.filter((person) => person.delivery === "refused");
  if (!may(page, "send-scores") || refused.length < 2) return null;
  return button(words("send.refused"), "secondary", async () => {
    const { sent } = await api.post<{ sent: number }>("teacher/scores", {});
    page.again(words("send.several", { count: sent }));
  }, page);
}

function actions(person: Person, page: Page, which: ("again" | "look")[]): Child {
  if (!may(page, "send-scores")) return null;
  const { words, api } = page;
  const sent = { person: person.id };
  const said = h("span", { class: "kt-said", role: "status" });
  const buttons = which.map((each) =>
    each === "again"
      ? button(words("send.again"), "tertiary", async () => {
          await api.post("teacher/scores", sent);
          page.again(words("send.started"));
        }, page)
      : button(words("send.look"), "tertiary", async () => {
          const found = await api.post<{ stands: string; percent: number | null }>(
            "teacher/scores/check",
            sent,
          );
          tell(said, words(`stands.${found.stands}`, { percent: found.percent ?? 0 }));
        }, page),
  );
  if (buttons.length === 1) return h("div", { class: "kt-actions" }, buttons, said);
  const name = person.name ?? words("person.unnamed", { id: person.id });
  return rowMenu(words("acts.title"), words("acts.for", { name }), buttons, said);
}
