/** The LMS's record store as a cmi5 package speaks to it (xAPI 1.0.3), with the token it was given. */

import { Refused, SessionEnded } from "../runtime.ts";
import { TryAgain } from "./outbox.ts";

type Query = Record<string, string>;

export interface Lrs {
  /** The text of a document; null where there is none. */
  read(resource: string, query: Query): Promise<string | null>;
  write(resource: string, query: Query, document: unknown): Promise<void>;
  /** In their order, all or none. */
  send(statements: readonly object[]): Promise<void>;
}

const TIMEOUT_MS = 20_000;

/**
 * Throws `TryAgain` for what may pass, `SessionEnded` when the token no longer counts, and `Refused`
 * with the LMS's status for the rest.
 */
export function lrs(endpoint: string, token: string, fetch: typeof globalThis.fetch): Lrs {
  const base = endpoint.replace(/\/?$/, "/");

  async function call(method: string, path: string, body?: unknown): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(base + path, {
        method,
        headers: {
          Authorization: `Basic ${token}`, // 8.2.1.0-5
          "X-Experience-API-Version": "1.0.3",
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        keepalive: method !== "GET",
        cache: "no-store",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      throw new TryAgain("the network failed", { cause: error });
    }
    const { ok, status } = response;
    if (ok || (status === 404 && method === "GET")) return response;
    if (status === 401) throw new SessionEnded("the token no longer counts");
    if (status >= 500 || status === 408 || status === 429) throw new TryAgain(`status ${status}`);
    throw new Refused(`http-${status}`, "", "", "");
  }

  return {
    async read(resource, query) {
      const response = await call("GET", `${resource}?${new URLSearchParams(query)}`);
      if (response.status === 404) return null;
      return response.text().catch((error: unknown) => {
        throw new TryAgain("the answer broke off", { cause: error });
      });
    },
    async write(resource, query, document) {
      await call("PUT", `${resource}?${new URLSearchParams(query)}`, document);
    },
    async send(statements) {
      await call("POST", "statements", statements);
    },
  };
}
