/** "Pakker": an author takes a published course along, for another LMS, a reader or a shelf. */

import type { Lang } from "../bundle.ts";
import { type Child, freshId, h } from "../dom.ts";
import { icon } from "../icons.ts";
import { Refused } from "../runtime.ts";
import { primaryButton } from "../views/page.ts";
import { type Desk, field, head } from "./certificate.ts";
import { broken } from "./page.ts";
import { type Say, say, type Texts } from "./say.ts";

interface Offered {
  language: Lang;
  texts: Texts;
  /** The course of this placement. */
  course: string;
  courses: Course[];
  profiles: Profile[];
}

interface Profile {
  id: string;
  /** A document, which is in one language only. */
  isPaper: boolean;
}

interface Course {
  id: string;
  title: string;
  version: string;
  /** Whose local words come along; null for the shared course. */
  localization: string | null;
  languages: Lang[];
  opensIn: Lang;
  approved: boolean;
}

const LANGUAGES: Record<Lang, string> = { nb: "Bokmål", nn: "Nynorsk", en: "English" };
const KEEP_MS = 60_000;

export async function packages(desk: Desk): Promise<HTMLElement> {
  const offered = await desk.api.get<Offered>("packages");
  const words = say(offered.texts, offered.language);
  const title = head(words("title"), h("p", {}, words("intro")));
  if (offered.courses.length === 0) {
    return h("div", { class: "kt-page kt-narrow" }, title, h("p", {}, words("none")));
  }
  return h("div", { class: "kt-page kt-narrow" }, title, form(desk, offered, words));
}

function form(desk: Desk, offered: Offered, words: Say): HTMLElement {
  const courses = h(
    "select",
    { class: "ds-input", onchange: () => follow() },
    offered.courses.map(({ id, title, version }) =>
      h("option", { value: id, selected: id === offered.course }, words("course.version", { title, version })),
    ),
  );
  const about = h("p", { class: "kp-quiet" });
  const profile = choice(
    words("profile"),
    offered.profiles.map(({ id }) => [id, words(`profile.${id}.title`), words(`profile.${id}.about`)]),
    () => explain(),
  );
  const languages = h("select", { class: "ds-input" });
  const others = h("span", {});
  const opensIn = field(words("language"), languages, others);
  const use = choice(words("use"), [
    ["release", words("use.release"), words("use.release.about")],
    ["trial", words("use.trial"), words("use.trial.about")],
  ]);
  const draft = h("p", { class: "kt-note" }, icon("info"), words("draft"));
  const said = h("p", { role: "status" });
  const trouble = h("div", { role: "alert" });
  const button = primaryButton(words("take"), () => void take());

  function chosen(): Course {
    const found = offered.courses.find(({ id }) => id === courses.value) ?? offered.courses[0];
    if (found === undefined) throw new Error("a course was offered");
    return found;
  }

  /** What hangs on the course: whose words, in which languages, and whether it is approved. */
  function follow(): void {
    const course = chosen();
    about.textContent =
      course.localization === null
        ? words("localization.none")
        : words("localization", { name: course.localization });
    languages.replaceChildren(
      ...course.languages.map((each) =>
        h("option", { value: each, lang: each, selected: each === course.opensIn }, LANGUAGES[each]),
      ),
    );
    opensIn.hidden = course.languages.length < 2;
    draft.hidden = course.approved;
    use.choose(course.approved ? "release" : "trial");
  }

  /** Whether the other languages come along. */
  function explain(): void {
    const chosen = offered.profiles.find(({ id }) => id === profile.chosen());
    others.textContent = words(chosen?.isPaper ? "language.only" : "language.hint");
  }

  async function take(): Promise<void> {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    trouble.replaceChildren();
    said.textContent = words("making");
    try {
      const file = await desk.api.file("packages", {
        course: chosen().id,
        profile: profile.chosen(),
        opensIn: languages.value,
        release: use.chosen() === "release",
      });
      save(file);
      said.textContent = words("taken", { name: file.name });
    } catch (error) {
      said.textContent = "";
      trouble.replaceChildren(told(error, words));
    } finally {
      button.removeAttribute("aria-disabled");
    }
  }

  follow();
  explain();
  return h(
    "div",
    {},
    field(words("course"), courses),
    about,
    profile.element,
    opensIn,
    use.element,
    draft,
    h("div", { class: "kt-buttons" }, button),
    said,
    trouble,
  );
}

function save(file: File): void {
  const address = URL.createObjectURL(file);
  const link = h("a", { href: address, download: file.name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS);
}

function told(error: unknown, words: Say): HTMLElement {
  if (!(error instanceof Refused) || error.message === "") return broken(error);
  return h(
    "div",
    { class: "kt-refused" },
    h("p", { class: "kt-note" }, icon("warning"), `${error.message} ${error.mend}`),
    error.problems.length > 0 &&
      h(
        "ul",
        { "aria-label": words("problems") },
        error.problems.map(({ where, what, mend }) =>
          h("li", {}, `${what} ${mend}`, where && h("code", {}, where)),
        ),
      ),
  );
}

interface Choice {
  element: HTMLElement;
  chosen(): string;
  choose(id: string): void;
}

/** One of several, each with a sentence; the whole of it is the target. The first is chosen. */
function choice(legend: string, options: [string, string, string][], onchange = () => {}): Choice {
  const name = freshId("choice");
  const boxes = options.map(([id], index) =>
    h("input", { class: "ds-input", type: "radio", name, value: id, checked: index === 0, onchange }),
  );
  const labels: Child[] = options.map(([, title, about], index) =>
    h("label", { class: "kp-option" }, boxes[index], h("span", {}, h("strong", {}, title), h("br"), about)),
  );
  return {
    element: h(
      "fieldset",
      { class: "ds-fieldset kt-choice" },
      h("legend", { class: "ds-label" }, legend),
      h("div", { class: "kp-options" }, labels),
    ),
    chosen: () => boxes.find(({ checked }) => checked)?.value ?? "",
    choose(id) {
      for (const box of boxes) box.checked = box.value === id;
    },
  };
}
