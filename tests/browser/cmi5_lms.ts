/**
 * The LMS of the cmi5 tests as a server of its own: the strict one of the player's tests, reached
 * over HTTP from another origin, as in life. It prints its port, and ends with its input.
 *
 * `POST /open` with the terms of a session answers with the query to open the course with;
 * `POST /with {expired, dead}` changes the session under way; `GET /told` says what the LMS knows.
 */

import { createServer } from "node:http";
import { newEnrolment, Session, standing, type Terms } from "../../courseware/player/test/strict-lrs.ts";

const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "authorization, content-type, x-experience-api-version",
  "Access-Control-Allow-Methods": "GET, POST, PUT",
};

const enrolment = newEnrolment();
let session: Session | null = null;
/** How many requests the LMS was asked by this session that were preflights of none. */
const asked: string[] = [];

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part: string) => (body += part));
  request.on("end", () => {
    const { status, text } = answer(request.method ?? "", (request.url ?? "/").slice(1), request.headers, body);
    response.writeHead(status, { ...CORS, "Content-Type": "application/json" });
    response.end(text);
  });
});

function answer(
  method: string,
  path: string,
  headers: Record<string, string | string[] | undefined>,
  body: string,
): { status: number; text: string } {
  const json = (value: unknown) => ({ status: 200, text: JSON.stringify(value) });
  if (method === "OPTIONS") return { status: 204, text: "" };
  if (path === "open") {
    session = new Session(enrolment, JSON.parse(body) as Terms);
    return json(session.search(`http://127.0.0.1:${port()}`));
  }
  if (path === "with") return json(Object.assign(session!, JSON.parse(body)) === session);
  if (path === "told") {
    return json({
      ...standing(enrolment),
      verbs: session?.verbs() ?? [],
      breaches: enrolment.breaches,
      state: enrolment.documents.get("kurspakke") ?? null,
      asked,
    });
  }
  asked.push(`${method} ${path.split("?")[0]}`);
  const given = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  const { status, body: text } = session!.answer({ method, path, headers: Object.fromEntries(given), body });
  return { status, text };
}

function port(): number {
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

server.listen(0, "127.0.0.1", () => console.log(port()));
process.stdin.resume().on("end", () => process.exit());
