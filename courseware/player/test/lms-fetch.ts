/** `fetch` as it reaches the cmi5 LMS of the tests, without a network. */

import type { Session } from "./strict-lrs.ts";

export const LMS = "https://lms.example";

/** `down`: whether the network is gone. */
export function fetchFrom(session: Session, network: { down: boolean } = { down: false }): typeof fetch {
  return async (address, init = {}) => {
    if (network.down) throw new TypeError("failed to fetch");
    const { status, body } = session.answer({
      method: init.method ?? "GET",
      path: String(address).slice(LMS.length + 1),
      headers: Object.fromEntries(
        Object.entries((init.headers ?? {}) as Record<string, string>).map(([name, value]) => [
          name.toLowerCase(),
          value,
        ]),
      ),
      body: String(init.body ?? ""),
    });
    return new Response(status === 204 ? null : body, { status });
  };
}
