import assert from "node:assert/strict";
import { test } from "node:test";
import type { Assessment } from "../src/bundle.ts";
import { type Connection, Refused, SessionEnded } from "../src/runtime.ts";
import { http } from "../src/runtimes/http.ts";
import { loadBundle, lti, openSession, results, type Session } from "../src/runtimes/lti.ts";
import { TryAgain } from "../src/runtimes/outbox.ts";
import { manualClock } from "./manual-clock.ts";

const TEST = { id: "prove", mode: "remote" } as Assessment;
const SESSION = { state: "1!nb!!!!!", readOnly: false, language: "nn" } as Session;
const VIEW = {
  attempt: "a7",
  items: [],
  responses: ["", "b"],
  marked: [false, true],
  submitted: false,
};
const RESULT = { earned: 9, possible: 10, percent: 90, passed: true };

interface Sent {
  line: string;
  body: unknown;
  init: RequestInit;
}

/** A server that answers each request with what stands for it, or with 204. */
function server(answers: Record<string, () => Response | Promise<Response>> = {}) {
  const sent: Sent[] = [];
  const fetch = async (address: RequestInfo | URL, init: RequestInit = {}) => {
    const line = `${init.method} ${String(address)}`;
    sent.push({ line, body: init.body ? JSON.parse(String(init.body)) : null, init });
    return (answers[line] ?? (() => new Response(null, { status: 204 })))();
  };
  const clock = manualClock();
  const client = http("/api", "secret", fetch);
  const runtime = lti(client, SESSION, clock);
  const heard: Connection[] = [];
  runtime.watch((connection) => heard.push(connection));
  return { sent, clock, client, runtime, heard, answers, lines: () => sent.map((s) => s.line) };
}

function json(body: unknown, status = 200): () => Response {
  return () => new Response(JSON.stringify(body), { status });
}

function status(code: number): () => Response {
  return () => new Response(null, { status: code });
}

async function openTest(world: ReturnType<typeof server>) {
  world.answers["POST /api/tests/prove"] ??= json(VIEW);
  const opened = world.runtime.test(TEST)!;
  const view = await opened.open();
  world.sent.length = 0;
  return { opened, view };
}

test("the session says what the learner has, and every request carries the token", async () => {
  const world = server({ "GET /api/session": json(SESSION), "GET /api/results": json([]) });

  assert.deepEqual(await openSession(world.client), SESSION);
  assert.deepEqual(await results(world.client), []);
  assert.equal(await world.runtime.load(), "1!nb!!!!!");
  assert.equal(world.runtime.learnerLanguages.join(), "nn");
  for (const { init } of world.sent) {
    assert.equal((init.headers as Record<string, string>)["Authorization"], "Bearer secret");
  }
});

test("the bundle comes from its own address and may come from a cache", async () => {
  const world = server({ "GET /content/ab12/bundle.json": json({ format: 1 }) });

  const bundle = await loadBundle(world.client, {
    ...SESSION,
    bundle: "/content/ab12/bundle.json",
  });

  assert.deepEqual(bundle, { format: 1 });
  assert.equal(world.sent[0]?.init.cache, "default");
});

test("the newest state is sent once, and the request outlives the page", async () => {
  const { runtime, clock, sent } = server();

  const saves = ["1!a", "1!b"].map((state) => runtime.save(state));
  await clock.pass(1000);
  await Promise.all(saves);

  assert.deepEqual(
    sent.map(({ line, body }) => [line, body]),
    [["PUT /api/state", { state: "1!b" }]],
  );
  assert.equal(sent[0]?.init.keepalive, true);
});

test("without a network the state is kept and sent when it is back", async () => {
  const { runtime, clock, sent, heard, answers } = server({
    "PUT /api/state": () => Promise.reject(new TypeError("Failed to fetch")),
  });

  const saved = runtime.save("1!kept");
  await clock.pass(5000);
  assert.equal(heard.at(-1), "offline");
  delete answers["PUT /api/state"];
  runtime.flush(); // the browser says `online`
  await saved;

  assert.equal(heard.at(-1), "saved");
  assert.deepEqual(sent.at(-1)?.body, { state: "1!kept" });
});

for (const code of [408, 429, 500, 502, 503]) {
  test(`an answer ${code} may pass and is tried again`, async () => {
    const { runtime, clock, heard, answers } = server({ "PUT /api/state": status(code) });

    const saved = runtime.save("1!kept");
    await clock.pass(2000);
    assert.equal(heard.at(-1), "offline");
    delete answers["PUT /api/state"];
    await clock.pass(60_000);
    await saved;

    assert.equal(heard.at(-1), "saved");
  });
}

test("a token that no longer counts ends the session", async () => {
  const { runtime, clock, heard, lines } = server({ "PUT /api/state": status(401) });

  const ended = assert.rejects(runtime.save("1!late"), SessionEnded);
  await clock.pass(60_000);
  await ended;
  await assert.rejects(runtime.save("1!later"), SessionEnded);

  assert.equal(heard.at(-1), "ended");
  assert.deepEqual(lines(), ["PUT /api/state"]);
});

test("a teacher's preview sends nothing", async () => {
  const { client, sent } = server();
  const runtime = lti(client, { ...SESSION, readOnly: true }, manualClock());

  await runtime.save("1!tried");
  runtime.close();

  assert.equal(runtime.readOnly, true);
  assert.deepEqual(sent, []);
});

test("a test of the package's own is not held by the server", () => {
  const { runtime } = server();

  assert.equal(runtime.test({ ...TEST, mode: "local" }), null);
  assert.equal(runtime.test(TEST), runtime.test(TEST));
});

test("an answer is sent at once, with its mark", async () => {
  const world = server();
  const { opened, view } = await openTest(world);

  await opened.answer(0, "2,5|ml");
  await opened.mark(1, false);

  assert.deepEqual(view.responses, ["2,5|ml", "b"]);
  assert.deepEqual(
    world.sent.map(({ line, body }) => [line, body]),
    [
      ["PUT /api/attempts/a7/answers/0", { response: "2,5|ml", marked: false }],
      ["PUT /api/attempts/a7/answers/1", { response: "b", marked: false }],
    ],
  );
});

test("answers given without a network are handed in with the test, before it", async () => {
  const world = server({ "POST /api/attempts/a7/submit": json(RESULT) });
  const { opened } = await openTest(world);
  const down = () => Promise.reject(new TypeError("Failed to fetch"));
  world.answers["PUT /api/attempts/a7/answers/0"] = down;
  world.answers["PUT /api/attempts/a7/answers/1"] = down;

  void opened.answer(0, "a");
  void opened.answer(1, "c");
  void opened.answer(0, "d");
  const handedIn = opened.submit();
  await world.clock.pass(500);
  delete world.answers["PUT /api/attempts/a7/answers/0"];
  delete world.answers["PUT /api/attempts/a7/answers/1"];
  world.sent.length = 0;
  await world.clock.pass(60_000);

  assert.deepEqual(await handedIn, RESULT);
  assert.equal(world.lines().at(-1), "POST /api/attempts/a7/submit");
  const answers = world.sent.slice(0, -1).map(({ line, body }) => [line, body] as const);
  assert.deepEqual(Object.fromEntries(answers), {
    "PUT /api/attempts/a7/answers/0": { response: "d", marked: false },
    "PUT /api/attempts/a7/answers/1": { response: "c", marked: true },
  });
});

test("a late answer is refused in the server's words, and the rest goes on", async () => {
  const error = { code: "submitted", message: "Levert", mend: "Se resultatet", correlation: "c1" };
  const world = server({
    "PUT /api/attempts/a7/answers/0": json({ error }, 409),
    "POST /api/attempts/a7/submit": json(RESULT),
  });
  const { opened } = await openTest(world);

  await assert.rejects(opened.answer(0, "a"), (refused) => {
    assert.ok(refused instanceof Refused);
    const { code, message, mend, correlation } = refused;
    assert.deepEqual({ code, message, mend, correlation }, error);
    return true;
  });

  assert.deepEqual(await opened.submit(), RESULT);
  assert.equal(world.heard.at(-1), "saved");
});

test("a test that may not be opened says why; one that cannot now may be tried again", async () => {
  const error = { code: "no-attempts", message: "Brukt opp", mend: "", correlation: "c2" };
  const world = server({ "POST /api/tests/prove": json({ error }, 409) });
  await assert.rejects(world.runtime.test(TEST)!.open(), Refused);

  world.answers["POST /api/tests/prove"] = status(503);
  await assert.rejects(world.runtime.test(TEST)!.open(), TryAgain);

  world.answers["POST /api/tests/prove"] = json(VIEW);
  assert.equal((await world.runtime.test(TEST)!.open()).attempt, "a7");
});

test("a refusal without words of the server's still has a code", async () => {
  const world = server({ "GET /api/session": () => new Response("<html>", { status: 404 }) });

  await assert.rejects(openSession(world.client), (error) => {
    assert.ok(error instanceof Refused);
    assert.equal(error.code, "http-404");
    return true;
  });
});

test("an answer that breaks off may be asked for again", async () => {
  const world = server({ "GET /api/session": () => new Response("{") });

  await assert.rejects(openSession(world.client), TryAgain);
});

test("leaving the page sends everything that waits, side by side", async () => {
  const world = server();
  void world.runtime.save("1!left");

  world.runtime.close();
  world.runtime.close();

  assert.deepEqual(world.lines(), ["PUT /api/state"]);
});

test("what the learner thinks is sent once, and a teacher's look sends nothing", async () => {
  const { runtime, client, sent, clock } = server();

  await runtime.evaluation!.send({ nyttig: "ja" });
  assert.equal(runtime.evaluation!.sent, true);
  await lti(client, { ...SESSION, readOnly: true }, clock).evaluation!.send({ nyttig: "nei" });

  assert.deepEqual(
    sent.map(({ line, body }) => [line, body]),
    [["PUT /api/evaluation", { chosen: { nyttig: "ja" } }]],
  );
});
