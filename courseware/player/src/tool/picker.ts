/**
 * What a teacher places in an LMS course: whole courses, chapters or tests, each in a municipality's
 * edition. The platform gets the answer as a form post from this very frame.
 */

import type { Lang } from "../bundle.ts";
import { freshId, h } from "../dom.ts";
import { icon } from "../icons.ts";
import { Refused } from "../runtime.ts";
import type { Http } from "../runtimes/http.ts";
import { type Say, say, type Texts } from "./say.ts";

interface Offers {
  language: Lang;
  texts: Texts;
  /** The platform takes LTI links at all. */
  accepts: boolean;
  multiple: boolean;
  platform: string;
  /** The deployment's own. */
  localization: string | null;
  courses: Course[];
}

interface Course {
  id: string;
  version: string;
  title: string;
  description: string;
  minutes: number;
  draft: boolean;
  parts: Part[];
  localizations: { id: string; title: string; example: boolean }[];
}

interface Part {
  kind: "course" | "chapter" | "practice" | "pass";
  chapter: string | null;
  assessment: string | null;
  title: string;
  lessons: number;
  scoredBy: "test" | "lessons" | null;
}

interface Item {
  course: string;
  chapter: string | null;
  assessment: string | null;
  localization: string | null;
}

export async function picker(api: Http, broken: (error: unknown) => Node): Promise<HTMLElement> {
  const offers = await api.get<Offers>("deep-link");
  const words = say(offers.texts, offers.language);
  document.documentElement.lang = offers.language;
  document.title = words("title");
  if (!offers.accepts || offers.courses.length === 0) {
    return h(
      "main",
      { class: "kt-picker" },
      h("h1", {}, words("title")),
      h("p", {}, words(offers.accepts ? "empty.what" : "refuses.what", { platform: offers.platform })),
      h("p", {}, words(offers.accepts ? "empty.mend" : "refuses.mend")),
    );
  }
  return new Picker(api, offers, words, broken).element;
}

class Picker {
  readonly element: HTMLFormElement;
  private readonly api: Http;
  private readonly offers: Offers;
  private readonly say: Say;
  private readonly broken: (error: unknown) => Node;
  private readonly boxes = new Map<HTMLInputElement, () => Item>();
  private readonly count = h("p", { class: "kt-count", role: "status" });
  private readonly trouble = h("div", { class: "kt-trouble", role: "alert" });
  private readonly button = h("button", { class: "ds-button", type: "submit" });

  constructor(api: Http, offers: Offers, words: Say, broken: (error: unknown) => Node) {
    this.api = api;
    this.offers = offers;
    this.say = words;
    this.broken = broken;
    this.element = h(
      "form",
      { class: "kt-picker", novalidate: true, autocomplete: "off" },
      h(
        "main",
        {},
        h("h1", {}, words("title")),
        h("p", { class: "kp-quiet" }, words(offers.multiple ? "lead.several" : "lead.one")),
        offers.courses.map((course) => this.course(course)),
      ),
      h("footer", { class: "kt-foot" }, this.trouble, this.count, this.button),
    );
    this.element.addEventListener("change", () => this.update());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.update();
  }

  private course(course: Course): HTMLElement {
    const { say: words } = this;
    const title = h("h2", { id: freshId("course") }, course.title);
    const local = this.localizations(course);
    const [whole, ...parts] = course.parts;
    const rows = (some: Part[]): HTMLElement =>
      h(
        "ul",
        { class: "kp-plain-list" },
        some.map((part) => h("li", {}, this.part(course, part, local))),
      );
    return h(
      "section",
      { class: "ds-card kt-course", "data-color": "neutral", "aria-labelledby": title.id },
      h(
        "header",
        {},
        title,
        course.draft &&
          h("span", { class: "ds-tag", "data-color": "warning" }, icon("warning"), words("draft")),
      ),
      h(
        "p",
        { class: "kp-quiet" },
        words("about", { minutes: course.minutes, version: course.version }),
      ),
      h("p", {}, course.description),
      local && h("div", { class: "kt-local" }, this.localLabel(local), local),
      whole && rows([whole]),
      parts.length > 0 &&
        h(
          "details",
          { class: "kt-parts" },
          h("summary", {}, h("span", {}, words("parts"))),
          rows(parts),
        ),
    );
  }

  private part(course: Course, part: Part, local: HTMLSelectElement | null): HTMLElement {
    const { say: words, offers } = this;
    const box = h("input", {
      class: "ds-input",
      type: offers.multiple ? "checkbox" : "radio",
      name: "picked",
    });
    this.boxes.set(box, () => ({
      course: course.id,
      chapter: part.chapter,
      assessment: part.assessment,
      localization: local?.value || null,
    }));
    const grade = part.scoredBy ?? "none";
    const about =
      part.kind === "course"
        ? [words(`grade.course.${grade}`)]
        : [
            words(`kind.${part.kind}`),
            part.kind === "chapter" ? words("lessons", { count: part.lessons }) : "",
            words(`grade.part.${grade}`),
          ];
    return h(
      "label",
      { class: "kt-part", "data-color": "accent" },
      box,
      h(
        "span",
        {},
        h(
          "span",
          { class: "kt-part-title" },
          part.kind === "course" ? words("kind.course") : part.title,
        ),
        h("span", { class: "kp-quiet" }, about.filter((word) => word !== "").join(" · ")),
      ),
    );
  }

  /** A region's municipalities stand below it. */
  private localizations(course: Course): HTMLSelectElement | null {
    if (course.localizations.length === 0) return null;
    const { say: words } = this;
    const options = course.localizations.map(({ id, title, example }) => {
      const shown = example ? words("example", { title }) : title;
      const indented = id.includes("/") ? `\u2003${shown}` : shown;
      return h("option", { value: id, selected: id === this.offers.localization }, indented);
    });
    return h(
      "select",
      { class: "ds-input", id: freshId("local"), "data-width": "auto" },
      h("option", { value: "" }, words("shared")),
      options,
    );
  }

  private localLabel(select: HTMLSelectElement): HTMLElement {
    return h("label", { for: select.id }, this.say("localization"));
  }

  private picked(): Item[] {
    return [...this.boxes].filter(([box]) => box.checked).map(([, item]) => item());
  }

  private update(): void {
    const count = this.picked().length;
    this.count.textContent = count === 0 ? this.say("picked.none") : this.say("picked", { count });
    this.button.textContent = this.say("add", { platform: this.offers.platform });
    this.trouble.replaceChildren();
  }

  private async send(): Promise<void> {
    const items = this.picked();
    if (items.length === 0) {
      this.trouble.replaceChildren(h("p", {}, icon("warning"), this.say("picked.first")));
      this.element.querySelector<HTMLElement>("input")?.focus();
      return;
    }
    this.button.disabled = true;
    this.button.textContent = this.say("adding");
    try {
      const { action, jwt } = await this.api.post<{ action: string; jwt: string }>("deep-link", {
        items,
      });
      const form = h(
        "form",
        { method: "post", action, hidden: true },
        h("input", { type: "hidden", name: "JWT", value: jwt }),
      );
      document.body.append(form);
      form.submit();
    } catch (error) {
      this.button.disabled = false;
      this.update();
      this.trouble.replaceChildren(
        error instanceof Refused
          ? h("p", {}, icon("warning"), `${error.message} ${error.mend}`)
          : this.broken(error),
      );
    }
  }
}
