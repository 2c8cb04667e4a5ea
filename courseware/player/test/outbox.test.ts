import assert from "node:assert/strict";
import { test } from "node:test";
import { type Connection, SessionEnded } from "../src/runtime.ts";
import { outbox, TryAgain } from "../src/runtimes/outbox.ts";
import { manualClock, settled } from "./manual-clock.ts";

const PAUSE_MS = 500;

/** A place that takes what is sent, unless told to fail. */
function place() {
  const clock = manualClock();
  const box = outbox(clock.later, PAUSE_MS);
  const arrived: string[] = [];
  const heard: Connection[] = [];
  box.watch((connection) => heard.push(connection));
  let failure: Error | null = null;
  return {
    clock,
    box,
    arrived,
    heard,
    fail(error: Error | null): void {
      failure = error;
    },
    put: (key: string, value: string) =>
      box.put(key, async () => {
        if (failure) throw failure;
        arrived.push(value);
      }),
  };
}

test("changes gather for a moment, and only the newest of a kind is sent", async () => {
  const { clock, put, arrived } = place();

  const all = [put("a", "a1"), put("b", "b1"), put("a", "a2")];
  await clock.pass(PAUSE_MS - 1);
  assert.deepEqual(arrived, []);
  await clock.pass(1);
  await Promise.all(all);

  assert.deepEqual(arrived, ["a2", "b1"]);
});

test("a steady stream of changes does not put off the sending", async () => {
  const { clock, put, arrived } = place();

  for (const value of ["1", "2", "3"]) {
    void put("a", value);
    await clock.pass(300);
  }

  assert.deepEqual(arrived, ["2"]);
});

test("a failure is tried again after 1, 2, 4 seconds, until it holds", async () => {
  const { clock, put, arrived, heard, fail } = place();
  fail(new TryAgain());

  const stored = put("a", "kept");
  await clock.pass(PAUSE_MS + 1000 + 2000);
  assert.deepEqual(heard, ["saved", "saving", "offline"]);
  fail(null);
  await clock.pass(3999);
  assert.deepEqual(arrived, []);
  await clock.pass(1);
  await stored;

  assert.deepEqual(arrived, ["kept"]);
  assert.equal(heard.at(-1), "saved");
});

test("what changes while the line is down replaces what waits", async () => {
  const { clock, put, arrived, fail } = place();
  fail(new TryAgain());
  const first = put("a", "old");
  await clock.pass(PAUSE_MS);

  const second = put("a", "new");
  fail(null);
  await clock.pass(PAUSE_MS);
  await Promise.all([first, second]);

  assert.deepEqual(arrived, ["new"]);
});

test("a newer value put while the older is on its way is sent after it", async () => {
  const clock = manualClock();
  const box = outbox(clock.later, 0);
  const arrived: string[] = [];
  let arrive = () => {};
  void box.put("a", async () => {
    await new Promise<void>((resolve) => (arrive = resolve));
    arrived.push("old");
  });
  await clock.pass(0);

  const second = box.put("a", async () => void arrived.push("new"));
  box.flush();
  await clock.pass(10);
  assert.deepEqual(arrived, []);
  arrive();
  await second;

  assert.deepEqual(arrived, ["old", "new"]);
});

test("an older value that failed does not come after a newer one", async () => {
  const clock = manualClock();
  const box = outbox(clock.later, 0);
  const arrived: string[] = [];
  let fall = (_: Error) => {};
  const first = box.put("a", async () => {
    await new Promise<void>((_, reject) => (fall = reject));
    arrived.push("old");
  });
  await clock.pass(0);
  const second = box.put("a", async () => void arrived.push("new"));

  fall(new TryAgain());
  await clock.pass(60_000);
  await Promise.all([first, second]);

  assert.deepEqual(arrived, ["new"]);
});

test("what is refused for good holds back nothing else", async () => {
  const { clock, put, arrived, fail, heard } = place();
  fail(new RangeError("too long"));

  const refused = assert.rejects(put("a", "bad"), RangeError);
  await clock.pass(PAUSE_MS);
  await refused;
  fail(null);
  void put("b", "good");
  await clock.pass(PAUSE_MS);

  assert.deepEqual(arrived, ["good"]);
  assert.equal(heard.at(-1), "saved");
});

test("when the session ends everything that waits is told, and nothing more is sent", async () => {
  const { clock, put, arrived, fail, heard } = place();
  fail(new SessionEnded());

  const ended = ["a", "b"].map((key) => assert.rejects(put(key, key), SessionEnded));
  await clock.pass(PAUSE_MS);
  await Promise.all(ended);
  fail(null);
  await assert.rejects(put("c", "c"), SessionEnded);
  await clock.pass(60_000);

  assert.deepEqual(arrived, []);
  assert.deepEqual(heard, ["saved", "saving", "ended"]);
});

test("flush sends at once", async () => {
  const { put, arrived, box } = place();
  void put("a", "now");

  box.flush();
  await settled();

  assert.deepEqual(arrived, ["now"]);
});

test("the last flush sends everything before it returns", () => {
  const { put, arrived, box } = place();
  void put("a", "1");
  void put("b", "2");

  box.flushAll();

  assert.deepEqual(arrived, ["1", "2"]);
});
