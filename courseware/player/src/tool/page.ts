/** What the tool's own pages share: the connection of this launch, and words for a failure. */

import type { Lang } from "../bundle.ts";
import { launchToken, type LtiPage } from "../launch.ts";
import { Refused, SessionEnded } from "../runtime.ts";
import { type Http, http } from "../runtimes/http.ts";
import { words } from "../texts.ts";
import { notice, primaryButton } from "../views/page.ts";

/** Throws `SessionEnded` where the tab has no token of this launch. */
export function connection(): Http {
  const text = document.getElementById("runtime")?.textContent ?? "{}";
  const page = JSON.parse(text) as LtiPage;
  const token = launchToken(page, window);
  if (token === null) throw new SessionEnded("the tab has no token of this launch");
  return http(page.api, token, window.fetch.bind(window));
}

/** What went wrong, and what to do, in place of what was to be shown. */
export function broken(error: unknown): HTMLElement {
  const say = words(pageLanguage());
  if (error instanceof SessionEnded) return notice(say("broken"), [say("ended.open")], null);
  if (error instanceof Refused && error.message !== "") {
    const number = error.correlation && say("broken.number", { number: error.correlation });
    return notice(say("broken"), [error.message, error.mend, number], null);
  }
  const reload = primaryButton(say("broken.reload"), () => location.reload());
  return notice(say("broken"), [say("broken.mend")], reload);
}

export function prepare(): void {
  document.documentElement.dataset.colorScheme = "auto";
}

function pageLanguage(): Lang {
  const [language] = document.documentElement.lang.split("-");
  return language === "nn" || language === "en" ? language : "nb";
}
