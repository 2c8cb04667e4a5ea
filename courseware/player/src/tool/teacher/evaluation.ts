/** What learners think of the course, as numbers. */

import { h } from "../../dom.ts";
import type { Page } from "./data.ts";

interface Evaluation {
  /** How many have answered; 0 while fewer than `least` have. */
  answered: number;
  least: number;
  opinions: Opinion[];
}

interface Opinion {
  text: string;
  options: { text: string; count: number }[];
}

export async function evaluationView(page: Page): Promise<HTMLElement> {
  const { words, api } = page;
  const { answered, least, opinions } = await api.get<Evaluation>("evaluation");
  return h(
    "div",
    { class: "kt-page" },
    h("h1", { tabindex: -1 }, words("evaluation.title")),
    h("p", { class: "kp-quiet" }, words("evaluation.intro", { least })),
    answered === 0
      ? h("p", {}, words("evaluation.few", { least }))
      : [
          h("p", {}, words("evaluation.answered", { count: answered })),
          opinions.map((opinion) => numbers(page, opinion)),
        ],
  );
}

function numbers({ words }: Page, { text, options }: Opinion): HTMLElement {
  const all = options.reduce((sum, { count }) => sum + count, 0) || 1;
  return h(
    "table",
    { class: "kt-opinion" },
    h("caption", {}, text),
    h(
      "thead",
      { class: "ds-sr-only" },
      h("tr", {}, h("th", { scope: "col" }, words("evaluation.option")), h("th", { scope: "col" }, words("evaluation.count"))),
    ),
    h(
      "tbody",
      {},
      options.map((option) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, option.text),
          h(
            "td",
            {},
            h("progress", { max: all, value: option.count, "aria-hidden": "true" }),
            h("span", { class: "kp-figure" }, String(option.count)),
          ),
        ),
      ),
    ),
  );
}
