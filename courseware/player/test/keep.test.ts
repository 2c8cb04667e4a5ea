import assert from "node:assert/strict";
import { test } from "node:test";
import { keepOf } from "../src/keep.ts";

/** A frame without session storage; `state` is of the entry in the history where it is now. */
function denied(type: string, state: unknown = null) {
  const listeners: Record<string, (() => void)[]> = {};
  const window = {
    get sessionStorage(): Storage {
      throw new Error("denied");
    },
    history: {
      state,
      replaceState(next: unknown): void {
        window.history.state = next;
      },
    },
    performance: { getEntriesByType: () => [{ type }] },
    addEventListener(name: string, act: () => void): void {
      (listeners[name] ??= []).push(act);
    },
  };
  const moveTo = (next: unknown, how: "hashchange" | "popstate"): void => {
    window.history.state = next;
    for (const act of listeners[how] ?? []) act();
  };
  return { window: window as unknown as Window, moveTo, entry: () => window.history.state };
}

test("a reload finds the token in the entry, on whatever page of the course", () => {
  const first = denied("navigate");
  const keep = keepOf(first.window);
  keep.put("/p/a/1", "token");
  first.moveTo(null, "hashchange");

  const again = keepOf(denied("reload", first.entry()).window);

  assert.equal(again.find("/p/a/1"), "token");
});

test("going back finds nothing and leaves nothing for a reload after it", () => {
  const first = denied("navigate");
  keepOf(first.window).put("/p/a/1", "token");

  const back = denied("back_forward", first.entry());

  assert.equal(keepOf(back.window).find("/p/a/1"), null);
  assert.equal(keepOf(denied("reload", back.entry()).window).find("/p/a/1"), null);
});

test("an older entry of the same page is emptied as soon as somebody stands on it", () => {
  const first = denied("navigate");
  keepOf(first.window).put("/p/a/1", "token");
  const older = first.entry();
  const back = denied("back_forward", first.entry());
  keepOf(back.window).find("/p/a/1");

  back.moveTo(older, "popstate");

  assert.equal(back.entry(), null);
});

test("a page that comes back from the browser's cache has no token left", () => {
  const page = denied("navigate", { scroll: 3 });
  const keep = keepOf(page.window);
  keep.put("/p/a/1", "token");

  keep.restored();

  assert.deepEqual(page.entry(), { scroll: 3 });
  assert.equal(keep.find("/p/a/1"), null);
});

test("the token of another address is not given out", () => {
  const first = denied("navigate");
  keepOf(first.window).put("/p/a/1", "token");

  assert.equal(keepOf(denied("reload", first.entry()).window).find("/p/a/2"), null);
});
