/** "Mine bevis": what holds, until when, what is missing, and the proof to take along. */

import { type Child, h } from "../dom.ts";
import { icon } from "../icons.ts";
import { primaryButton } from "../views/page.ts";
import {
  type Case,
  type Decision,
  type Desk,
  download,
  field,
  head,
  languageChoice,
  line,
  quiet,
  sending,
  type State,
  status,
} from "./certificate.ts";

interface Mine extends Case {
  history: (Decision & { course: string; unit: string | null; state: State })[];
}

const LOOK_AGAIN_MS = 4_000;

export async function mine(desk: Desk): Promise<HTMLElement> {
  return page(desk, await desk.api.get<Mine>("certification/mine"), null);
}

function page(desk: Desk, found: Mine, said: string | null): HTMLElement {
  const { words } = desk;
  const { decision, revocation } = found;
  const holds = found.state === "valid" || found.state === "expiring";
  const underWay = !holds || found.next !== null;
  const again = quiet(words("refresh"), () => void mine(desk).then(desk.show));
  return h(
    "div",
    { class: "kt-page kt-narrow" },
    head(words("title"), said && h("p", { role: "status" }, said), again),
    h(
      "section",
      { class: "ds-card kt-card", "aria-label": words(`state.${found.state}`) },
      status(found.state, words),
      h(
        "h2",
        {},
        words(`mine.${found.state}`, { until: decision ? words.date(decision.until) : "" }),
      ),
      decision?.example && h("p", { class: "kt-note" }, icon("warning"), words("example")),
      found.uncounted &&
        found.state === "missing" &&
        h("p", { class: "kt-note" }, icon("info"), words("mine.uncounted")),
      revocation &&
        found.state === "revoked" &&
        h("p", {}, words("mine.why", { reason: revocation.reason })),
      holds && decision && tasks(desk, decision),
      holds && decision && proof(desk, decision),
    ),
    found.mayRenew ? renewal(desk, found) : holds && found.renewalFrom && found.next === null
      ? h("p", { class: "kp-quiet" }, words("renew.later", { from: words.date(found.renewalFrom) }))
      : null,
    found.renewalTest && shorter(desk, found.renewalTest),
    underWay && !found.mayRenew && found.state !== "revoked" && steps(desk, found),
    found.waitsFor === "needs-sign-off" && bedside(desk, found),
    name(desk, found),
    earlier(desk, found, holds ? decision : null),
  );
}

function tasks({ words }: Desk, decision: Decision): Child {
  return [
    h("h3", {}, words("mine.tasks")),
    h("ul", {}, decision.scopes.map((scope) => h("li", {}, scope))),
    h("p", { class: "kp-quiet" }, words("mine.limits")),
  ];
}

function proof(desk: Desk, decision: Decision): HTMLElement {
  const { words } = desk;
  const language = languageChoice(desk);
  const { trouble, send } = sending();
  const get = (kind: string) => () =>
    send(() => download(desk, decision.id, kind, language.chosen()));
  return h(
    "div",
    { class: "kt-proof" },
    language.element,
    h(
      "div",
      { class: "kt-buttons" },
      primaryButton(words("get.certificate"), get("certificate")),
      quiet(words("get.badge"), get("badge")),
    ),
    trouble,
    h("p", { class: "kp-quiet" }, words("get.check", { code: decision.code })),
  );
}

function renewal(desk: Desk, found: Case): HTMLElement {
  const { words } = desk;
  const { trouble, send } = sending();
  const start = () =>
    send(async () => {
      await desk.api.post("certification/renewal");
      desk.show(await mine(desk));
    });
  const text = words(found.state === "expired" ? "renew.text.expired" : "renew.text");
  return h(
    "section",
    { class: "kt-section" },
    h("p", {}, text),
    primaryButton(words("renew.button"), start),
    trouble,
  );
}

/** The course has to learn of it, so the page is loaded anew, at the test. */
function shorter({ words }: Desk, test: { id: string; title: string }): HTMLElement {
  const go = (): void => {
    const address = new URL(location.href);
    address.searchParams.delete("page");
    address.hash = `/test/${test.id}`;
    history.replaceState(history.state, "", address);
    location.reload();
  };
  return h(
    "section",
    { class: "kt-section" },
    h("p", {}, words("renew.short", { title: test.title })),
    primaryButton(words("renew.short.go"), go),
  );
}

/** The three parts, in their order: done, next, or later. */
function steps(desk: Desk, found: Case): HTMLElement {
  const { words } = desk;
  const { test, signOff } = found;
  const decision = found.waitsFor === "valid" ? found.decision : null;
  const signed = signOff?.approved ? signOff : null;
  const who = ({ by, title, at }: { by: string; title: string; at: string }) => ({
    by,
    title,
    at: words.date(at),
  });
  const step = (key: string, done: string | null, todo: string | null): HTMLElement =>
    h(
      "li",
      { class: "kt-step", "data-done": done !== null },
      icon(done !== null ? "right" : todo !== null ? "next" : "partly"),
      h(
        "div",
        {},
        h("strong", {}, words(`step.${key}`)),
        h("span", {}, done ?? todo ?? words("step.waits")),
      ),
    );
  const more = signOff && !signOff.approved ? signOff : null;
  const toSign = more
    ? words("step.sign-off.more", { ...who(more), note: more.note })
    : words("step.sign-off.todo");
  return h(
    "section",
    { class: "kt-section" },
    h("h2", {}, words(found.round > 1 ? "steps.again" : "steps")),
    h(
      "ol",
      { class: "kt-steps" },
      step(
        "test",
        test && words("step.test.done", { at: words.date(test.at) }),
        words("step.test.todo"),
      ),
      step("sign-off", signed && words("step.sign-off.done", who(signed)), test && toSign),
      step(
        "decision",
        decision && words("step.decision.done", who(decision)),
        signed && words("step.decision.todo"),
      ),
    ),
  );
}

/** The code on the employee's phone. The nurse signs on her own page; here we only wait. */
function bedside(desk: Desk, found: Case): HTMLElement {
  const { words, api } = desk;
  const { trouble, send } = sending();
  const place = h("div", { class: "kt-code", "aria-live": "polite" });
  const button = primaryButton(words("code.show"), () =>
    send(async () => {
      const shown = await api.post<{ code: string; until: string }>("certification/code");
      const spaced = `${shown.code.slice(0, 3)} ${shown.code.slice(3)}`;
      place.replaceChildren(
        h("p", {}, words("code.shown")),
        h("p", { class: "kt-digits" }, spaced),
        h("p", { class: "kp-quiet" }, words("code.until", { time: words.time(shown.until) })),
      );
      button.hidden = true;
      await waiting(desk, section, found, new Date(shown.until));
    }),
  );
  const section = h(
    "section",
    { class: "kt-section" },
    h("h2", {}, words("code.title")),
    h("p", {}, words("code.how")),
    place,
    button,
    trouble,
  );
  return section;
}

/** Until the nurse has signed, the code is over, or the page is another one. */
async function waiting(
  desk: Desk,
  section: HTMLElement,
  before: Case,
  until: Date,
): Promise<void> {
  while (section.isConnected && new Date() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    if (!section.isConnected) return;
    if (document.hidden || section.closest("[hidden]")) continue;
    const now = await desk.api.get<Mine>("certification/mine").catch(() => null);
    if (now !== null && now.signOff?.at !== before.signOff?.at) {
      desk.show(page(desk, now, null));
      return;
    }
  }
  if (section.isConnected) desk.show(await mine(desk));
}

function name(desk: Desk, found: Case): HTMLElement {
  const { words, api } = desk;
  const title = h("h2", {}, words("name.title"));
  if (found.nameGiven) {
    const given = words("name.given", { name: found.name ?? "" });
    return h("section", { class: "kt-section" }, title, h("p", {}, given));
  }
  const { trouble, send } = sending();
  const input = line(found.name ?? "", { autocomplete: "name", required: true });
  const save = () =>
    send(async () => {
      await api.put("certification/name", { name: input.value });
      const now = await api.get<Mine>("certification/mine");
      desk.show(page(desk, now, words("name.saved")));
    });
  return h(
    "section",
    { class: "kt-section" },
    title,
    h("p", {}, words("name.ask")),
    field(words("name.label"), input),
    h("button", { class: "ds-button", "data-variant": "secondary", type: "button", onclick: save }, words("name.save")),
    trouble,
  );
}

function earlier(desk: Desk, found: Mine, shown: Decision | null): HTMLElement | null {
  const { words } = desk;
  const listed = found.history.filter((each) => each.id !== shown?.id);
  if (listed.length === 0) return null;
  return h(
    "section",
    { class: "kt-section" },
    h("h2", {}, words("history")),
    h(
      "ul",
      { class: "kt-list" },
      listed.map((each) =>
        h(
          "li",
          {},
          h("strong", {}, each.course),
          each.unit && h("span", {}, each.unit),
          h(
            "span",
            {},
            words("history.period", {
              since: words.date(each.since),
              until: words.date(each.until),
            }),
          ),
          status(each.state, words),
        ),
      ),
    ),
  );
}
