/**
 * A place in the platform's own window where a tool whose cookies are blocked may leave a value.
 *
 * Spec: https://www.imsglobal.org/spec/lti-pm-s/v0p1. Only the platform's login address hears the
 * value and may answer; whoever else listens gets nothing.
 */

/** A slow phone takes a while; a platform that is silent is not waited for much longer. */
const PROBE_MS = 3_000;
const ANSWER_MS = 6_000;

export interface Place {
  /** `_parent`, or the name of a frame beside ours: `lti_storage_target` of the login. */
  target: string;
  /** Of the platform's login address (5.2: the target origin of every message with data). */
  origin: string;
  key: string;
}

interface Answer {
  subject?: unknown;
  message_id?: unknown;
  value?: unknown;
  error?: unknown;
  supported_messages?: { subject?: unknown; frame?: unknown }[];
}

/** Throws where the platform has no such place, does not answer in time, or refuses. */
export async function put(window: Window, place: Place, value: string | null): Promise<void> {
  const frame = await probed(window, place, "lti.put_data");
  await ask(window, frame, place.origin, { subject: "lti.put_data", key: place.key, value });
}

export async function get(window: Window, place: Place): Promise<string | null> {
  const frame = await probed(window, place, "lti.get_data");
  const answer = await ask(window, frame, place.origin, { subject: "lti.get_data", key: place.key });
  return typeof answer.value === "string" ? answer.value : null;
}

/** The window to talk to. The probe has nothing secret in it, so anybody may hear it. */
async function probed(window: Window, place: Place, subject: string): Promise<Window> {
  const above = window.parent === window ? (window.opener as Window | null) : window.parent;
  if (!above) throw new Error("no platform around this page");
  const { supported_messages: supported } = await ask(window, above, "*", { subject: "lti.capabilities" }, PROBE_MS);
  const found = Array.isArray(supported) ? supported.find((each) => each?.subject === subject) : undefined;
  if (!found) throw new Error("the platform stores nothing for us");
  const name = typeof found.frame === "string" ? found.frame : place.target;
  if (name === "_parent") return above;
  const frame = (above.frames as unknown as Record<string, Window | undefined>)[name];
  if (!frame) throw new Error("the platform's frame is not there");
  return frame;
}

function ask(
  window: Window,
  to: Window,
  origin: string,
  message: Record<string, unknown>,
  patience = ANSWER_MS,
): Promise<Answer> {
  const id = Array.from(window.crypto.getRandomValues(new Uint32Array(4)), String).join("-");
  return new Promise((resolve, reject) => {
    const timer = window.setTimeout(() => end(() => reject(new Error("no answer"))), patience);
    function end(then: () => void): void {
      window.clearTimeout(timer);
      window.removeEventListener("message", hear);
      then();
    }
    function hear(event: MessageEvent<Answer | null>): void {
      if (event.source !== to || (origin !== "*" && event.origin !== origin)) return;
      const answer = event.data;
      if (answer?.message_id !== id || answer.subject !== `${String(message.subject)}.response`) return;
      end(() => (answer.error ? reject(new Error("refused")) : resolve(answer)));
    }
    window.addEventListener("message", hear);
    to.postMessage({ ...message, message_id: id }, origin);
  });
}
