/** From where the learner is to the page that shows it. */

import type { Player, View } from "../player.ts";
import type { Route } from "../route.ts";
import { chapterView } from "./chapter.ts";
import { endView } from "./end.ts";
import { evaluationView } from "./evaluation.ts";
import { homeView } from "./home.ts";
import { lessonView } from "./lesson.ts";
import { notice, primaryLink } from "./page.ts";
import { planView } from "./plan.ts";
import { practiceView } from "./practice.ts";
import { testView } from "./test.ts";

export function viewOf(player: Player, route: Route): View {
  const { pages } = player;
  switch (route.page) {
    case "home":
      return homeView(player);
    case "plan":
      return planView(player);
    case "end":
      return endView(player);
    case "evaluation":
      return player.runtime.evaluation ? evaluationView(player, player.runtime.evaluation) : missingView(player);
    case "lesson": {
      const lesson = pages.lesson(route.id);
      return lesson ? lessonView(player, lesson) : missingView(player);
    }
    case "chapter": {
      const chapter = pages.chapter(route.id);
      return chapter ? chapterView(player, chapter) : missingView(player);
    }
    case "test": {
      const assessment = pages.assessment(route.id);
      if (!assessment) return missingView(player);
      return assessment.kind === "practice"
        ? practiceView(player, assessment, route.step)
        : testView(player, assessment, route.step);
    }
  }
}

function missingView(player: Player): View {
  const title = player.words("missing");
  const home = primaryLink(player.words("menu.start"), { page: "home" });
  return { title, content: notice(title, [player.words("missing.mend")], home) };
}
