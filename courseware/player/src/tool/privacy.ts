/** What the tool keeps about people: for an administrator, who may hand it out and delete it. */

import type { Lang } from "../bundle.ts";
import { h } from "../dom.ts";
import { icon } from "../icons.ts";
import type { Http } from "../runtimes/http.ts";
import { broken, connection, prepare } from "./page.ts";
import { type Say, say, type Texts } from "./say.ts";

interface Everybody {
  language: Lang;
  texts: Texts;
  platform: string;
  /** Whom the platform opened the page for; null where it is for nobody in particular. */
  about: string | null;
  most: number;
  people: Known[];
}

interface Known {
  id: string;
  name: string | null;
  lastAt: string | null;
  placements: number;
}

interface Holding {
  name: string;
  count: number;
  kept: boolean;
}

void open(document.getElementById("app") ?? document.body);

async function open(root: HTMLElement): Promise<void> {
  prepare();
  try {
    const api = connection();
    const everybody = await api.get<Everybody>("privacy");
    const words = say(everybody.texts, everybody.language);
    document.documentElement.lang = everybody.language;
    const page = new PrivacyPage(root, api, everybody, words);
    if (everybody.about === null) page.list();
    else await page.person(everybody.about);
  } catch (error) {
    console.error(error);
    root.replaceChildren(h("main", { class: "kp-main" }, broken(error)));
  }
}

class PrivacyPage {
  private readonly root: HTMLElement;
  private readonly api: Http;
  private readonly everybody: Everybody;
  private readonly words: Say;

  constructor(root: HTMLElement, api: Http, everybody: Everybody, words: Say) {
    this.root = root;
    this.api = api;
    this.everybody = everybody;
    this.words = words;
  }

  /** Everybody, and a field that finds one of them by name or id. */
  list(note = ""): void {
    const { words } = this;
    const { people, platform, most } = this.everybody;
    const rows = h("ul", { class: "kt-people" });
    const found = h("p", { class: "kp-quiet", role: "status" });
    const field = h("input", { class: "ds-input", type: "search", id: "find", autocomplete: "off" });
    const show = (): void => {
      const wanted = field.value.trim().toLowerCase();
      const some = people.filter(({ id, name }) => `${name ?? ""} ${id}`.toLowerCase().includes(wanted));
      const unlisted = wanted !== "" && !people.some(({ id }) => id === field.value.trim());
      found.textContent = words("people", { count: some.length });
      rows.replaceChildren(
        ...some.map((each) => this.row(each)),
        ...(unlisted ? [this.row({ id: field.value.trim(), name: null, lastAt: null, placements: 0 })] : []),
      );
    };
    field.addEventListener("input", show);
    show();
    this.show(
      words("title"),
      h("p", {}, words("what", { platform })),
      note && h("p", { class: "kt-note", role: "status" }, icon("right"), note),
      people.length === 0 && h("p", {}, words("empty")),
      h("div", { class: "ds-field" }, h("label", { class: "ds-label", for: "find" }, words("find")), field),
      people.length >= most && h("p", { class: "kp-quiet" }, words("most", { count: most })),
      found,
      rows,
    );
  }

  /** What is kept about one person, and what a deletion would take, before anything is done. */
  async person(id: string): Promise<void> {
    const { words } = this;
    try {
      const { holdings } = await this.api.post<{ holdings: Holding[] }>("privacy/person", { person: id });
      const going = holdings.filter(({ kept }) => !kept);
      this.show(
        this.named(id),
        back(words("back"), () => this.list()),
        holdings.length === 0 && h("p", {}, words("nothing")),
        going.length > 0 && this.kinds(words("going"), going),
        holdings.length > going.length &&
          this.kinds(words("staying"), holdings.filter(({ kept }) => kept)),
        going.length > 0 && h("p", { class: "kp-quiet" }, words("platform", { platform: this.everybody.platform })),
        holdings.length > 0 &&
          h("div", { class: "kt-buttons" },
            button(words("export"), "secondary", () => this.export(id)),
            going.length > 0 && button(words("erase"), "primary", () => this.ask(id, going)),
          ),
      );
    } catch (error) {
      this.fail(error);
    }
  }

  /** Undoing is impossible, so it is asked once. */
  private ask(id: string, going: Holding[]): void {
    const { words } = this;
    this.show(
      words("ask", { person: this.named(id) }),
      this.kinds(words("going"), going),
      h("p", {}, words("forever")),
      h("div", { class: "kt-buttons" },
        button(words("erase.yes"), "primary", () => this.erase(id)),
        button(words("erase.no"), "secondary", () => this.person(id)),
      ),
    );
  }

  private async erase(id: string): Promise<void> {
    const name = this.named(id);
    try {
      await this.api.post("privacy/erase", { person: id });
      this.everybody.people = this.everybody.people.filter((each) => each.id !== id);
      this.list(this.words("erased", { person: name }));
    } catch (error) {
      this.fail(error);
    }
  }

  private async export(id: string): Promise<void> {
    try {
      const document_ = await this.api.post<unknown>("privacy/export", { person: id });
      const file = new Blob([JSON.stringify(document_, null, 2)], { type: "application/json" });
      const address = URL.createObjectURL(file);
      const link = h("a", { href: address, download: this.words("file") });
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      this.fail(error);
    }
  }

  private row(each: Known): HTMLElement {
    const { words } = this;
    const seen = each.lastAt ? words("seen", { at: words.moment(each.lastAt), count: each.placements }) : "";
    return h(
      "li",
      {},
      h("span", {}, each.name ?? words("unnamed", { id: each.id })),
      h("span", { class: "kp-quiet" }, seen),
      button(words("look"), "tertiary", () => this.person(each.id), words("look.at", { person: each.name ?? each.id })),
    );
  }

  private kinds(title: string, holdings: Holding[]): HTMLElement {
    return h(
      "section",
      {},
      h("h2", {}, title),
      h("ul", {}, holdings.map(({ name, count }) => h("li", {}, this.words(`holdings.${name}`, { count })))),
    );
  }

  private named(id: string): string {
    return this.everybody.people.find((each) => each.id === id)?.name ?? this.words("unnamed", { id });
  }

  private fail(error: unknown): void {
    console.error(error);
    this.root.replaceChildren(h("main", { class: "kp-main" }, broken(error)));
  }

  private show(title: string, ...content: Parameters<typeof h>[2][]): void {
    const heading = h("h1", { tabindex: -1 }, title);
    const isFirst = this.root.querySelector("h1") === null;
    this.root.replaceChildren(h("main", { class: "kt-results" }, h("div", { class: "kt-page" }, heading, ...content)));
    document.title = `${title} – ${this.words("title")}`;
    if (!isFirst) heading.focus();
  }
}

function back(label: string, act: () => void): HTMLElement {
  return h("p", {}, button(label, "tertiary", act));
}

function button(label: string, variant: string, act: () => unknown, spoken?: string): HTMLButtonElement {
  return h(
    "button",
    { class: "ds-button", "data-variant": variant, type: "button", "aria-label": spoken ?? null, onclick: () => void act() },
    label,
  );
}
