/**
 * How the connection to the learning platform is doing, above the course of an administrator.
 *
 * Whoever teaches and comes first has it tested, after the page has opened; only administrators are
 * shown what was found, since only they can mend it.
 */

import type { Lang } from "../bundle.ts";
import { h } from "../dom.ts";
import type { Http } from "../runtimes/http.ts";
import { type Say, say, type Texts } from "./say.ts";

interface Line {
  stage: string;
  title: string;
  outcome: "ok" | "warning" | "failed" | "waiting";
  word: string;
  what: string;
  mend: string | null;
}

interface Answer {
  due: boolean;
  /** Null for a teacher, who gets none of the rest. */
  lines: Line[] | null;
  language: Lang;
  platform: string;
  texts: Texts;
}

const MARKS = { ok: "✓", warning: "!", failed: "✕", waiting: "…" };

/** Tests what is due, and puts what was found above `course`. Never in the way of the course. */
export async function showConnection(api: Http, course: HTMLElement): Promise<void> {
  try {
    const known = await api.get<Answer>("connection");
    const place = known.lines === null ? null : h("details", { class: "kt-connection" });
    if (place !== null) {
      course.before(place);
      draw(api, place, known);
    }
    if (known.due) {
      const tested = await api.post<Answer>("connection");
      if (place !== null) draw(api, place, tested);
    }
  } catch (error) {
    console.warn(error); // the course and the results go on without it
  }
}

function draw(api: Http, place: HTMLElement, answer: Answer): void {
  const words = say(answer.texts, answer.language);
  const lines = answer.lines ?? [];
  const bad = lines.filter((line) => line.outcome === "warning" || line.outcome === "failed");
  const state = bad.length === 0 ? words("page.ok") : words("page.look", { count: bad.length });
  const again = h(
    "button",
    { class: "ds-button", "data-variant": "secondary", type: "button" },
    words("page.again"),
  );
  again.addEventListener("click", () => void test());
  place.lang = answer.language;
  place.replaceChildren(
    h("summary", {}, `${words("page.title", { platform: answer.platform })}: ${state}`),
    h("div", { class: "kt-connection-lines", role: "status" }, ...stages(lines, words), again),
  );

  async function test(): Promise<void> {
    again.disabled = true;
    again.textContent = words("page.testing");
    try {
      draw(api, place, await api.post<Answer>("connection"));
    } catch (error) {
      console.warn(error);
      draw(api, place, answer);
    }
  }
}

function stages(lines: Line[], words: Say): HTMLElement[] {
  const names = [...new Set(lines.map((line) => line.stage))];
  return names.flatMap((name) => [
    h("h2", { class: "ds-heading", "data-size": "2xs" }, words(`stages.${name}`)),
    h("ul", {}, ...lines.filter((line) => line.stage === name).map(item)),
  ]);
}

function item(line: Line): HTMLElement {
  return h(
    "li",
    { class: "kt-check", "data-outcome": line.outcome },
    h("span", { class: "kt-mark", "aria-hidden": "true" }, MARKS[line.outcome]),
    h(
      "div",
      {},
      h("p", {}, h("strong", {}, line.title), " ", h("span", { class: "kt-word" }, line.word)),
      h("p", {}, line.what),
      line.mend === null ? null : h("p", {}, line.mend),
    ),
  );
}
