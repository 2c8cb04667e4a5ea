/**
 * A launch over LTI as the browser sees it. The answer to the launch carries a bearer token; the
 * page's address is then replaced by one without data, where a reload finds the token again.
 */

import type { Bundle } from "./bundle.ts";

export interface LtiPage {
  runtime: "lti";
  /** Address of the API, `/api`. */
  api: string;
  /** `/p/<registration>/<launch>` */
  address: string;
  /** Only in the answer to the launch itself. */
  token?: string;
}

const KEY = "kurspakke-token ";

/**
 * The token of this launch; null when the tab no longer has it. A new launch forgets every older
 * one of the tab, so that the next person at the machine meets nothing.
 */
export function launchToken(page: LtiPage, window: Window): string | null {
  const storage = tabStorage(window);
  if (page.token === undefined) return storage?.getItem(KEY + page.address) ?? null;
  if (storage) {
    const older = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
    for (const key of older) {
      if (key.startsWith(KEY)) storage.removeItem(key);
    }
    storage.setItem(KEY + page.address, page.token);
  }
  window.history.replaceState(null, "", page.address);
  return page.token;
}

/**
 * Null where the browser lets a framed page of another site store nothing, as Chromium does with
 * third-party cookies blocked. Then the token lives as long as the page does.
 */
function tabStorage(window: Window): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** The bundle names its media by `media/…` beside the page; here they lie at `folder`. */
export function withMediaAt(bundle: Bundle, folder: string): Bundle {
  const base = folder.endsWith("/") ? folder : `${folder}/`;
  const moved = (value: unknown): unknown => {
    if (typeof value === "string") {
      return value.replace(/\b(src|poster)="media\//g, (_, name: string) => `${name}="${base}`);
    }
    if (Array.isArray(value)) return value.map(moved);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, moved(part)]));
  };
  return moved(bundle) as Bundle;
}
