/** The leader's page: how everybody stands, decide, revoke, open a new round. */

import { type Child, h } from "../dom.ts";
import { primaryButton } from "../views/page.ts";
import {
  type Desk,
  download,
  field,
  head,
  line,
  type People,
  type Person,
  prose,
  quiet,
  sending,
  type State,
  status,
  ticks,
} from "./certificate.ts";
import { rowMenu } from "./row-menu.ts";
import { filtered } from "./table-filter.ts";

type Shown = State | "all" | "waiting";

const FILTERS: Shown[] = [
  "all",
  "waiting",
  "valid",
  "expiring",
  "expired",
  "revoked",
  "needs-sign-off",
  "missing",
];

export async function deciding(desk: Desk, said: string | null = null): Promise<HTMLElement> {
  const found = await desk.api.get<People>("certification/people");
  return overview(desk, found, said);
}

function overview(desk: Desk, found: People, said: string | null): HTMLElement {
  const { words } = desk;
  const count = (shown: Shown): number =>
    found.people.filter((person) => isShown(person, shown)).length;
  const summary = words("decide.summary", {
    valid: count("valid") + count("expiring"),
    waiting: count("waiting"),
  });
  return h(
    "div",
    { class: "kt-page" },
    head(
      words("decide.title"),
      h("p", { role: "status" }, said ?? summary),
      quiet(words("refresh"), () => void deciding(desk).then(desk.show)),
    ),
    filtered({
      name: "show",
      label: words("decide.filter"),
      choices: FILTERS.map((key) => ({
        key,
        label: filterName(key, desk),
        holds: (person: Person) => isShown(person, key),
      })),
      rows: found.people,
      empty: words("decide.empty"),
      table: (people) => table(desk, found, people),
    }),
  );
}

function isShown(person: Person, shown: Shown): boolean {
  if (shown === "all") return true;
  if (shown === "waiting") return person.waitsFor === "needs-decision" && !person.self;
  return person.state === shown;
}

function filterName(shown: Shown, { words }: Desk): string {
  if (shown === "all" || shown === "waiting") return words(`decide.${shown}`);
  return words(`state.${shown}`);
}

function table(desk: Desk, found: People, people: Person[]): HTMLElement {
  const { words } = desk;
  const columns = ["person", "state", "until", "next", "actions"].map((key) =>
    words(`decide.${key}`),
  );
  const cell = (index: number, content: Child): HTMLElement =>
    h("td", { role: "cell", "data-label": columns[index] ?? "" }, h("span", {}, content));
  return h(
    "table",
    { class: "kt-table", role: "table" },
    h(
      "thead",
      { role: "rowgroup" },
      h(
        "tr",
        { role: "row" },
        columns.map((label) => h("th", { scope: "col", role: "columnheader" }, label)),
      ),
    ),
    h(
      "tbody",
      { role: "rowgroup" },
      people.map((person) =>
        h(
          "tr",
          { role: "row" },
          h("th", { scope: "row", role: "rowheader" }, called(person, desk)),
          cell(1, status(person.state, words)),
          cell(2, person.decision ? words.date(person.decision.until) : "–"),
          cell(3, person.next && person.next !== "valid" ? words(`state.${person.next}`) : "–"),
          cell(4, acts(desk, found, person)),
        ),
      ),
    ),
  );
}

/** Behind one button on each row. */
function acts(desk: Desk, found: People, person: Person): HTMLElement {
  const { words } = desk;
  const name = called(person, desk);
  const holds = person.state === "valid" || person.state === "expiring";
  const decides = person.waitsFor === "needs-decision" || person.waitsFor === "valid";
  const { trouble, send } = sending();
  const get = (kind: string) => () =>
    send(() => download(desk, person.decision?.id ?? "", kind, desk.language));
  const items: [string, () => void][] = [];
  if (!person.self && decides) {
    const key = person.waitsFor === "valid" ? "decide.change" : "decide.open";
    items.push([words(key), () => desk.show(decision(desk, found, person))]);
  }
  if (!person.self && holds) {
    items.push([words("decide.revoke"), () => desk.show(taking(desk, found, person, "revoke"))]);
  }
  if (!person.self) {
    items.push([words("decide.reset"), () => desk.show(taking(desk, found, person, "reset"))]);
  }
  if (person.decision) {
    items.push([words("get.certificate"), get("certificate")]);
    items.push([words("get.evidence"), get("evidence")]);
    items.push([words("get.record"), get("record")]);
  }
  if (items.length === 0) return h("span", {}, "–");
  const buttons = items.map(([label, act]) => quiet(label, act));
  return rowMenu(words("decide.actions"), words("decide.actions.for", { name }), buttons, trouble);
}

function decision(desk: Desk, found: People, person: Person): HTMLElement {
  const { words, api } = desk;
  const { trouble, send } = sending();
  const name = called(person, desk);
  const group = person.test?.group ?? null;
  const scopes = (found.deciding?.scopes ?? []).filter(
    ({ groups }) => groups.length === 0 || (group !== null && groups.includes(group)),
  );
  const tasks = ticks(
    words("decide.scopes"),
    scopes.map(({ id, title }) => [id, title]),
  );
  const before = person.waitsFor === "valid" ? person.decision : null;
  tasks.choose(
    scopes.filter(({ title }) => before?.scopes.includes(title)).map(({ id }) => id),
  );
  const last = person.lastDay ?? found.today;
  const until = h("input", {
    class: "ds-input",
    type: "date",
    min: found.today,
    max: last,
    value: before?.until ?? last,
  });
  const reason = prose();
  const you = signature(desk, found);
  const save = () =>
    send(async () => {
      await api.post("certification/decisions", {
        person: person.person,
        seen: person.seen,
        scopes: tasks.chosen(),
        until: until.value,
        reason: reason.value,
        ...you.values(),
      });
      desk.show(await deciding(desk, words("decide.thanks", { name })));
    });
  const signed = person.signOff;
  return h(
    "div",
    { class: "kt-page kt-narrow" },
    head(words("decide.for", { name }), [
      person.test &&
        h("p", {}, [words("decide.tested", { at: words.date(person.test.at) }), forWhom(desk, person)]),
      signed &&
        h(
          "p",
          {},
          words("decide.signed", { by: signed.by, title: signed.title, at: words.date(signed.at) }),
        ),
    ]),
    tasks.element,
    field(words("decide.last", { last: words.date(last) }), until),
    field(words("decide.optional"), reason),
    you.element,
    trouble,
    finish(desk, words("decide.save"), save),
  );
}

function forWhom({ words }: Desk, { test }: Person): string {
  return test?.groupTitle ? ` ${words("decide.group", { group: test.groupTitle })}` : "";
}

/** Take back, or open a new round: a reason, and who says so. */
function taking(
  desk: Desk,
  found: People,
  person: Person,
  kind: "revoke" | "reset",
): HTMLElement {
  const { words, api } = desk;
  const { trouble, send } = sending();
  const name = called(person, desk);
  const reason = prose();
  const you = signature(desk, found);
  const save = () =>
    send(async () => {
      const path = kind === "revoke" ? "certification/revocations" : "certification/rounds";
      await api.post(path, {
        person: person.person,
        reason: reason.value,
        ...(kind === "revoke"
          ? { decision: person.decision?.id ?? "" }
          : { seen: person.seen }),
        ...you.values(),
      });
      desk.show(await deciding(desk, words(`decide.${kind}.thanks`, { name })));
    });
  return h(
    "div",
    { class: "kt-page kt-narrow" },
    head(words(`decide.${kind}.for`, { name }), h("p", {}, words(`decide.${kind}.what`))),
    field(words("decide.reason"), reason),
    you.element,
    trouble,
    finish(desk, words(`decide.${kind}`), save),
  );
}

function finish(desk: Desk, label: string, save: () => void): HTMLElement {
  return h(
    "div",
    { class: "kt-buttons" },
    primaryButton(label, save),
    quiet(desk.words("sign.cancel"), () => void deciding(desk).then(desk.show)),
  );
}

function signature(
  { words }: Desk,
  found: People,
): { element: HTMLElement; values(): { name: string; title: string } } {
  const name = line(found.signature?.by ?? "", { autocomplete: "name" });
  const title = line(found.signature?.title ?? "", { autocomplete: "organization-title" });
  return {
    element: h(
      "fieldset",
      { class: "ds-fieldset kt-section kt-pair" },
      h("legend", { class: "ds-label" }, words("sign.you")),
      field(words("sign.name"), name),
      field(words("sign.job"), title),
    ),
    values: () => ({ name: name.value, title: title.value }),
  };
}

function called(person: Person, { words }: Desk): string {
  return person.name ?? words("decide.unnamed", { id: person.person });
}
