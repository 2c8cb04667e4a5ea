/** What an invigilator or a leader gives: a code, more time, one more try, days. */

import { freshId, h } from "../../dom.ts";
import { button } from "./parts.ts";
import { nameOf, type Present, type Room, type RoomPage, type Test } from "./room-data.ts";

/** The codes that start a test now, large enough to read from the back, and a form for one more. */
export function codes(shared: RoomPage): HTMLElement {
  const { words, room, act, page } = shared;
  const name = input({ autocomplete: "name" });
  const job = input({ autocomplete: "organization-title" });
  const hours = input({ type: "number", min: 1, max: 12, value: "4" });
  const start = button(words("code-start"), "primary", async () => {
    const wanted = { name: name.value, title: job.value, hours: Number(hours.value) };
    await act(page.api.post<Room>("room/session", wanted), words("code-started"));
  }, page);
  const shown = room.sessions.map(({ id, code, until, name: by, title }) =>
    h(
      "div",
      { class: "kt-code" },
      h("p", { class: "kt-code-letters", translate: "no" }, `${code.slice(0, 3)} ${code.slice(3)}`),
      h("p", {}, words("code-until", { time: words.time(until), name: by, title })),
      button(words("code-end"), "secondary", () =>
        act(page.api.post<Room>(`room/session/${id}/end`), words("code-ended")), page),
    ),
  );
  return h(
    "section",
    { class: "kt-room-part" },
    h("h2", {}, words("code-title")),
    shown.length > 0
      ? shown
      : h(
          "div",
          { class: "kt-give" },
          h("p", { class: "kp-quiet" }, words("code-intro")),
          field(words("code-name"), name),
          field(words("code-job"), job),
          field(words("code-hours"), hours),
          h("div", {}, start),
        ),
  );
}

export function days(shared: RoomPage): HTMLElement {
  const { words, room, act, page } = shared;
  const first = input({ type: "date", value: room.days.first ?? "" });
  const last = input({ type: "date", value: room.days.last ?? "" });
  const save = button(words("days-save"), "secondary", async () => {
    const wanted = { first: first.value || null, last: last.value || null };
    await act(page.api.post<Room>("room/days", wanted), words("days-saved"));
  }, page);
  return h(
    "section",
    { class: "kt-give" },
    h("h2", {}, words("days-title")),
    h("p", { class: "kp-quiet" }, words("days-intro")),
    field(words("days-first"), first),
    field(words("days-last"), last),
    h("div", {}, save),
  );
}

export function moreTime(shared: RoomPage, each: Present, { extraTime }: Test): void {
  const { words, act, page } = shared;
  const person = nameOf(each, words);
  const most = extraTime ?? 0;
  const usual = each.extraPercent || Math.min(25, most);
  const percent = input({ type: "number", min: 0, max: most, value: String(usual) });
  const reason = input({ maxlength: 500 });
  const give = button(words("give-save"), "primary", async () => {
    const count = Number(percent.value);
    const wanted = { ...of(each), percent: count, reason: reason.value };
    await act(page.api.post<Room>("room/extra-time", wanted), words("given", { person, count }));
  }, page);
  open(shared, words("give-title", { person }), [
    field(words("give-percent"), percent),
    field(words("give-reason"), reason, words("reason-kept")),
  ], give);
}

export function oneMore(shared: RoomPage, each: Present): void {
  const { words, act, page } = shared;
  const person = nameOf(each, words);
  const reason = input({ maxlength: 500 });
  const give = button(words("unlock-save"), "primary", async () => {
    const wanted = { ...of(each), reason: reason.value };
    await act(page.api.post<Room>("room/unlock", wanted), words("unlocked", { person }));
  }, page);
  open(shared, words("unlock-title", { person }), [
    field(words("give-reason"), reason, words("reason-kept")),
  ], give);
}

/** One form at a time, above the table; closing it goes back to where one was. */
function open(shared: RoomPage, title: string, fields: HTMLElement[], give: HTMLElement): void {
  const before = document.activeElement;
  const heading = h("h2", { tabindex: -1 }, title);
  const cancel = h(
    "button",
    { class: "ds-button", "data-variant": "tertiary", type: "button" },
    shared.words("cancel"),
  );
  cancel.addEventListener("click", () => {
    shared.form.replaceChildren();
    if (before instanceof HTMLElement) before.focus();
  });
  shared.form.replaceChildren(
    h(
      "section",
      { class: "kt-give kt-form" },
      heading,
      fields,
      h("div", { class: "kt-buttons" }, give, cancel),
    ),
  );
  heading.focus();
}

const of = ({ person, assessment }: Present): { person: string; assessment: string } => ({
  person,
  assessment,
});

function input(more: Record<string, string | number>): HTMLInputElement {
  return h("input", { class: "ds-input", type: "text", ...more });
}

function field(label: string, of: HTMLInputElement, hint = ""): HTMLElement {
  of.id = freshId("room");
  const told = h("p", { class: "kp-quiet", id: `${of.id}-hint` }, hint);
  if (hint) of.setAttribute("aria-describedby", told.id);
  return h(
    "div",
    { class: "ds-field" },
    h("label", { class: "ds-label", for: of.id }, label),
    of,
    hint !== "" && told,
  );
}
