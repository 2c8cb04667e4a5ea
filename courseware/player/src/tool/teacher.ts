/** What a teacher has beyond the course itself: a slim bar with the views of the placement. */

import { h } from "../dom.ts";
import type { Http } from "../runtimes/http.ts";
import { say } from "./say.ts";
import { type Page, type Results } from "./teacher/data.ts";
import { evaluationView } from "./teacher/evaluation.ts";
import { resultsView } from "./teacher/results.ts";
import { rolesView } from "./teacher/roles.ts";
import { roomView } from "./teacher/room.ts";

const VIEW = "view";
type View = "course" | "results" | "evaluation" | "room" | "roles";

/** Puts the bar above the course; `course` is hidden while another view is shown. */
export async function teacherBar(
  api: Http,
  course: HTMLElement,
  broken: (error: unknown) => HTMLElement,
): Promise<void> {
  const first = await api.get<Results>("teacher");
  const words = say(first.texts, first.language);
  const page: Page = { api, words, results: first, again: (said) => void open("results", said), broken };
  const panel = h("main", { class: "kt-results", lang: first.language, hidden: true });
  const views: View[] = ["course", "results"];
  if (first.evaluated) views.push("evaluation");
  if (first.acts.includes("hold-tests")) views.push("room");
  if (first.acts.includes("give-roles")) views.push("roles");
  const tabs = new Map(
    views.map((view) => [
      view,
      h(
        "button",
        { class: "kt-tab", type: "button", onclick: () => void open(view) },
        words(`tab.${view}`),
      ),
    ]),
  );
  const bar = h(
    "nav",
    { class: "kt-bar", "aria-label": words("tabs"), lang: first.language },
    ...tabs.values(),
  );
  let courseTitle = document.title;

  async function open(view: View, said = ""): Promise<void> {
    if (view !== "course") {
      try {
        if (view === "results") page.results = await api.get<Results>("teacher");
        panel.replaceChildren(await drawn(view, said));
      } catch (error) {
        panel.replaceChildren(broken(error));
      }
    }
    show(view, said === "");
  }

  async function drawn(view: View, said: string): Promise<HTMLElement> {
    if (view === "room") return roomView(page);
    if (view === "evaluation") return evaluationView(page);
    return view === "roles" ? rolesView(page) : resultsView(page, said);
  }

  function show(view: View, moved: boolean): void {
    const shown = view !== "course";
    if (shown && panel.hidden) courseTitle = document.title;
    panel.hidden = !shown;
    course.hidden = shown;
    for (const [each, button] of tabs) {
      if (each === view) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    }
    const title = view === "results" ? words("title") : words(`tab.${view}`);
    document.title = shown ? `${title} – ${page.results.course.title}` : courseTitle;
    remember(view);
    if (shown && moved) panel.querySelector<HTMLElement>("h1")?.focus();
  }

  course.before(bar);
  course.after(panel);
  const wanted = new URLSearchParams(location.search).get(VIEW);
  const view = views.find((each) => each === wanted) ?? "course";
  if (view !== "course") panel.replaceChildren(await drawn(view, ""));
  show(view, false);
}

/** A reload shows the same view again; the player owns what stands after `#`. */
function remember(view: View): void {
  const address = new URL(location.href);
  if (view === "course") address.searchParams.delete(VIEW);
  else address.searchParams.set(VIEW, view);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}
