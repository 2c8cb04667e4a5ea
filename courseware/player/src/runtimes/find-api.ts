/** Finds the object that a SCORM LMS puts on a window above or behind us (1.2: RTE 3.3.6). */

/** Every function takes and gives strings; `"true"` is success. */
export interface Scorm12Api {
  LMSInitialize(nothing: ""): string;
  LMSFinish(nothing: ""): string;
  LMSGetValue(element: string): string;
  LMSSetValue(element: string, value: string): string;
  LMSCommit(nothing: ""): string;
  LMSGetLastError(): string;
}

export interface Scorm2004Api {
  Initialize(nothing: ""): string;
  Terminate(nothing: ""): string;
  GetValue(element: string): string;
  SetValue(element: string, value: string): string;
  Commit(nothing: ""): string;
  GetLastError(): string;
}

const MOST_HOPS = 500;

/** Some LMSs offer both: the package's own version decides which is asked for. */
export const findScorm12 = (start: Window): Scorm12Api | null =>
  findApi<Scorm12Api>(start, "API", "LMSInitialize");
export const findScorm2004 = (start: Window): Scorm2004Api | null =>
  findApi<Scorm2004Api>(start, "API_1484_11", "Initialize");

function findApi<Api>(start: Window, name: string, first: keyof Api): Api | null {
  const seen = new Set<Window>();
  let window: Window | null = start;
  while (window && !seen.has(window) && seen.size < MOST_HOPS) {
    seen.add(window);
    const api = apiOf<Api>(window, name, first);
    if (api) return api;
    window = parentOf(window) ?? openerOf(window); // the topmost window's opener counts
  }
  return null;
}

// A window of another origin throws at any touch but `parent`, `top` and `opener`.

function apiOf<Api>(window: Window, name: string, first: keyof Api): Api | null {
  try {
    const api = (window as unknown as Record<string, Api | undefined>)[name];
    return api && typeof api[first] === "function" ? api : null;
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
