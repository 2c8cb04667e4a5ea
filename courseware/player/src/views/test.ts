/** The pass test: which of its pages to show, and the page before it with the rules. */

import type { Assessment } from "../bundle.ts";
import { freshId, h, sanitised } from "../dom.ts";
import { asksGroup, groupOf, mustBeRight, questionCount, sectionsFor } from "../plan.ts";
import type { Player, View } from "../player.ts";
import { attemptsLeft } from "../progress.ts";
import type { Route, TestStep } from "../route.ts";
import type { Refused } from "../runtime.ts";
import { Sitting } from "../sitting.ts";
import { testStanding, underway } from "../standing.ts";
import { termRules } from "../terms.ts";
import { deliveryLine } from "./delivery.ts";
import { obstacle } from "./obstacle.ts";
import { actions, backLink, nextLink, notice, page, primaryButton, quietButton } from "./page.ts";
import { placedSentence, placedView } from "./placed.ts";
import { groupChoice } from "./plan.ts";
import { resultView } from "./result.ts";
import { roomView } from "./room.ts";
import { summaryView } from "./summary.ts";
import { topicTitle } from "./topic.ts";

export function testView(player: Player, assessment: Assessment, step: TestStep): View {
  const sitting = player.sittings.get(assessment.id);
  if (sitting?.result && step === "result") {
    return assessment.kind === "placement"
      ? placedView(player, sitting.result)
      : resultView(player, sitting, sitting.result);
  }
  if (sitting && !sitting.result && step !== "intro") {
    if (sitting.refusal) return overView(player, sitting, sitting.refusal);
    if (step === "check") return summaryView(player, sitting);
    if (typeof step === "number" && step <= sitting.view.items.length) {
      return roomView(player, sitting, step - 1);
    }
  }
  return introView(player, assessment);
}

function introView(player: Player, assessment: Assessment): View {
  const { words, pages, learner } = player;
  const here: Route = { page: "test", id: assessment.id, step: "intro" };
  const title = player.text(assessment.title);
  const { best } = testStanding(player, assessment);
  const local = assessment.mode === "local";
  const left = local ? attemptsLeft(assessment, learner.state) : Infinity;
  const begun = underway(player, assessment);
  const goesOn = begun !== null;
  const next = nextLink(player, pages.step(here, 1));
  const back = backLink(player, pages.step(here, -1));
  const line = best && deliveryLine(player, assessment);
  const leave = (): void => line?.stop();
  const trouble = h("div", { role: "alert" });

  const start = h("button", { class: "ds-button", type: "button" });
  start.textContent = startLabel(player, assessment, goesOn, best !== null);

  const places = assessment.kind === "placement";
  const passed = best?.passed === true && !goesOn;
  const none = left === 0 && !goesOn && !passed;
  const mayStart = left > 0 || goesOn;
  if (passed) start.setAttribute("data-variant", "tertiary");
  const listed = (): HTMLElement[] => rules(player, assessment).map((rule) => h("li", {}, rule));
  const list = h("ul", { class: "kp-rules" }, listed());
  const asks = asksGroup(assessment) && player.bundle.groups.length > 0 && mayStart && !goesOn;
  const group = asks ? groupChoice(player, () => list.replaceChildren(...listed())) : null;
  const code = assessment.terms?.sessionCode && mayStart && !goesOn ? codeField(player) : null;
  const begin = (): void => {
    if (group && !group.needed()) return;
    void enter(player, assessment, start, trouble, code?.input.value);
  };
  start.addEventListener("click", begin);
  code?.input.addEventListener("keydown", (event) => event.key === "Enter" && begin());
  const verdict = best && words(best.passed ? "test.best.passed" : "test.best.failed");
  return {
    title,
    content: page({
      title,
      body: [
        best && places && h("p", { class: "kp-best" }, placedSentence(player, best.percent)),
        best &&
          !places &&
          verdict &&
          h("p", { class: "kp-best" }, words("test.best", { percent: best.percent, verdict })),
        line?.element,
        begun &&
          h("p", {}, words("test.underway", { answered: begun.answered, all: begun.of })),
        none && h("h2", { class: "kp-h2" }, words("test.none")),
        none && h("p", {}, words("test.none.mend")),
        sanitised("p", {}, player.text(assessment.introHtml)),
        h("h2", { class: "kp-h2" }, words(places ? "placement.rules" : "test.rules")),
        list,
        local &&
          assessment.attempts !== null &&
          learner.test(assessment.number).attempts > 0 &&
          left > 0 &&
          h("p", {}, words("test.left", { count: left })),
        group && h("h2", { class: "kp-h2" }, words("test.group")),
        group && h("p", {}, words("test.group.why")),
        group?.element,
        code?.element,
        trouble,
      ],
      actions:
        passed || none
          ? actions([back, mayStart && start], next)
          : actions(back, start),
    }),
    leave,
  };
}

/** Six letters and figures from the board. */
function codeField({ words }: Player): { element: HTMLElement; input: HTMLInputElement } {
  const input = h("input", {
    class: "ds-input kp-code",
    id: freshId("code"),
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: false,
    maxlength: 12,
  });
  const label = h("label", { class: "ds-label", for: input.id }, words("test.code"));
  return { element: h("div", { class: "ds-field kp-code-field" }, label, input), input };
}

function startLabel(
  { words }: Player,
  { kind }: Assessment,
  goesOn: boolean,
  taken: boolean,
): string {
  if (kind === "placement") {
    return words(goesOn ? "placement.continue" : taken ? "placement.again" : "placement.start");
  }
  return words(goesOn ? "test.continue" : taken ? "test.again" : "test.start");
}

/** The rules in plain words; what the assessment does not limit is left out. */
function rules(player: Player, assessment: Assessment): string[] {
  const { words } = player;
  const { percent, criticalRight, minutes, attempts } = assessment;
  const group = groupOf(player.bundle, player.learner.state);
  const count = questionCount(assessment, group);
  const topics = mustBeRight(assessment, group).map(
    (topic) => `«${topicTitle(player, assessment, topic)}»`,
  );
  const time = minutes === null ? "" : words("minutes", { count: minutes });
  return [
    words("test.rule.count", { count }),
    percent !== null && words("test.rule.percent", { percent }),
    ...sectionsFor(assessment, group).map(({ title, percent }) =>
      words("test.rule.section", { title: player.text(title), percent }),
    ),
    topics.length > 0 && words("test.rule.topics", { topics: words.list(topics) }),
    criticalRight && words("test.rule.critical"),
    minutes === null ? words("test.rule.untimed") : words("test.rule.minutes", { time }),
    attempts !== null && words("test.rule.attempts", { count: attempts }),
    ...termRules(words, assessment.terms, player.pages.reads),
    words("test.rule.hand"),
    words("test.rule.saved"),
  ].filter((rule) => rule !== false);
}

/** Opens the test and goes to its first open question; says on the page what stands in the way. */
async function enter(
  player: Player,
  assessment: Assessment,
  button: HTMLButtonElement,
  trouble: HTMLElement,
  code = "",
): Promise<void> {
  if (button.getAttribute("aria-busy") === "true") return;
  const label = button.textContent;
  button.setAttribute("aria-busy", "true");
  button.textContent = player.words("test.opening");
  try {
    const before = player.sittings.get(assessment.id);
    const goesOn = before && before.result === null && before.refusal === null;
    const sitting = goesOn ? before : await Sitting.open(player, assessment, code);
    if (sitting.view.submitted) {
      // The time ran out while the learner was away.
      await sitting.submit();
      return player.go({ page: "test", id: assessment.id, step: "result" });
    }
    const first = sitting.view.responses.indexOf("");
    player.go({ page: "test", id: assessment.id, step: first === -1 ? "check" : first + 1 });
  } catch (error) {
    button.removeAttribute("aria-busy");
    button.textContent = label;
    trouble.replaceChildren(obstacle(player, error));
  }
}

/** Answers are no longer taken: what was given counts, and the result can be seen. */
function overView(player: Player, sitting: Sitting, refusal: Refused): View {
  const { words } = player;
  const title = words("test.over");
  const { id } = sitting.assessment;
  const see = primaryButton(words("test.see"), () => {
    sitting.submit().then(
      () => player.go({ page: "test", id, step: "result" }),
      (error: unknown) => content.append(obstacle(player, error)),
    );
  });
  const leave = quietButton(words("test.leave"), () =>
    player.go({ page: "test", id, step: "intro" }),
  );
  const content = notice(title, [refusal.message, refusal.mend], see, leave);
  return { title, content, kind: "room" };
}
