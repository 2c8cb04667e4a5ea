import assert from "node:assert/strict";
import { test } from "node:test";
import { preview } from "../src/runtimes/preview.ts";
import { web } from "../src/runtimes/web.ts";

function fakeStorage(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  } as Storage;
}

test("the browser keeps the state of each course by its id", async () => {
  const storage = fakeStorage();

  await web("introduction", () => storage).save("1!nb!!!!!");

  assert.equal(await web("introduction", () => storage).load(), "1!nb!!!!!");
  assert.equal(await web("medication", () => storage).load(), null);
  assert.equal(web("introduction", () => storage).tracked, true);
});

test("a browser that refuses storage leaves the course open and untracked", async () => {
  const runtime = web("introduction", () => {
    throw new DOMException("denied", "SecurityError");
  });

  await runtime.save("1!nb!!!!!");

  assert.equal(runtime.tracked, false);
  assert.equal(await runtime.load(), "1!nb!!!!!");
});

test("a full storage says so", async () => {
  const storage = fakeStorage();
  storage.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };

  await assert.rejects(web("introduction", () => storage).save("1!"), DOMException);
});

test("a preview keeps the state as long as the page is open", async () => {
  const runtime = preview();

  await runtime.save("1!nb!!!!!");

  assert.equal(await runtime.load(), "1!nb!!!!!");
  assert.deepEqual([runtime.tracked, runtime.readOnly], [false, false]);
});
