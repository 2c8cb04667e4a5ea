/**
 * Where a tab keeps the token of its launch, so that a reload finds it and nobody else does.
 *
 * Session storage is the place. Where the browser denies it to a framed page of another site, as
 * Chromium does with third-party cookies blocked, the token stands in the state of the page's own
 * entry in the history, and counts on a reload only: going back to an entry empties it.
 */

export interface Keep {
  /** Remember the token, and forget every other that the tab has. */
  put(address: string, token: string): void;
  find(address: string): string | null;
  /** The browser shows the page as it was left, perhaps to somebody else. */
  restored(): void;
}

const KEY = "kurspakke-token ";
const FIELD = "kurspakkeToken";

export function keepOf(window: Window): Keep {
  const storage = tabStorage(window);
  return storage ? inStorage(storage) : inHistory(window);
}

function tabStorage(window: Window): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

function inStorage(storage: Storage): Keep {
  return {
    put(address, token) {
      const older = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
      for (const key of older) {
        if (key.startsWith(KEY)) storage.removeItem(key);
      }
      storage.setItem(KEY + address, token);
    },
    find: (address) => storage.getItem(KEY + address),
    restored() {}, // a newer launch in the tab has taken the token away already
  };
}

interface Kept {
  address: string;
  token: string;
}

function inHistory(window: Window): Keep {
  let kept: Kept | null = null;

  /** Into the entry where we are now, or out of it. */
  function stamp(): void {
    const { [FIELD]: _, ...others } = (window.history.state ?? {}) as Record<string, unknown>;
    const state = kept ? { ...others, [FIELD]: kept } : others;
    window.history.replaceState(Object.keys(state).length > 0 ? state : null, "");
  }

  // Each page of the course has its own entry; what an older launch left in one goes as well.
  for (const moved of ["hashchange", "popstate"]) window.addEventListener(moved, stamp);
  return {
    put(address, token) {
      kept = { address, token };
      stamp();
    },
    find(address) {
      const found = isReload(window) ? left(window, address) : null;
      kept ??= found;
      stamp();
      return kept?.address === address ? kept.token : null;
    },
    restored() {
      kept = null;
      stamp();
    },
  };
}

function left(window: Window, address: string): Kept | null {
  const found = (window.history.state as Record<string, Kept | undefined> | null)?.[FIELD];
  return found?.address === address ? found : null;
}

function isReload(window: Window): boolean {
  const [entry] = window.performance.getEntriesByType("navigation");
  return (entry as PerformanceNavigationTiming | undefined)?.type === "reload";
}
