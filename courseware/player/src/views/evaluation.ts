/** What the learner thinks of the course: asked once, answered without a name. */

import type { Opinion } from "../bundle.ts";
import { h } from "../dom.ts";
import type { Player, View } from "../player.ts";
import { type Evaluation, Refused } from "../runtime.ts";
import { actions, backLink, notice, page, primaryButton, primaryLink } from "./page.ts";
import { radios } from "./radios.ts";

export function evaluationView(player: Player, evaluation: Evaluation): View {
  const { words } = player;
  const title = words("evaluation");
  const content = evaluation.sent ? thanks(player) : form(player, evaluation);
  return { title, content };
}

function form(player: Player, evaluation: Evaluation): HTMLElement {
  const { words, bundle } = player;
  const chosen: Record<string, string> = {};
  const trouble = h("p", { class: "kp-needed", role: "alert" });
  const send = primaryButton(words("evaluation.send"), () => void sent());

  async function sent(): Promise<void> {
    if (Object.keys(chosen).length === 0) {
      trouble.textContent = words("evaluation.none");
      return;
    }
    send.disabled = true;
    try {
      await evaluation.send(chosen);
    } catch (error) {
      send.disabled = false;
      trouble.textContent = error instanceof Refused ? error.message : words("ended.open");
      return;
    }
    const done = thanks(player);
    content.replaceWith(done);
    done.querySelector<HTMLElement>("h1")?.focus();
  }

  const content = page({
    eyebrow: player.text(bundle.course.title),
    title: words("evaluation"),
    body: [
      h("p", {}, words("evaluation.why")),
      (bundle.evaluation ?? []).map((opinion) => asked(player, opinion, chosen, () => trouble.replaceChildren())),
      trouble,
    ],
    actions: actions(backLink(player, { page: "end" }), send),
  });
  return content;
}

function asked(
  player: Player,
  opinion: Opinion,
  chosen: Record<string, string>,
  changed: () => void,
): HTMLElement {
  const options = opinion.options.map(({ id, text }) => ({
    label: player.text(text),
    chosen: false,
    choose: () => {
      chosen[opinion.id] = id;
      changed();
    },
  }));
  return radios(player.text(opinion.text), options);
}

function thanks(player: Player): HTMLElement {
  const { words } = player;
  const back = primaryLink(words("back"), { page: "end" });
  return notice(words("evaluation.thanks"), [], back);
}
