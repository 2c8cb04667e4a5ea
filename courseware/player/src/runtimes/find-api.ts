/** Finds the object that a SCORM 1.2 LMS puts on a window above or behind us (RTE 3.3.6). */

/** Every function takes and gives strings; `"true"` is success. */
export interface Scorm12Api {
  LMSInitialize(nothing: ""): string;
  LMSFinish(nothing: ""): string;
  LMSGetValue(element: string): string;
  LMSSetValue(element: string, value: string): string;
  LMSCommit(nothing: ""): string;
  LMSGetLastError(): string;
}

const MOST_HOPS = 500;

export function findApi(start: Window): Scorm12Api | null {
  const seen = new Set<Window>();
  let window: Window | null = start;
  while (window && !seen.has(window) && seen.size < MOST_HOPS) {
    seen.add(window);
    const api = apiOf(window);
    if (api) return api;
    window = parentOf(window) ?? openerOf(window); // the topmost window's opener counts
  }
  return null;
}

// A window of another origin throws at any touch but `parent`, `top` and `opener`.

function apiOf(window: Window): Scorm12Api | null {
  try {
    const { API: api } = window as Window & { API?: Scorm12Api };
    return api && typeof api.LMSInitialize === "function" ? api : null;
  } catch {
    return null;
  }
}

function parentOf(window: Window): Window | null {
  try {
    return window.parent === window ? null : window.parent;
  } catch {
    return null;
  }
}

function openerOf(window: Window): Window | null {
  try {
    return window.opener as Window | null;
  } catch {
    return null;
  }
}
