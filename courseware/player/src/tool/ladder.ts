/**
 * What a browser can still do when the login's cookie did not come back (ADR 0008).
 *
 * Before the platform is asked: leave the login's secret with the platform, or ask the person to
 * allow our cookie, or open a window of our own. After the platform has answered: fetch the secret
 * again and show the server that this is the browser that started.
 */

import { launchToken } from "../launch.ts";
import { get, type Place, put } from "./platform-storage.ts";

interface Before {
  step: "before";
  /** Where the platform offers to keep a value, and which; null where it does not. */
  storage: (Place & { secret: string }) | null;
  /** The platform's login address, for when the secret is in its keeping. */
  onward: string;
  /** The browser may be asked for our cookie; false when that has been tried. */
  askable: boolean;
}

interface After {
  step: "after";
  storage: Place | null;
  api: string;
  state: string;
  idToken: string;
}

interface Proven {
  address: string;
  token: string;
}

const page = JSON.parse(document.getElementById("ladder")?.textContent ?? "{}") as Before | After;
if (page.step === "before") void before(page);
else void after(page);

async function before({ storage, onward, askable }: Before): Promise<void> {
  if (storage) {
    try {
      await put(window, storage, storage.secret);
      location.replace(onward);
      return;
    } catch {
      // The next rung, then.
    }
  }
  if (askable && "requestStorageAccess" in document) show("access");
  else show("window");
  part("access")
    .querySelector("form")
    ?.addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.currentTarget as HTMLFormElement;
      document.requestStorageAccess().then(
        () => form.submit(),
        () => show("window"),
      );
    });
  part("window")
    .querySelector("form")
    ?.addEventListener("submit", () => setTimeout(() => show("opened")));
}

async function after(asked: After): Promise<void> {
  const proof = asked.storage ? await get(window, asked.storage).catch(() => null) : null;
  if (proof !== null && asked.storage) await put(window, asked.storage, null).catch(() => {});
  if (proof === null && "requestStorageAccess" in document) {
    try {
      await document.requestStorageAccess(); // allowed a moment ago; some browsers want a click again
    } catch {
      await clicked();
    }
  }
  await prove(asked, proof);
}

/** The person's click, after which the browser may give us our cookie. */
function clicked(): Promise<void> {
  show("access");
  return new Promise((resolve) => {
    part("access")
      .querySelector("form")
      ?.addEventListener("submit", (event) => {
        event.preventDefault();
        document.requestStorageAccess().then(resolve, () => resolve());
      });
  });
}

async function prove({ api, state, idToken }: After, proof: string | null): Promise<void> {
  const response = await fetch(`${api}/launch`, {
    method: "POST",
    // No other site can send this type without asking us first, so no form of theirs can.
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ state, id_token: idToken, proof }),
    cache: "no-store",
  }).catch(() => null);
  const body: unknown = await response?.json().catch(() => null);
  if (!response?.ok) {
    refuse(body);
    return;
  }
  const { address, token } = body as Proven;
  launchToken({ runtime: "lti", api, address, token }, window);
  location.reload();
}

function refuse(body: unknown): void {
  const error = (body as { error?: Record<string, string> } | null)?.error;
  const refused = part("refused");
  for (const name of ["message", "mend", "code", "correlation"]) {
    const place = refused.querySelector(`[data-error="${name}"]`);
    if (place && error?.[name]) place.textContent = error[name];
  }
  show("refused");
}

function part(name: string): HTMLElement {
  const found = document.getElementById(name);
  if (!found) throw new Error(`the page has no part ${name}`);
  return found;
}

/** One part at a time; the heading of a new one is read aloud. */
function show(name: string): void {
  for (const each of document.querySelectorAll<HTMLElement>("main > section")) {
    each.hidden = each.id !== name;
  }
  const heading = part(name).querySelector<HTMLElement>("h1");
  document.title = heading?.textContent ?? document.title;
  heading?.focus();
}
