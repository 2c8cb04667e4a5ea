/** Who is in the room: one table, refreshed by itself while nothing else is being done. */

import { type Child, h } from "../../dom.ts";
import { rowMenu } from "../row-menu.ts";
import { say, type Say } from "../say.ts";
import type { Page } from "./data.ts";
import { button, status } from "./parts.ts";
import { codes, days, moreTime, oneMore } from "./room-acts.ts";
import { nameOf, type Present, type Room, type RoomPage, type Test } from "./room-data.ts";

const REFRESH_MS = 30_000;
const MINUTE_MS = 60_000;

export async function roomView(page: Page): Promise<HTMLElement> {
  const place = h("div", { class: "kt-page" });
  draw(place, page, await page.api.get<Room>("room"), "");
  const refreshing = window.setInterval(() => {
    if (!place.isConnected) return window.clearInterval(refreshing);
    if (document.hidden || isBusy(place)) return;
    page.api.get<Room>("room").then(
      (room) => isBusy(place) || draw(place, page, room, ""),
      () => {}, // the next round tells; the button says what is wrong
    );
  }, REFRESH_MS);
  return place;
}

/** Somebody is about something that a new drawing would take away. */
function isBusy(place: HTMLElement): boolean {
  const begun = Array.from(place.querySelectorAll("input")).some((each) => each.value !== each.defaultValue);
  return begun || hasForm(place) || place.querySelector("details[open], :is(input, button, summary):focus") !== null;
}

const hasForm = (place: HTMLElement): boolean => place.querySelector(".kt-form") !== null;

function draw(place: HTMLElement, page: Page, room: Room, said: string): void {
  const words = say(room.texts, room.language);
  const form = h("div", {});
  const act = async (sending: Promise<Room>, done: string): Promise<void> => {
    draw(place, page, await sending, done);
    place.querySelector<HTMLElement>("h1")?.focus();
  };
  const refresh = async (): Promise<void> => {
    const fresh = await page.api.get<Room>("room");
    if (hasForm(place)) return; // opened since
    draw(place, page, fresh, "");
    place.querySelector<HTMLElement>("h1")?.focus();
  };
  const shared: RoomPage = { page, words, room, act, form };
  place.replaceChildren(
    h(
      "header",
      { class: "kt-head" },
      h(
        "div",
        {},
        h("h1", { tabindex: -1 }, words("title")),
        h("p", { class: "kp-quiet" }, words("intro")),
      ),
      button(words("refresh"), "tertiary", refresh, page),
    ),
    h("p", { class: "kt-said", role: "status" }, said),
    ...(room.tests.length === 0 ? [h("p", {}, words("none"))] : parts(shared)),
  );
}

function parts(shared: RoomPage): HTMLElement[] {
  const { room, words } = shared;
  return [
    ...(room.tests.some((test) => test.sessionCode) ? [codes(shared)] : []),
    shared.form,
    ...room.tests.flatMap((test) => [
      h("h2", { class: "kt-room-test" }, test.title),
      room.people.some((each) => each.assessment === test.id)
        ? table(shared, test)
        : h("p", {}, words("nobody")),
    ]),
    h("p", { class: "kp-quiet" }, words("updated", { time: words.time(room.now) })),
    days(shared),
  ];
}

function table(shared: RoomPage, test: Test): HTMLElement {
  const { words, room } = shared;
  const columns: [string, boolean][] = [
    ["state", false],
    ["answered", true],
    ...(test.extraTime !== null ? ([["left", true], ["extra", true]] as [string, boolean][]) : []),
    ["acts", false],
  ];
  const head = (key: string, figure: boolean): HTMLElement =>
    h("th", { scope: "col", role: "columnheader", class: figure && "kp-figure" }, words(key));
  const people = room.people.filter((each) => each.assessment === test.id);
  return h(
    "table",
    { class: "kt-table", role: "table" },
    h(
      "thead",
      { role: "rowgroup" },
      h("tr", { role: "row" }, head("person", false), columns.map(([key, figure]) => head(key, figure))),
    ),
    h(
      "tbody",
      { role: "rowgroup" },
      people.map((each) =>
        h(
          "tr",
          { role: "row" },
          h("th", { scope: "row", role: "rowheader" }, nameOf(each, words)),
          columns.map(([key, figure]) =>
            h(
              "td",
              { role: "cell", class: figure && "kp-figure", "data-label": words(key) },
              h("span", {}, cell(shared, each, key, test)),
            ),
          ),
        ),
      ),
    ),
  );
}

function cell(shared: RoomPage, each: Present, key: string, test: Test): Child {
  const { words, room } = shared;
  switch (key) {
    case "state":
      return state(each, words);
    case "answered":
      return each.startedAt && words("of", { some: each.answered, all: each.of });
    case "left":
      return left(each, room.now, words);
    case "extra":
      return each.extraPercent > 0 && words("percent", { count: each.extraPercent });
    default:
      return acts(shared, each, test);
  }
}

function state(each: Present, words: Say): Child {
  if (each.endedAt) {
    return [
      status("right", words(each.byClock ? "state-clock" : "state-handed")),
      h("span", { class: "kp-quiet" }, words("at", { time: words.time(each.endedAt) })),
      each.stopped && h("span", { class: "kp-quiet" }, words(stopped(each))),
    ];
  }
  if (each.startedAt) {
    return [
      each.lost ? status("warning", words("state-lost")) : status("clock", words("state-open")),
      each.lost && each.seenAt !== null
        ? h("span", { class: "kp-quiet" }, words("seen", { time: words.time(each.seenAt) }))
        : h("span", { class: "kp-quiet" }, words("since", { time: words.time(each.startedAt) })),
    ];
  }
  return status("partly", words(each.stopped ? stopped(each) : "state-none"));
}

/** In the way of the test: a leader can give one more, or the rules of the course give no more. */
function stopped(each: Present): string {
  return each.mayUnlock ? "state-stopped" : "state-out";
}

function left(each: Present, now: string, words: Say): string {
  if (!each.startedAt || each.endedAt) return "";
  if (each.deadline === null) return words("untimed");
  const milliseconds = new Date(each.deadline).getTime() - new Date(now).getTime();
  if (milliseconds <= 0) return words("time-out");
  return words("minutes", { count: Math.ceil(milliseconds / MINUTE_MS) });
}

function acts(shared: RoomPage, each: Present, test: Test): Child {
  const { words, room } = shared;
  const over = each.endedAt !== null && !each.stopped;
  const offered = [
    test.extraTime !== null &&
      test.extraTime > 0 &&
      !over &&
      h("button", { ...quiet, onclick: () => moreTime(shared, each, test) }, words("give")),
    each.mayUnlock &&
      room.mayUnlock &&
      h("button", { ...quiet, onclick: () => oneMore(shared, each) }, words("unlock")),
  ].filter((act) => act !== false);
  if (offered.length === 0) return null;
  if (offered.length === 1) return h("span", { class: "kt-actions" }, offered);
  return rowMenu(words("acts"), words("acts-for", { name: nameOf(each, words) }), offered, null);
}

const quiet = { class: "ds-button", "data-variant": "tertiary", type: "button" } as const;
