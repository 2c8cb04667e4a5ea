/**
 * A launch over LTI as the browser sees it. The answer to the launch carries a bearer token; the
 * page's address is then replaced by one without data, where a reload finds the token again.
 */

import type { Bundle } from "./bundle.ts";
import { type Keep, keepOf } from "./keep.ts";

export interface LtiPage {
  runtime: "lti";
  /** Address of the API, `/api`. */
  api: string;
  /** `/p/<registration>/<launch>` */
  address: string;
  /** Only in the answer to the launch itself. */
  token?: string;
}

/**
 * The token of this launch; null when the tab no longer has it. A new launch forgets every older
 * one of the tab, so that the next person at the machine meets nothing.
 */
export function launchToken(page: LtiPage, window: Window, keep: Keep = keepOf(window)): string | null {
  if (page.token !== undefined) {
    window.history.replaceState(window.history.state, "", page.address);
    keep.put(page.address, page.token);
  }
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    keep.restored(); // another person may sit here now
    window.location.reload();
  });
  return keep.find(page.address);
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
