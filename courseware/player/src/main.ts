/** Opens the course that the page carries, or that the launch was for. */

import { App } from "./app.ts";
import type { Bundle, Lang } from "./bundle.ts";
import { mayClose } from "./closed.ts";
import { h } from "./dom.ts";
import { launchToken, type LtiPage, withMediaAt } from "./launch.ts";
import { Learner } from "./learner.ts";
import type { Scope } from "./pages.ts";
import type { Surroundings } from "./player.ts";
import { NotLaunched, Refused, type Runtime, SessionEnded } from "./runtime.ts";
import { choose, serve, unit } from "./runtimes/choose.ts";
import { http } from "./runtimes/http.ts";
import { closedNow, loadBundle, openSession, results } from "./runtimes/lti.ts";
import { decode, newState, type Reading } from "./state.ts";
import { type Key, words } from "./texts.ts";
import { notice, primaryButton } from "./views/page.ts";

type PageData = LtiPage | { runtime: Packaged };

type Packaged = "scorm12" | "scorm2004" | "cmi5" | "web" | "preview";

interface Opened {
  bundle: Bundle;
  runtime: Runtime;
  scope: Scope;
  surroundings: Surroundings;
}

void open(document.getElementById("app") ?? document.body);

async function open(root: HTMLElement): Promise<void> {
  document.documentElement.dataset.colorScheme = "auto";
  const say = words(pageLanguage());
  root.replaceChildren(h("p", { class: "kp-loading", role: "status" }, say("loading")));
  try {
    const page = data<PageData>("runtime");
    const opened = page.runtime === "lti" ? await launched(page) : await packaged(page.runtime);
    const { state, reading } = decode(await opened.runtime.load());
    const begin = (known: typeof state): void => {
      const learner = new Learner(opened.bundle, opened.runtime, known);
      new App({ ...opened, root, learner }).start();
    };
    if (reading === "whole" || reading === "part") begin(state);
    else askBeforeReplacing(root, reading, () => begin(newState()));
  } catch (error) {
    showBroken(root, error);
  }
}

async function packaged(name: Packaged): Promise<Opened> {
  const bundle = data<Bundle>("bundle");
  const { runtime, returnUrl } =
    name === "cmi5"
      ? await unit(window)
      : { runtime: choose(name, bundle.course.id, window), returnUrl: null };
  return {
    bundle,
    runtime,
    scope: { assessment: null, chapter: null, renews: true },
    surroundings: {
      platform: null,
      returnUrl,
      returnsTo: "_self",
      delivers: /^(scorm|cmi5)/.test(name) && runtime.tracked && !runtime.readOnly,
      results: [],
      underway: [],
      askResults: null,
      closed: [],
      askClosed: null,
    },
  };
}

async function launched(page: LtiPage): Promise<Opened> {
  const token = launchToken(page, window);
  if (token === null) throw new SessionEnded("the tab has no token of this launch");
  const api = http(page.api, token, window.fetch.bind(window));
  const session = await openSession(api);
  const { platform, assessment, chapter } = session;
  const bundle = withMediaAt(await loadBundle(api, session), session.media);
  return {
    bundle,
    runtime: serve(api, session, window),
    scope: { assessment, chapter, renews: session.renews },
    surroundings: {
      platform: platform.name || null,
      returnUrl: platform.returnUrl,
      returnsTo: "_top",
      delivers: true,
      results: session.results,
      underway: session.underway,
      askResults: () => results(api),
      closed: session.closed,
      askClosed: mayClose(bundle) && !session.readOnly ? () => closedNow(api) : null,
    },
  };
}

/** What is stored cannot be read, and saving would replace it: the learner decides. */
function askBeforeReplacing(root: HTMLElement, reading: Reading, begin: () => void): void {
  const say = words(pageLanguage());
  const key: Key = reading === "newer" ? "stored.newer" : "stored.unreadable";
  const fresh = primaryButton(say("stored.fresh"), begin);
  show(root, notice(say(key), [say(`${key}.mend`)], fresh));
}

function showBroken(root: HTMLElement, error: unknown): void {
  const say = words(pageLanguage());
  if (error instanceof SessionEnded) {
    show(root, notice(say("broken"), [say("ended.open")], null));
  } else if (error instanceof NotLaunched) {
    show(root, notice(say(`launch.${error.why}`), [say(`launch.${error.why}.mend`)], null));
  } else if (error instanceof Refused && error.message !== "") {
    const { message, mend, correlation } = error;
    const number = correlation && say("broken.number", { number: correlation });
    show(root, notice(say("broken"), [message, mend, number], null));
  } else {
    console.error(error);
    const reload = primaryButton(say("broken.reload"), () => location.reload());
    show(root, notice(say("broken"), [say("broken.mend")], reload));
  }
}

function show(root: HTMLElement, page: HTMLElement): void {
  document.title = page.querySelector("h1")?.textContent ?? document.title;
  root.replaceChildren(h("main", { class: "kp-main" }, page));
}

/** The page's language before any course is open. */
function pageLanguage(): Lang {
  const [language] = document.documentElement.lang.split("-");
  return language === "nn" || language === "en" ? language : "nb";
}

function data<T>(id: string): T {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Error(`the page has no ${id} data`);
  return JSON.parse(text) as T;
}
