/** The one player there is: which page is shown, in which language, and the bar around it. */

import { applyAccent } from "./accent.ts";
import type { Bundle, Lang, Text } from "./bundle.ts";
import { h } from "./dom.ts";
import type { Learner } from "./learner.ts";
import { coursePages, isWhole, type Pages, type Scope } from "./pages.ts";
import { isOpen, type Plan, planOf } from "./plan.ts";
import type { Player, Surroundings, View } from "./player.ts";
import { address, parseRoute, type Route } from "./route.ts";
import type { Connection, Runtime } from "./runtime.ts";
import type { Sitting } from "./sitting.ts";
import { placementPercent } from "./standing.ts";
import { inLanguage, type Words, words } from "./texts.ts";
import { bar, languages, showProgress } from "./views/bar.ts";
import { type Menu, menu } from "./views/menu.ts";
import { savingWord, standingStrips, troubleStrip } from "./views/strips.ts";
import { viewOf } from "./views/view.ts";

export interface Parts {
  root: HTMLElement;
  bundle: Bundle;
  runtime: Runtime;
  learner: Learner;
  scope: Scope;
  surroundings: Surroundings;
}

export class App implements Player {
  readonly bundle: Bundle;
  readonly runtime: Runtime;
  readonly learner: Learner;
  readonly surroundings: Surroundings;
  plan: Plan;
  pages: Pages;
  readonly drafts = new Map<string, string>();
  readonly sittings = new Map<string, Sitting>();
  words: Words;
  private readonly root: HTMLElement;
  private readonly scope: Scope;
  private readonly live = h("div", { class: "ds-sr-only", "aria-live": "polite" });
  private readonly trouble = h("div", { class: "kp-strips", role: "status" });
  private readonly saving = h("span", { class: "kp-saving" });
  private progress: HTMLElement | null = null;
  private menu: Menu | null = null;
  private view: View | null = null;
  private here: Route = { page: "home" };
  private connection: Connection = "saved";
  private readonly stopped = new AbortController();

  constructor({ root, bundle, runtime, learner, scope, surroundings }: Parts) {
    this.root = root;
    this.bundle = bundle;
    this.runtime = runtime;
    this.learner = learner;
    this.surroundings = surroundings;
    this.scope = scope;
    this.plan = this.planNow();
    this.pages = coursePages(bundle, scope, this.plan);
    this.words = words(this.firstLanguage());
  }

  /** Shows the page of the address, or the one where the learner left off. */
  start(): void {
    if (this.bundle.course.accent) {
      applyAccent(document.documentElement, this.bundle.course.accent);
    }
    const follow = (): void => this.show(parseRoute(location.hash), "heading");
    const { signal } = this.stopped;
    window.addEventListener("hashchange", follow, { signal });
    // Back from another tab or window, where a test may have been opened or handed in.
    window.addEventListener("focus", () => void this.askClosed(), { signal });
    this.learner.onChange(() => this.follow());
    const { at } = this.learner.state;
    const left = at === null ? null : this.pages.numbered(at);
    this.show(location.hash === "" && left ? left : parseRoute(location.hash), "nothing");
    this.runtime.watch((connection) => {
      this.connection = connection;
      this.showConnection();
    });
  }

  /** The page around the player takes it away. */
  stop(): void {
    this.view?.leave?.();
    this.stopped.abort();
  }

  text(text: Text): string {
    return inLanguage(text, this.words.language, this.bundle.course.language);
  }

  go(route: Route): void {
    if (location.hash === address(route)) this.show(route, "heading");
    else location.hash = address(route);
  }

  refresh(): void {
    this.show(this.here, "heading");
  }

  announce(sentence: string): void {
    this.live.textContent = sentence;
  }

  private firstLanguage(): Lang {
    const { languages, language } = this.bundle.course;
    const wanted = [this.learner.state.language, ...this.runtime.learnerLanguages];
    return wanted.find((lang) => lang !== null && languages.includes(lang)) ?? language;
  }

  /** `focus`: where it goes afterwards; at first it stays with the LMS around us. */
  private show(route: Route, focus: "heading" | "language" | "nothing"): void {
    this.view?.leave?.();
    this.plan = this.planNow();
    this.pages = coursePages(this.bundle, this.scope, this.plan);
    this.here = this.bundleRoute(route);
    this.notePlace();
    const view = viewOf(this, this.here);
    this.view = view;
    const course = this.text(this.bundle.course.title);
    document.documentElement.lang = this.words.language;
    document.title = view.title === course ? course : `${view.title} – ${course}`;
    this.announce("");
    this.draw(view);
    void this.askClosed();
    if (focus === "nothing") return;
    window.scrollTo(0, 0);
    const target = focus === "language" ? ".kp-languages button" : "h1";
    const found = [...this.root.querySelectorAll<HTMLElement>(target)];
    (found.find((element) => element.offsetParent !== null) ?? found[0])?.focus();
  }

  /** Practice goes by the tests that are open now, in whatever tab or on whatever machine. */
  private async askClosed(): Promise<void> {
    const { surroundings, here } = this;
    if (!surroundings.askClosed || !this.practises(here)) return;
    const closed = await surroundings.askClosed().catch(() => surroundings.closed);
    if (closed.join() === surroundings.closed.join()) return;
    surroundings.closed = closed;
    if (this.here === here) this.refresh();
  }

  private practises(route: Route): boolean {
    if (route.page === "lesson") return (this.pages.lesson(route.id)?.checks.length ?? 0) > 0;
    return route.page === "test" && this.pages.assessment(route.id)?.kind === "practice";
  }

  private planNow(): Plan {
    return planOf(this.bundle, this.learner.state, placementPercent(this));
  }

  /**
   * A placement of one test has no first page but the test's own. Where there is something to
   * choose, nothing but a test comes before it; who only looks is asked for nothing.
   */
  private bundleRoute(route: Route): Route {
    const asked = isWhole(this.scope) && !this.runtime.readOnly && isOpen(this.bundle, this.plan);
    if (asked && route.page !== "test") return { page: "plan" };
    const tests = this.pages.assessments;
    const only = tests.find(({ renewal }) => renewal) ?? tests[0];
    const alone = this.scope.assessment !== null && only;
    return route.page === "home" && alone ? { page: "test", id: only.id, step: "intro" } : route;
  }

  private notePlace(): void {
    const { here, pages, learner } = this;
    const place =
      here.page === "lesson"
        ? pages.lesson(here.id)
        : here.page === "test"
          ? pages.assessment(here.id)
          : undefined;
    if (place && learner.state.at !== place.number) {
      learner.change((state) => {
        state.at = place.number;
      });
    }
  }

  private draw(view: View): void {
    const bare = view.kind === "room" || this.scope.assessment !== null;
    const switches = (): HTMLElement | null => languages(this, (lang) => this.speak(lang));
    this.progress = bare ? null : h("div", { class: "kp-progress" });
    this.menu = bare || view.kind === "cover" ? null : menu(this, this.here, switches());
    const list = this.menu?.element ?? null;
    const { saving, progress } = this;
    const main = h("main", { class: "kp-main", id: "kp-main" }, view.content);
    this.root.replaceChildren(
      this.skipLink(),
      h(
        "header",
        {},
        bar(this, { menu: list, bare, saving, progress, languages: switches() }),
        h("div", { class: "kp-strips" }, standingStrips(this)),
        this.trouble,
      ),
      h("div", { class: "kp-layout" }, list, main),
      ...(list ? [] : [h("footer", { class: "kp-foot" }, switches())]),
      this.live,
    );
    this.showProgress();
    this.showConnection();
  }

  private speak(language: Lang): void {
    this.words = words(language);
    this.learner.change((state) => {
      state.language = language;
    });
    this.show(this.here, "language");
    this.announce(this.words(`language.${language}`));
  }

  private skipLink(): HTMLElement {
    const skip = (event: Event): void => {
      event.preventDefault(); // the address belongs to the pages
      this.root.querySelector<HTMLElement>("h1")?.focus();
    };
    return h("a", { class: "ds-skip-link", href: "#kp-main", onclick: skip }, this.words("skip"));
  }

  private follow(): void {
    this.menu?.update();
    this.showProgress();
    this.showConnection();
  }

  private showProgress(): void {
    if (this.progress) showProgress(this, this.progress);
  }

  private showConnection(): void {
    this.root.dataset.connection = this.connection;
    const word = h("span", {}, savingWord(this, this.connection));
    this.saving.replaceChildren(...word.childNodes);
    const strip = troubleStrip(this, this.connection);
    if (this.trouble.textContent !== (strip?.textContent ?? "")) {
      this.trouble.replaceChildren(...(strip ? [strip] : []));
    }
  }
}
