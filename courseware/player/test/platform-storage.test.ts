import assert from "node:assert/strict";
import { test } from "node:test";
import { get, type Place, put } from "../src/tool/platform-storage.ts";

const PLACE: Place = { target: "_parent", origin: "https://lms.example.no", key: "login-1" };

interface Message {
  subject: string;
  message_id: string;
  key?: string;
  value?: string | null;
}

interface Heard {
  message: Message;
  target: string;
  to: string;
}

type Answer = { data: unknown; origin: string; from?: unknown };

/** Our window inside a platform's; `platform` says what comes back for each message. */
function framed(platform: (heard: Heard) => Answer[]) {
  const listeners = new Set<(event: unknown) => void>();
  const heard: Heard[] = [];
  const timers: (() => void)[] = [];
  const windowNamed = (to: string): Record<string, unknown> => {
    const self: Record<string, unknown> = {};
    self["postMessage"] = (message: Message, target: string): void => {
      const one = { message, target, to };
      heard.push(one);
      for (const { data, origin, from } of platform(one)) {
        queueMicrotask(() => {
          for (const listener of listeners) listener({ data, origin, source: from ?? self });
        });
      }
    };
    return self;
  };
  const parent = windowNamed("parent");
  parent["frames"] = { keeper: windowNamed("keeper") };
  const window = {
    parent,
    crypto: globalThis.crypto,
    addEventListener: (_: string, listener: (event: unknown) => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: (event: unknown) => void) => listeners.delete(listener),
    setTimeout: (act: () => void) => timers.push(act),
    clearTimeout: () => {},
  } as unknown as Window;
  return { window, heard, listeners, runOut: () => timers.forEach((act) => act()) };
}

function offers(frame?: string) {
  return ["lti.put_data", "lti.get_data"].map((subject) => ({ subject, frame }));
}

function answered({ message }: Heard, more: object, origin = PLACE.origin): Answer {
  const { subject, message_id } = message;
  return { data: { subject: `${subject}.response`, message_id, ...more }, origin };
}

test("the value goes to the platform's origin, the probe to anybody", async () => {
  const world = framed((heard) => [answered(heard, { supported_messages: offers(), value: "x" })]);

  await put(world.window, PLACE, "secret");

  assert.deepEqual(
    world.heard.map(({ message, target, to }) => [message.subject, message.value, target, to]),
    [
      ["lti.capabilities", undefined, "*", "parent"],
      ["lti.put_data", "secret", PLACE.origin, "parent"],
    ],
  );
  assert.equal(world.listeners.size, 0);
});

test("a platform may name the frame that keeps the value", async () => {
  const world = framed((heard) => [
    answered(heard, { supported_messages: offers("keeper"), value: "secret" }),
  ]);

  assert.equal(await get(world.window, PLACE), "secret");
  assert.equal(world.heard[1]?.to, "keeper");
});

test("the login may name it as well", async () => {
  const world = framed((heard) => [answered(heard, { supported_messages: offers(), value: "secret" })]);

  assert.equal(await get(world.window, { ...PLACE, target: "keeper" }), "secret");
  assert.equal(world.heard[1]?.to, "keeper");
  await assert.rejects(get(world.window, { ...PLACE, target: "elsewhere" }));
});

test("only the platform's own answer counts", async () => {
  const value = { value: "forged", supported_messages: offers() };
  const world = framed((heard) =>
    heard.message.subject === "lti.capabilities"
      ? [answered(heard, value)]
      : [
          answered(heard, value, "https://evil.example"),
          { ...answered(heard, value), from: {} },
          { data: { subject: "lti.get_data.response", message_id: "another", value: "forged" }, origin: PLACE.origin },
          { data: null, origin: PLACE.origin },
          { data: "text", origin: PLACE.origin },
          answered(heard, { value: "genuine" }),
        ],
  );

  assert.equal(await get(world.window, PLACE), "genuine");
});

test("a platform that offers nothing, refuses or is silent is not waited for", async () => {
  const without = framed((heard) => [answered(heard, { supported_messages: [{ subject: "lti.close" }] })]);
  await assert.rejects(put(without.window, PLACE, "secret"), /stores nothing/);
  assert.ok(without.heard.every(({ message }) => message.value === undefined));

  const refusing = framed((heard) => [
    answered(heard, heard.message.subject === "lti.capabilities" ? { supported_messages: offers() } : { error: { code: "storage_exhaustion" } }),
  ]);
  await assert.rejects(put(refusing.window, PLACE, "secret"), /refused/);

  const silent = framed(() => []);
  const waiting = assert.rejects(put(silent.window, PLACE, "secret"), /no answer/);
  silent.runOut();
  await waiting;
});

test("a value that is not there is none", async () => {
  const world = framed((heard) => [answered(heard, { supported_messages: offers(), value: null })]);

  assert.equal(await get(world.window, PLACE), null);
});
