/** The HTTP API of the tool, as far as failures go: what may pass, what is final, what is over. */

import { type Problem, Refused, SessionEnded } from "../runtime.ts";
import { TryAgain } from "./outbox.ts";

export interface Http {
  get<T>(path: string): Promise<T>;
  /** Writes are idempotent: the same one may be sent again. */
  post<T>(path: string, body?: unknown): Promise<T>;
  put(path: string, body: unknown): Promise<void>;
  /** Has a file made, which may take a while, and gives it the name that the server gave it. */
  file(path: string, body: unknown): Promise<File>;
}

/** Longer than a slow phone network takes, shorter than a person waits. */
const TIMEOUT_MS = 20_000;
const FILE_TIMEOUT_MS = 180_000;
const FILE_NAME = /filename="?([\w.-]+)/;

/**
 * `base` is the address of the API, `/api`; an absolute `path` stands for itself.
 *
 * Throws `TryAgain` where the network or the server failed, `SessionEnded` when the token no longer
 * counts, and `Refused` with the server's own words for the rest.
 */
export function http(base: string, token: string, fetch: typeof globalThis.fetch): Http {
  async function call(
    method: string,
    path: string,
    body?: unknown,
    timeout = TIMEOUT_MS,
  ): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(path.startsWith("/") ? path : `${base}/${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        keepalive: method !== "GET",
        cache: path.startsWith("/") ? "default" : "no-store",
        signal: AbortSignal.timeout(timeout),
      });
    } catch (error) {
      throw new TryAgain("the network failed", { cause: error });
    }
    if (response.ok) return response;
    if (response.status === 401) throw new SessionEnded("the session is over");
    if (response.status >= 500 || response.status === 408 || response.status === 429) {
      throw new TryAgain(`the server answered ${response.status}`);
    }
    throw await refusal(response);
  }

  async function read<T>(content: Promise<T>): Promise<T> {
    try {
      return await content;
    } catch (error) {
      throw new TryAgain("the answer broke off", { cause: error });
    }
  }

  const json = async <T>(response: Response): Promise<T> => read(response.json() as Promise<T>);

  return {
    get: async (path) => json(await call("GET", path)),
    post: async (path, body) => json(await call("POST", path, body)),
    async put(path, body) {
      await call("PUT", path, body);
    },
    async file(path, body) {
      const response = await call("POST", path, body, FILE_TIMEOUT_MS);
      const [, name = "file"] = FILE_NAME.exec(response.headers.get("Content-Disposition") ?? "") ?? [];
      return new File([await read(response.blob())], name);
    },
  };
}

interface Told {
  code?: string;
  message?: string;
  mend?: string;
  correlation?: string;
  problems?: Problem[];
}

/** The server's error: `{error: {code, message, mend, correlation}}`, perhaps with `problems`. */
async function refusal(response: Response): Promise<Refused> {
  const body: unknown = await response.json().catch(() => null);
  const { code, message, mend, correlation, problems } =
    (body as { error?: Told } | null)?.error ?? {};
  return new Refused(
    code ?? `http-${response.status}`,
    message ?? "",
    mend ?? "",
    correlation ?? "",
    problems,
  );
}
