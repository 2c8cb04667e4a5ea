/** Certification as the API tells of it, and the few elements that its pages share. */

import type { Lang } from "../bundle.ts";
import { type Child, freshId, h } from "../dom.ts";
import { type Icon, icon } from "../icons.ts";
import { Refused } from "../runtime.ts";
import type { Http } from "../runtimes/http.ts";
import { broken } from "./page.ts";
import type { Say } from "./say.ts";

export type State =
  | "missing"
  | "needs-sign-off"
  | "needs-decision"
  | "valid"
  | "expiring"
  | "expired"
  | "revoked";

export interface Signed {
  by: string;
  title: string;
  at: string;
}

export interface Decision extends Signed {
  id: string;
  code: string;
  since: string;
  until: string;
  scopes: string[];
  reason: string;
  example: boolean;
}

export interface Case {
  name: string | null;
  nameGiven: boolean;
  state: State;
  /** What a newer round waits for, beside the certificate that `state` speaks of. */
  next: State | null;
  waitsFor: State;
  round: number;
  mayRenew: boolean;
  uncounted: boolean;
  renewalFrom: string | null;
  /** `group`: whose questions they were, where groups are asked different ones. */
  test: { at: string; group: string | null; groupTitle: string | null } | null;
  /** The shorter test that may be taken now. */
  renewalTest: { id: string; title: string } | null;
  signOff: (Signed & { approved: boolean; note: string }) | null;
  decision: Decision | null;
  revocation: (Signed & { reason: string }) | null;
}

export interface Person extends Case {
  person: string;
  self: boolean;
  lastDay: string | null;
  /** Sent back with a leader's word: another one once somebody else has said something. */
  seen: string;
}

export interface SignForm {
  intro: string | null;
  observations: { id: string; text: string }[];
}

export interface TaskScope {
  id: string;
  title: string;
  /** Only for who took the test of one of these; empty for everybody. */
  groups: string[];
}

export interface People {
  signs: boolean;
  decides: boolean;
  unit: string | null;
  signature: { by: string; title: string } | null;
  signing: SignForm | null;
  deciding: { months: number; scopes: TaskScope[] } | null;
  today: string;
  people: Person[];
}

/** What every page is given. */
export interface Desk {
  api: Http;
  words: Say;
  language: Lang;
  /** Puts another page in place of this one, and moves the focus to its heading. */
  show(page: HTMLElement): void;
}

const SIGNS: Record<State, Icon> = {
  missing: "partly",
  "needs-sign-off": "clock",
  "needs-decision": "clock",
  valid: "right",
  expiring: "warning",
  expired: "wrong",
  revoked: "wrong",
};

/** Word and shape, never colour alone. */
export function status(state: State, words: Say): HTMLElement {
  const sign = SIGNS[state];
  return h("span", { class: "kt-status", "data-sign": sign }, icon(sign), words(`state.${state}`));
}

export function head(title: string, under: Child, refresh: HTMLElement | null = null): HTMLElement {
  return h(
    "header",
    { class: "kt-head" },
    h("div", {}, h("h1", { tabindex: -1 }, title), under),
    refresh,
  );
}

export function quiet(label: string, act: () => void): HTMLButtonElement {
  const attributes = { class: "ds-button", "data-variant": "tertiary", type: "button" };
  return h("button", { ...attributes, onclick: act }, label);
}

export function field(label: string, input: HTMLElement, hint: string | HTMLElement | null = null): HTMLElement {
  const id = freshId("field");
  input.id = id;
  if (hint !== null) input.setAttribute("aria-describedby", `${id}-hint`);
  return h(
    "div",
    { class: "kt-input" },
    h("label", { class: "ds-label", for: id }, label),
    hint && h("p", { class: "kp-quiet", id: `${id}-hint` }, hint),
    input,
  );
}

export function line(value: string, more: Record<string, string | boolean> = {}): HTMLInputElement {
  return h("input", { class: "ds-input", type: "text", value, maxlength: 100, ...more });
}

export function prose(): HTMLTextAreaElement {
  return h("textarea", { class: "ds-input", rows: 3, maxlength: 1000 });
}

export interface Ticks {
  element: HTMLElement;
  chosen(): string[];
  choose(ids: string[]): void;
}

/** A group of check boxes, each with its whole line as target. */
export function ticks(legend: string, options: [string, string][], hint?: string): Ticks {
  const boxes = options.map(([id, label]) => ({
    id,
    label,
    box: h("input", { class: "ds-input", type: "checkbox", value: id }),
  }));
  const element = h(
    "fieldset",
    { class: "ds-fieldset kt-ticks" },
    h("legend", { class: "ds-label" }, legend),
    hint && h("p", { class: "kp-quiet" }, hint),
    boxes.map(({ box, label }) => h("label", { class: "kt-tick" }, box, h("span", {}, label))),
  );
  return {
    element,
    chosen: () => boxes.filter(({ box }) => box.checked).map(({ id }) => id),
    choose(ids) {
      for (const { id, box } of boxes) box.checked = ids.includes(id);
    },
  };
}

export interface Sending {
  /** Where it is told what is missing; a live region. */
  trouble: HTMLElement;
  /** Runs the act once at a time, and tells in words what hindered it. */
  send(act: () => Promise<void>): void;
}

export function sending(): Sending {
  const trouble = h("div", { class: "kt-said", role: "alert" });
  let busy = false;
  return {
    trouble,
    send(act) {
      if (busy) return;
      busy = true;
      trouble.replaceChildren();
      act()
        .catch((error: unknown) => {
          trouble.replaceChildren(told(error));
          // What is mended meanwhile is no trouble any more.
          const mended = (): void => trouble.replaceChildren();
          trouble.parentElement?.addEventListener("input", mended, { once: true });
        })
        .finally(() => {
          busy = false;
        });
    },
  };
}

function told(error: unknown): HTMLElement {
  if (error instanceof Refused && error.message !== "") {
    return h("p", { class: "kt-note" }, icon("warning"), `${error.message} ${error.mend}`);
  }
  return broken(error);
}

/** Fetches one file: the address is good once, for a minute. */
export async function download(
  desk: Desk,
  decision: string,
  kind: string,
  language: string,
): Promise<void> {
  const asked = { decision, kind, language };
  const { address } = await desk.api.post<{ address: string }>("certification/proofs", asked);
  const link = h("a", { href: address, download: "" });
  document.body.append(link);
  link.click();
  link.remove();
}

/** Which language the paper is in; the person's own at first. */
export function languageChoice(desk: Desk): { element: HTMLElement; chosen(): string } {
  const names = { nb: "Bokmål", nn: "Nynorsk", en: "English" };
  const select = h(
    "select",
    { class: "ds-input" },
    Object.entries(names).map(([value, name]) =>
      h("option", { value, lang: value, selected: value === desk.language }, name),
    ),
  );
  return {
    element: field(desk.words("get.language"), select),
    chosen: () => select.value,
  };
}
