/**
 * What a teacher places in an LMS course: whole courses, chapters or tests, as a municipality has
 * them. The platform gets the answer as a form post from this very frame.
 */

import { h, unseen } from "../dom.ts";
import { icon } from "../icons.ts";
import { Refused } from "../runtime.ts";
import type { Http } from "../runtimes/http.ts";
import { courseCard } from "./course-card.ts";
import { localizationChoice } from "./localizations.ts";
import { type Course, found, key, type Offers, type Part } from "./offers.ts";
import { showPreview } from "./preview.ts";
import { type Say, say } from "./say.ts";
import { unitChoice } from "./unit.ts";

/** The address of the shared edition, where none would mean the deployment's own. */
const SHARED = "-";

/** Puts the picker before `app`, where the preview is shown instead of it. */
export async function picker(
  api: Http,
  app: HTMLElement,
  broken: (error: unknown) => Node,
): Promise<void> {
  const offers = await api.get<Offers>("deep-link");
  const words = say(offers.texts, offers.language);
  document.documentElement.lang = offers.language;
  document.title = words("title");
  new Picker(api, app, offers, words, broken);
}

class Picker {
  private readonly api: Http;
  private readonly app: HTMLElement;
  private offers: Offers;
  private readonly say: Say;
  private readonly broken: (error: unknown) => Node;
  private readonly picked = new Set<string>();
  private unit = "";

  private readonly place = h("div", { class: "kt-place" });
  private readonly page = h("div", { class: "kt-picker" });
  private readonly choices = h("div", { class: "kt-choices-made" });
  private readonly list = h("div");
  private readonly search = h("input", { class: "ds-input", type: "search", autocomplete: "off" });
  private readonly hits = h("p", { class: "ds-sr-only", role: "status" });
  private readonly count = h("p", { class: "kt-count", role: "status" });
  private readonly trouble = h("div", { class: "kt-trouble", role: "alert" });
  private readonly add = h("button", { class: "ds-button", type: "button" });
  private readonly leave = h("button", {
    class: "ds-button",
    "data-variant": "tertiary",
    type: "button",
  });

  constructor(
    api: Http,
    app: HTMLElement,
    offers: Offers,
    words: Say,
    broken: (error: unknown) => Node,
  ) {
    this.api = api;
    this.app = app;
    this.offers = offers;
    this.say = words;
    this.broken = broken;
    this.add.addEventListener("click", () => void this.send());
    this.leave.addEventListener("click", () => void this.answer(this.leave, "deep-link/cancel"));
    this.search.addEventListener("input", () => this.fill());
    this.build();
    this.place.append(this.page);
    app.hidden = true;
    app.before(this.place);
  }

  private build(): void {
    const { offers, say: words } = this;
    this.leave.textContent = words("cancel");
    if (!offers.accepts || offers.courses.length === 0) {
      const { platform } = offers;
      const sentences = offers.accepts
        ? [words("empty.what"), words("empty.mend")]
        : [words("refuses.what", { platform }), words("refuses.mend")];
      this.page.replaceChildren(
        h(
          "main",
          {},
          h("h1", {}, words("title")),
          sentences.map((sentence) => h("p", {}, sentence)),
        ),
        h("footer", { class: "kt-foot" }, this.trouble, this.leave),
      );
      this.leave.textContent = words("return", { platform });
      this.leave.removeAttribute("data-variant");
      return;
    }
    this.add.textContent = words("add", { platform: offers.platform });
    this.page.replaceChildren(
      h(
        "main",
        {},
        h("h1", {}, words("title")),
        h("p", { class: "kp-quiet" }, words(offers.multiple ? "lead.several" : "lead.one")),
        h(
          "div",
          { class: "kt-tools" },
          h("label", { class: "kt-field" }, h("span", {}, words("search.label")), this.search),
          this.choices,
        ),
        this.hits,
        this.list,
      ),
      h("footer", { class: "kt-foot" }, this.trouble, this.count, this.leave, this.add),
    );
    this.fillChoices();
    this.fill();
    this.update();
  }

  /** What holds for everything that is picked: the municipality's edition, and the workplace. */
  private fillChoices(): void {
    const { offers, say: words } = this;
    const title = offers.localizations.find(({ id }) => id === offers.localization)?.title;
    const choice = (label: string, value: string, open: (from: HTMLElement) => void): HTMLElement => {
      const button = h(
        "button",
        { class: "ds-button kt-change", "data-variant": "tertiary", type: "button" },
        words("change"),
        unseen(` ${label}`),
      );
      button.addEventListener("click", () => open(button));
      return h(
        "p",
        {},
        h("span", {}, h("span", { class: "kp-quiet" }, `${label}: `), h("strong", {}, value)),
        button,
      );
    };
    this.choices.replaceChildren(
      ...(offers.localizations.length > 0
        ? [choice(words("local.label"), title ?? words("shared.label"), () => this.askLocalization())]
        : []),
      choice(words("unit.label"), this.unit || words("unit.none"), () => this.askUnit()),
    );
  }

  private fill(): void {
    const { offers, say: words } = this;
    const search = this.search.value.trim();
    const cards = offers.courses.flatMap((course) => {
      const parts = found(course, search);
      if (parts.length === 0) return [];
      const open = parts.length < course.parts.length || offers.courses.length === 1;
      return [this.card(course, parts, open)];
    });
    this.list.replaceChildren(...cards);
    if (cards.length === 0) {
      const all = h(
        "button",
        { class: "ds-button", "data-variant": "secondary", type: "button" },
        words("search.all"),
      );
      all.addEventListener("click", () => {
        this.search.value = "";
        this.fill();
        this.search.focus();
      });
      this.list.append(h("p", {}, words("search.none", { search })), all);
    }
    this.hits.textContent = search && words("search.found", { count: cards.length });
  }

  private card(course: Course, parts: Part[], open: boolean): HTMLElement {
    return courseCard(this.offers, course, parts, open, this.say, {
      isPicked: (id) => this.picked.has(id),
      pick: (id, picked) => {
        if (!this.offers.multiple) this.picked.clear();
        if (picked) this.picked.add(id);
        else this.picked.delete(id);
        this.update();
      },
      preview: (some, part, from) => void this.preview(some, part, from),
    });
  }

  private askLocalization(): void {
    const back = this.show(
      localizationChoice(
        this.offers,
        this.say,
        (id) => {
          back();
          void this.switchTo(id);
        },
        () => back(),
      ),
    );
  }

  private askUnit(): void {
    const choose = (unit: string): void => {
      this.unit = unit;
      this.fillChoices();
      back();
    };
    const back = this.show(
      unitChoice(this.offers.units, this.unit, this.say, choose, () => back()),
    );
  }

  /** Another municipality's edition; what is ticked stays so where it is there, too. */
  private async switchTo(localization: string | null): Promise<void> {
    const query = new URLSearchParams({ localization: localization ?? SHARED });
    this.page.setAttribute("aria-busy", "true");
    try {
      this.offers = await this.api.get<Offers>(`deep-link?${query}`);
      const there = new Set(this.all().map(([course, part]) => key(course, part)));
      for (const id of this.picked) if (!there.has(id)) this.picked.delete(id);
      this.fillChoices();
      this.choices.querySelector("button")?.focus();
      this.fill();
      this.update();
    } catch (error) {
      this.showTrouble(error);
    } finally {
      this.page.removeAttribute("aria-busy");
    }
  }

  private async preview(course: Course, part: Part, from: HTMLElement): Promise<void> {
    from.setAttribute("aria-busy", "true");
    try {
      const { api, app, offers, say: words } = this;
      const shown = await showPreview(app, api, course, part, offers.platform, words);
      this.showPlayer(course, part, () => shown.stop());
    } catch (error) {
      this.showTrouble(error);
    } finally {
      from.removeAttribute("aria-busy");
    }
  }

  private showPlayer(course: Course, part: Part, stop: () => void): void {
    const { say: words, app } = this;
    const id = key(course, part);
    const pick = h("button", { class: "ds-button", type: "button" });
    const label = (): void => {
      pick.textContent = words(this.picked.has(id) ? "preview.picked" : "preview.pick");
      pick.setAttribute("aria-pressed", String(this.picked.has(id)));
      if (this.picked.has(id)) pick.prepend(icon("right"));
    };
    pick.addEventListener("click", () => {
      const wanted = !this.picked.has(id);
      if (!this.offers.multiple) this.picked.clear();
      if (wanted) this.picked.add(id);
      else this.picked.delete(id);
      label();
    });
    label();
    const back = this.show(
      h(
        "nav",
        { class: "kt-preview", "aria-label": words("preview.label") },
        h(
          "button",
          {
            class: "ds-button kt-back",
            "data-variant": "tertiary",
            type: "button",
            onclick: () => {
              app.hidden = true;
              stop();
              back();
              this.fill();
              this.update();
            },
          },
          icon("back"),
          words("back"),
        ),
        part.secret && h("p", { class: "kp-quiet" }, words("preview.examples")),
        pick,
      ),
    );
    app.hidden = false;
    window.scrollTo(0, 0);
    app.querySelector<HTMLElement>("h1")?.focus();
  }

  /** Shows something instead of the list. Returns the way back: to the same place in it. */
  private show(instead: HTMLElement): () => void {
    const from = document.activeElement;
    const { scrollX, scrollY } = window;
    this.page.hidden = true;
    this.place.append(instead);
    window.scrollTo(0, 0);
    instead.querySelector<HTMLElement>("input[type=search]")?.focus();
    if (!instead.contains(document.activeElement)) {
      instead.querySelector<HTMLElement>("h1, button")?.focus();
    }
    return () => {
      const name = from instanceof HTMLElement ? from.getAttribute("aria-label") : null;
      instead.remove();
      this.page.hidden = false;
      window.scrollTo(scrollX, scrollY);
      requestAnimationFrame(() => {
        const again = [...this.page.querySelectorAll<HTMLElement>("button")].find(
          (button) => button === from || (name !== null && button.ariaLabel === name),
        );
        (again ?? this.page.querySelector<HTMLElement>(".kt-change"))?.focus();
      });
    };
  }

  private all(): [Course, Part][] {
    return this.offers.courses.flatMap((course) =>
      course.parts.map((part): [Course, Part] => [course, part]),
    );
  }

  private update(): void {
    const count = this.picked.size;
    this.count.textContent = count === 0 ? this.say("picked.none") : this.say("picked", { count });
    this.trouble.replaceChildren();
  }

  private async send(): Promise<void> {
    const items = this.all()
      .filter(([course, part]) => this.picked.has(key(course, part)))
      .map(([course, { chapter, assessment }]) => ({
        course: course.id,
        chapter,
        assessment,
        localization: course.localization,
      }));
    if (items.length === 0) {
      this.trouble.replaceChildren(h("p", {}, icon("warning"), this.say("picked.first")));
      this.list.querySelector<HTMLElement>("input")?.focus();
      return;
    }
    await this.answer(this.add, "deep-link", { items, unit: this.unit || null });
  }

  /** Asks for the signed answer, and posts it to the platform: that ends this page. */
  private async answer(button: HTMLButtonElement, path: string, body?: unknown): Promise<void> {
    const label = button.textContent;
    for (const each of [this.add, this.leave]) each.disabled = true;
    button.textContent = this.say("sending");
    try {
      const { action, jwt } = await this.api.post<{ action: string; jwt: string }>(path, body);
      const form = h(
        "form",
        { method: "post", action, hidden: true },
        h("input", { type: "hidden", name: "JWT", value: jwt }),
      );
      document.body.append(form);
      form.submit();
    } catch (error) {
      for (const each of [this.add, this.leave]) each.disabled = false;
      button.textContent = label;
      this.showTrouble(error);
    }
  }

  private showTrouble(error: unknown): void {
    this.trouble.replaceChildren(
      error instanceof Refused
        ? h("p", {}, icon("warning"), `${error.message} ${error.mend}`)
        : this.broken(error),
    );
  }
}
