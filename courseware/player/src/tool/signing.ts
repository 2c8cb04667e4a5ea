/** The assessor's page: who waits, a code from the bedside, and the form that signs. */

import { h } from "../dom.ts";
import { primaryButton } from "../views/page.ts";
import {
  type Desk,
  field,
  head,
  line,
  type People,
  type Person,
  prose,
  quiet,
  sending,
  type SignForm,
  ticks,
} from "./certificate.ts";

export async function signing(desk: Desk, said: string | null = null): Promise<HTMLElement> {
  const { words, api } = desk;
  const found = await api.get<People>("certification/people");
  const waiting = found.people.filter((person) => person.waitsFor === "needs-sign-off");
  const again = quiet(words("refresh"), () => void signing(desk).then(desk.show));
  const open = (person: Person, form: SignForm | null, code: string | null): void => {
    if (form) desk.show(sheet(desk, person, form, found.signature, code));
  };
  return h(
    "div",
    { class: "kt-page kt-narrow" },
    head(words("sign.title"), h("p", { role: "status" }, said ?? words("sign.lead")), again),
    byCode(desk, open),
    h(
      "section",
      { class: "kt-section" },
      h("h2", {}, words("sign.waiting")),
      waiting.length === 0
        ? h("p", { class: "kp-quiet" }, words("sign.empty"))
        : h(
            "ul",
            { class: "kt-list" },
            waiting.map((person) => row(desk, person, () => open(person, found.signing, null))),
          ),
    ),
  );
}

function row({ words }: Desk, person: Person, open: () => void): HTMLElement {
  const name = called(person, words);
  const at = person.test ? words.date(person.test.at) : "";
  if (person.self) return h("li", {}, h("span", {}, words("sign.self")));
  const button = h(
    "button",
    {
      class: "ds-button",
      "data-variant": "secondary",
      type: "button",
      "aria-label": words("sign.open.for", { name }),
      onclick: open,
    },
    words("sign.open"),
  );
  return h("li", { class: "kt-line" }, h("span", {}, words("sign.done", { name, at })), button);
}

function byCode(
  desk: Desk,
  open: (person: Person, form: SignForm | null, code: string | null) => void,
): HTMLElement {
  const { words, api } = desk;
  const { trouble, send } = sending();
  const input = line("", { inputmode: "numeric", autocomplete: "off", maxlength: "7" });
  const find = (event: Event): void => {
    event.preventDefault();
    send(async () => {
      const code = input.value;
      const found = await api.post<{ person: Person; signing: SignForm }>("certification/lookup", {
        code,
      });
      open(found.person, found.signing, code);
    });
  };
  return h(
    "form",
    { class: "kt-section", onsubmit: find },
    field(words("sign.code"), input),
    h(
      "button",
      { class: "ds-button", "data-variant": "secondary", type: "submit" },
      words("sign.code.button"),
    ),
    trouble,
  );
}

function sheet(
  desk: Desk,
  person: Person,
  form: SignForm,
  signature: People["signature"],
  code: string | null,
): HTMLElement {
  const { words, api } = desk;
  const { trouble, send } = sending();
  const seen = ticks(
    words("sign.seen"),
    form.observations.map(({ id, text }) => [id, text]),
    words("sign.all"),
  );
  const subject = line(person.name ?? "", { autocomplete: "off" });
  const identity = h("input", { class: "ds-input", type: "checkbox" });
  const note = prose();
  const name = line(signature?.by ?? "", { autocomplete: "name" });
  const title = line(signature?.title ?? "", { autocomplete: "organization-title" });
  const hand = (approved: boolean) => () =>
    send(async () => {
      await api.post("certification/sign-offs", {
        ...(code === null ? { person: person.person } : { code }),
        subject: subject.value,
        identity: identity.checked,
        approved,
        observations: seen.chosen(),
        note: note.value,
        name: name.value,
        title: title.value,
      });
      const key = approved ? "sign.thanks" : "sign.thanks.more";
      desk.show(await signing(desk, words(key, { name: subject.value })));
    });
  return h(
    "div",
    { class: "kt-page kt-narrow" },
    head(words("sign.open.for", { name: called(person, words) }), form.intro && h("p", {}, form.intro)),
    seen.element,
    h(
      "fieldset",
      { class: "ds-fieldset kt-section" },
      h("legend", { class: "ds-label" }, words("sign.who")),
      field(words("sign.subject"), subject),
      h("label", { class: "kt-tick" }, identity, h("span", {}, words("sign.identity"))),
    ),
    field(words("sign.note"), note, words("sign.note.how")),
    h(
      "fieldset",
      { class: "ds-fieldset kt-section kt-pair" },
      h("legend", { class: "ds-label" }, words("sign.you")),
      field(words("sign.name"), name),
      field(words("sign.job"), title),
    ),
    trouble,
    h(
      "div",
      { class: "kt-buttons" },
      primaryButton(words("sign.approve"), hand(true)),
      h(
        "button",
        { class: "ds-button", "data-variant": "secondary", type: "button", onclick: hand(false) },
        words("sign.more"),
      ),
      quiet(words("sign.cancel"), () => void signing(desk).then(desk.show)),
    ),
  );
}

function called(person: Person, words: Desk["words"]): string {
  return person.name ?? words("decide.unnamed", { id: person.person });
}
