/** The LTI tool's own pages around the player: picking content, and the teacher's results. */

import type { Lang } from "../bundle.ts";
import { h } from "../dom.ts";
import { launchToken, type LtiPage } from "../launch.ts";
import { Refused, SessionEnded } from "../runtime.ts";
import { type Http, http } from "../runtimes/http.ts";
import { words } from "../texts.ts";
import { notice, primaryButton } from "../views/page.ts";
import { picker } from "./picker.ts";
import { teacherBar } from "./teacher.ts";

void open(document.getElementById("app") ?? document.body);

async function open(root: HTMLElement): Promise<void> {
  document.documentElement.dataset.colorScheme = "auto";
  const page = document.body.dataset.page;
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // another person may sit here now
  });
  try {
    const api = connection();
    if (page === "deep-link") {
      root.replaceChildren(await picker(api, (error) => broken(error)));
    } else {
      await teacherBar(api, root, (error) => broken(error));
    }
  } catch (error) {
    console.error(error);
    // The teacher's course stands below and says the same itself.
    if (page === "deep-link") root.replaceChildren(h("main", { class: "kp-main" }, broken(error)));
  }
}

function connection(): Http {
  const text = document.getElementById("runtime")?.textContent ?? "{}";
  const page = JSON.parse(text) as LtiPage;
  const token = launchToken(page, window);
  if (token === null) throw new SessionEnded("the tab has no token of this launch");
  return http(page.api, token, window.fetch.bind(window));
}

/** What went wrong, and what to do, in place of what was to be shown. */
function broken(error: unknown): HTMLElement {
  const say = words(pageLanguage());
  if (error instanceof SessionEnded) return notice(say("broken"), [say("ended.open")], null);
  if (error instanceof Refused && error.message !== "") {
    const number = error.correlation && say("broken.number", { number: error.correlation });
    return notice(say("broken"), [error.message, error.mend, number], null);
  }
  const reload = primaryButton(say("broken.reload"), () => location.reload());
  return notice(say("broken"), [say("broken.mend")], reload);
}

function pageLanguage(): Lang {
  const [language] = document.documentElement.lang.split("-");
  return language === "nn" || language === "en" ? language : "nb";
}
