import assert from "node:assert/strict";
import { test } from "node:test";
import { findScorm12, findScorm2004 } from "../src/runtimes/find-api.ts";

interface FakeWindow {
  parent: FakeWindow;
  opener: FakeWindow | null;
  API?: unknown;
}

const API = { LMSInitialize: () => "true" };

function fake(above: FakeWindow | null = null, api?: unknown): FakeWindow {
  const made = { opener: null } as unknown as FakeWindow;
  made.parent = above ?? made;
  if (api !== undefined) made.API = api;
  return made;
}

/** A window of another origin: only its neighbours may be touched. */
function foreign(above: FakeWindow | null = null): FakeWindow {
  return Object.defineProperty(fake(above), "API", {
    get() {
      throw new DOMException("Blocked a frame", "SecurityError");
    },
  });
}

function find(start: FakeWindow): unknown {
  return findScorm12(start as unknown as Window);
}

test("the API of the course's own window counts", () => {
  assert.equal(find(fake(null, API)), API);
});

test("the API is found several frames up", () => {
  assert.equal(find(fake(fake(fake(fake(null, API))))), API);
});

test("a frame of another origin on the way does not stop the search", () => {
  assert.equal(find(fake(foreign(fake(null, API)))), API);
});

test("a window that is not an API is passed over", () => {
  assert.equal(find(fake(fake(fake(null, API), "text"), {})), API);
});

test("the API behind a new window is found, also above the opener", () => {
  const popup = fake();
  popup.opener = fake(fake(null, API));

  assert.equal(find(popup), API);
  assert.equal(find(fake(popup)), API);
});

test("openers of openers are asked", () => {
  const [popup, between] = [fake(), foreign()];
  popup.opener = between;
  between.opener = fake(null, API);

  assert.equal(find(popup), API);
});

test("an opener that may not be touched ends the search quietly", () => {
  const popup = Object.defineProperty(fake(), "opener", {
    get() {
      throw new DOMException("Blocked a frame", "SecurityError");
    },
  });

  assert.equal(find(popup), null);
});

test("nothing is found where there is no LMS, and windows in a ring do not hang", () => {
  const [one, other] = [fake(), fake()];
  one.opener = other;
  other.opener = one;
  one.parent = other;
  other.parent = one;

  assert.equal(find(fake()), null);
  assert.equal(find(one), null);
});

test("the search ends after 500 windows", () => {
  let deep = fake(null, API);
  for (let depth = 0; depth < 499; depth++) deep = fake(deep);
  assert.equal(find(deep), API);

  for (let depth = 0; depth < 10; depth++) deep = fake(deep);
  assert.equal(find(deep), null);
});

test("a package of 2004 asks for its own API where an LMS offers both", () => {
  const newer = { Initialize: () => "true" };
  const both = Object.assign(fake(null, API), { API_1484_11: newer }) as unknown as Window;

  assert.equal(findScorm2004(both), newer);
  assert.equal(findScorm12(both), API);
  assert.equal(findScorm2004(fake(null, API) as unknown as Window), null);
});
