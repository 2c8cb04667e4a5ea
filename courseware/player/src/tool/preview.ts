/** A course, a chapter or a test as a learner meets it, before it is picked. Nothing is kept. */

import { clearAccent } from "../accent.ts";
import { App } from "../app.ts";
import type { Assessment, Bundle } from "../bundle.ts";
import { withMediaAt } from "../launch.ts";
import { Learner } from "../learner.ts";
import { type PublicItem, Refused, type Runtime, type Test } from "../runtime.ts";
import type { Http } from "../runtimes/http.ts";
import { preview } from "../runtimes/preview.ts";
import { newState } from "../state.ts";
import type { Course, Part } from "./offers.ts";
import type { Say } from "./say.ts";

export interface Shown {
  /** Takes the player away again, and its colour and address with it. */
  stop(): void;
}

/** Starts the player in `root`, which is the page's `#app`. */
export async function showPreview(
  root: HTMLElement,
  api: Http,
  course: Course,
  part: Part,
  platform: string,
  words: Say,
): Promise<Shown> {
  const bundle = withMediaAt(await api.get<Bundle>(course.bundle), course.media);
  const runtime: Runtime = {
    ...preview(),
    learnerLanguages: [course.language],
    test: (assessment) =>
      assessment.mode === "remote" ? exampleTest(api, course, assessment, words) : null,
  };
  const { lang } = document.documentElement;
  const { title } = document;
  const app = new App({
    root,
    bundle,
    runtime,
    learner: new Learner(bundle, runtime, newState()),
    scope: { assessment: part.assessment, chapter: part.chapter, renews: false },
    surroundings: {
      platform,
      returnUrl: null,
      returnsTo: "_top",
      delivers: false,
      results: [],
      underway: [],
      askResults: null,
      closed: [],
      askClosed: null,
    },
  });
  app.start();
  return {
    stop() {
      app.stop();
      root.replaceChildren();
      clearAccent(document.documentElement);
      history.replaceState(history.state, "", location.pathname + location.search);
      document.documentElement.lang = lang;
      document.title = title;
    },
  };
}

/** The room of a test that the server holds, with questions that everybody may practise on. */
function exampleTest(api: Http, course: Course, assessment: Assessment, words: Say): Test {
  const query = new URLSearchParams({ course: course.id, assessment: assessment.id });
  if (course.localization !== null) query.set("localization", course.localization);
  return {
    async open() {
      const { items } = await api.get<{ items: PublicItem[] }>(`deep-link/examples?${query}`);
      if (items.length === 0) {
        throw new Refused("no-examples", words("preview.none"), words("preview.secret"), "");
      }
      const now = new Date();
      const ends = assessment.minutes && new Date(now.getTime() + assessment.minutes * 60_000);
      return {
        attempt: "preview",
        items: items.map((item, position) => ({ ...item, position })),
        responses: items.map(() => ""),
        marked: items.map(() => false),
        startedAt: now.toISOString(),
        deadline: ends ? ends.toISOString() : null,
        now: now.toISOString(),
        submitted: false,
      };
    },
    time: async () => null,
    answer: async () => {},
    mark: async () => {},
    async submit() {
      throw new Refused("preview", words("preview.unscored"), words("preview.back"), "");
    },
  };
}
