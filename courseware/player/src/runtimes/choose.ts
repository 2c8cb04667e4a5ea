/** Starts the runtime that the page asks for and lets it hear when the page comes and goes. */

import { NotLaunched, Refused, type Runtime, SessionEnded } from "../runtime.ts";
import { wallClock } from "./clock.ts";
import { cmi5 } from "./cmi5.ts";
import { cmi5Launch } from "./cmi5-launch.ts";
import { findScorm12, findScorm2004 } from "./find-api.ts";
import type { Http } from "./http.ts";
import { lti, type Session } from "./lti.ts";
import { preview } from "./preview.ts";
import { scorm12 } from "./scorm12.ts";
import { scorm2004 } from "./scorm2004.ts";
import { web } from "./web.ts";

/** For a page that carries its own bundle: a package or a preview. */
export function choose(name: string, courseId: string, window: Window): Runtime {
  return attached(packaged(name, courseId, window), window);
}

/**
 * For a cmi5 package, with the address to go back to. `NotLaunched` where the LMS does not let it in.
 */
export async function unit(window: Window): Promise<{ runtime: Runtime; returnUrl: string | null }> {
  const launch = await cmi5Launch(window.location.search, window.fetch.bind(window));
  if (launch === null) return { runtime: preview(), returnUrl: null };
  try {
    const runtime = await cmi5(launch, wallClock, window.crypto);
    return { runtime: attached(runtime, window), returnUrl: launch.returnUrl };
  } catch (error) {
    if (error instanceof SessionEnded || error instanceof Refused) throw new NotLaunched("refused");
    throw error;
  }
}

/** For a launch over LTI. */
export function serve(http: Http, session: Session, window: Window): Runtime {
  return attached(lti(http, session, wallClock), window);
}

/** Where a package finds no LMS the course opens all the same; `tracked` is false. */
function packaged(name: string, courseId: string, window: Window): Runtime {
  switch (name) {
    case "web":
      return web(courseId, () => window.localStorage);
    case "scorm12": {
      const api = findScorm12(window);
      return api ? scorm12(api, wallClock) : preview();
    }
    case "scorm2004": {
      const api = findScorm2004(window);
      return api ? scorm2004(api, wallClock) : preview();
    }
    default:
      return { ...preview(), evaluation: { sent: false, send: async () => {} } };
  }
}

function attached(runtime: Runtime, window: Window): Runtime {
  window.document.addEventListener("visibilitychange", () => {
    if (window.document.visibilityState === "hidden") runtime.flush();
  });
  window.addEventListener("online", () => runtime.flush());
  // Never `unload`: browsers no longer promise it, and a page that listens leaves the back cache.
  window.addEventListener("pagehide", () => runtime.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload(); // the session ended when the page was left
  });
  return runtime;
}
