/** Roles in the tool: who holds one here, given and withdrawn. */

import { chosenInFull } from "../../chosen.ts";
import { freshId, h } from "../../dom.ts";
import { icon } from "../../icons.ts";
import type { Page } from "./data.ts";
import { button } from "./parts.ts";

interface Roles {
  unit: string | null;
  givable: { role: string; scope: string }[];
  people: { id: string; name: string | null }[];
  grants: Grant[];
}

interface Grant {
  id: string;
  person: string;
  name: string | null;
  role: string;
  scope: string;
  scopeId: string;
  /** The moment it ends; null until it is withdrawn. */
  lastDay: string | null;
  mayWithdraw: boolean;
}

export async function rolesView(page: Page): Promise<HTMLElement> {
  const place = h("div", { class: "kt-page" });
  draw(place, page, await page.api.get<Roles>("grants"), "");
  return place;
}

function draw(place: HTMLElement, page: Page, roles: Roles, said: string): void {
  const { words } = page;
  place.replaceChildren(
    h("h1", { tabindex: -1 }, words("roles.title")),
    h("p", { class: "kp-quiet" }, words("roles.intro")),
    h("p", { class: "kt-said", role: "status" }, said),
    held(place, page, roles),
    form(place, page, roles),
  );
}

function held(place: HTMLElement, page: Page, roles: Roles): HTMLElement {
  const { words, api } = page;
  if (roles.grants.length === 0) return h("p", {}, words("roles.none"));
  return h(
    "ul",
    { class: "kt-grants" },
    roles.grants.map((grant) => {
      const person = grant.name ?? words("person.unnamed", { id: grant.person });
      const until = grant.lastDay
        ? words("roles.until", { day: words.day(grant.lastDay) })
        : words("roles.always");
      const reach = words(`reach.${grant.scope}`, { unit: grant.scopeId });
      return h(
        "li",
        {},
        h(
          "div",
          {},
          h("strong", {}, person),
          h("span", {}, `${words(`role.${grant.role}`)}, ${reach}`),
          h("span", { class: "kp-quiet" }, until),
        ),
        grant.mayWithdraw &&
          button(words("roles.withdraw"), "tertiary", async () => {
            const after = await api.post<Roles>(`grants/${grant.id}/withdraw`);
            draw(place, page, after, words("roles.withdrawn", { person }));
          }, page),
      );
    }),
  );
}

function form(place: HTMLElement, page: Page, roles: Roles): HTMLElement {
  const { words, api } = page;
  if (roles.people.length === 0) {
    return h("p", { class: "kt-note" }, icon("warning"), words("roles.nobody"));
  }
  const names = [...new Set(roles.givable.map(({ role }) => role))];
  const scopes = [...new Set(roles.givable.map(({ scope }) => scope))];
  const person = choice(
    roles.people.map(({ id, name }) => [id, name ?? words("person.unnamed", { id })]),
  );
  const role = choice(names.map((name) => [name, words(`role.${name}`)]));
  const does = h("p", { class: "kp-quiet", id: freshId("does"), role: "status" });
  const tell = (): void => {
    does.textContent = `${words(`role.${role.value}`)} ${words(`does.${role.value}`)}.`;
  };
  role.setAttribute("aria-describedby", does.id);
  role.addEventListener("change", tell);
  tell();
  const scope = choice(
    scopes.map((name) => [name, words(`reach.${name}`, { unit: roles.unit ?? "" })]),
  );
  const until = h("input", { class: "ds-input", type: "date" });
  const give = button(words("roles.give"), "primary", async () => {
    const after = await api.post<Roles>("grants", {
      person: person.value,
      role: role.value,
      scope: scope.value,
      until: until.value || null,
    });
    draw(place, page, after, words("roles.given"));
  }, page);
  return h(
    "section",
    { class: "kt-give" },
    h("h2", {}, words("roles.add")),
    field(words("roles.person"), person),
    h("div", {}, field(words("roles.role"), role), does),
    scopes.length > 1 && h("div", {}, field(words("roles.reach"), scope), chosenInFull(scope)),
    field(words("roles.last"), until),
    h("div", {}, give),
  );
}

function choice(options: [string, string][]): HTMLSelectElement {
  return h(
    "select",
    { class: "ds-input" },
    options.map(([value, label]) => h("option", { value }, label)),
  );
}

function field(label: string, input: HTMLElement): HTMLElement {
  input.id = freshId("role");
  return h("div", { class: "ds-field" }, h("label", { class: "ds-label", for: input.id }, label), input);
}
