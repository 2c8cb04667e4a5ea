import assert from "node:assert/strict";
import { test } from "node:test";
import type { Runtime } from "../src/runtime.ts";
import { choose } from "../src/runtimes/choose.ts";
import { settled } from "./manual-clock.ts";
import { launch, newLearner, type Session } from "./strict-lms.ts";

/** As much of a browser's window as the runtimes touch. */
function page(lms?: Session) {
  const window = new EventTarget() as EventTarget & Record<string, unknown>;
  const document = new EventTarget() as EventTarget & Record<string, unknown>;
  document["visibilityState"] = "visible";
  let reloads = 0;
  Object.assign(window, {
    document,
    parent: window,
    opener: null,
    location: { reload: () => (reloads += 1) },
    ...(lms && { API: lms.api }),
  });
  return {
    window: window as unknown as Window,
    reloads: () => reloads,
    hide(): void {
      document["visibilityState"] = "hidden";
      document.dispatchEvent(new Event("visibilitychange"));
    },
    leave(): void {
      window.dispatchEvent(new Event("pagehide"));
    },
    comeBack(persisted: boolean): void {
      window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
    },
  };
}

test("a SCORM package talks to the LMS that it finds", () => {
  const lms = launch(newLearner());
  const opened = page(lms);

  const runtime = choose("scorm12", "introduction", opened.window);

  opened.leave();
  assert.equal(runtime.tracked, true);
  assert.deepEqual(lms.calls[0], "LMSInitialize ");
});

test("a SCORM package without an LMS opens untracked", async () => {
  const runtime = choose("scorm12", "introduction", page().window);

  await runtime.save("1!nb!!!!!");

  assert.deepEqual([runtime.tracked, runtime.readOnly], [false, false]);
});

test("a preview never looks for an LMS", () => {
  const lms = launch(newLearner());

  const runtime: Runtime = choose("preview", "introduction", page(lms).window);

  assert.equal(runtime.tracked, false);
  assert.deepEqual(lms.calls, []);
});

test("hiding the page commits, leaving it finishes once", async () => {
  const lms = launch(newLearner());
  const opened = page(lms);
  const runtime = choose("scorm12", "introduction", opened.window);
  await settled();
  void runtime.save("1!hidden");

  opened.hide();
  assert.equal(lms.stored.values.get("cmi.suspend_data"), "1!hidden");
  opened.leave();
  opened.leave();

  assert.equal(lms.calls.filter((call) => call.startsWith("LMSFinish")).length, 1);
});

test("a page that comes back from the browser's cache starts anew", () => {
  const opened = page();
  choose("preview", "introduction", opened.window);

  opened.comeBack(false);
  assert.equal(opened.reloads(), 0);
  opened.comeBack(true);

  assert.equal(opened.reloads(), 1);
});
