/** Pages of our own as tabs above the course: for the employee, the assessor, the leader, the author. */

import type { Lang } from "../bundle.ts";
import { h } from "../dom.ts";
import type { Http } from "../runtimes/http.ts";
import type { Desk } from "./certificate.ts";
import { deciding } from "./deciding.ts";
import { mine } from "./mine.ts";
import { packages } from "./packages.ts";
import { broken } from "./page.ts";
import { say, type Texts } from "./say.ts";
import { signing } from "./signing.ts";

interface Overview {
  language: Lang;
  texts: Texts;
  mine: boolean;
  signs: boolean;
  decides: boolean;
  packages: boolean;
}

type Page = (desk: Desk) => Promise<HTMLElement>;

const VIEW = "page";

/** Adds the tabs to the bar that is there, or makes one; most people have none of them. */
export async function tabs(api: Http, course: HTMLElement): Promise<void> {
  const found = await api.get<Overview>("tabs");
  const words = say(found.texts, found.language);
  const pages: [string, string, Page][] = [];
  if (found.mine) pages.push(["mine", words("tab.mine"), mine]);
  if (found.signs) pages.push(["sign", words("tab.sign"), signing]);
  if (found.decides) pages.push(["decide", words("tab.decide"), deciding]);
  if (found.packages) pages.push(["packages", words("tab.packages"), packages]);
  if (pages.length === 0) return;

  const panel = h("main", { class: "kt-results", lang: found.language, hidden: true });
  const others = (): HTMLElement[] => [
    course,
    ...document.querySelectorAll<HTMLElement>(".kt-results"),
  ];
  let courseTitle = document.title;

  const desk: Desk = {
    api,
    words,
    language: found.language,
    show(page) {
      panel.replaceChildren(page);
      panel.querySelector<HTMLElement>("h1")?.focus();
      window.scrollTo(0, 0);
    },
  };

  async function open(button: HTMLButtonElement, key: string, page: Page): Promise<void> {
    if (panel.hidden && !course.hidden) courseTitle = document.title;
    for (const other of others()) other.hidden = other !== panel;
    for (const each of bar.querySelectorAll("button")) each.removeAttribute("aria-current");
    button.setAttribute("aria-current", "page");
    document.title = button.textContent ?? "";
    remember(key);
    try {
      desk.show(await page(desk));
    } catch (error) {
      desk.show(broken(error));
    }
  }

  const own = pages.map(([key, label, page]) => {
    const button = h("button", { class: "kt-tab", type: "button" }, label);
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      void open(button, key, page);
    });
    return { key, button, page };
  });
  const bar = document.querySelector<HTMLElement>(".kt-bar") ?? newBar(course, words, found);
  bar.append(...own.map(({ button }) => button));
  bar.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("button")) return;
    if (panel.hidden) return;
    panel.hidden = true;
    panel.replaceChildren();
    for (const { button } of own) button.removeAttribute("aria-current");
    if (!course.hidden) document.title = courseTitle;
  });
  course.after(panel);

  const kept = new URLSearchParams(location.search).get(VIEW);
  const last = own.find(({ key }) => key === kept);
  if (last) await open(last.button, last.key, last.page);
}

/** For a learner, who has no bar of a teacher: the course is its first tab. */
function newBar(course: HTMLElement, words: Desk["words"], found: Overview): HTMLElement {
  const back = h("button", { class: "kt-tab", type: "button", "aria-current": "page" }, words("tab.course"));
  back.addEventListener("click", () => {
    course.hidden = false;
    back.setAttribute("aria-current", "page");
    remember(null);
  });
  const bar = h(
    "nav",
    { class: "kt-bar", "aria-label": words("tabs"), lang: found.language },
    back,
  );
  course.before(bar);
  return bar;
}

/** A reload shows the same view again; the player owns what stands after `#`. */
function remember(view: string | null): void {
  const address = new URL(location.href);
  if (view === null) address.searchParams.delete(VIEW);
  else address.searchParams.set(VIEW, view);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}
