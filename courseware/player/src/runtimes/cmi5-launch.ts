/**
 * A launch over cmi5: what stands in the address, the token that is handed out once, and what the
 * LMS has laid ready. The ids are those of the cmi5 requirements.
 */

import type { Lang } from "../bundle.ts";
import { NotLaunched, Refused } from "../runtime.ts";
import { type Lrs, lrs } from "./lrs.ts";
import { TryAgain } from "./outbox.ts";
import { languages } from "./scorm-values.ts";

export interface Launch {
  lrs: Lrs;
  actor: object;
  registration: string;
  activityId: string;
  /** What every statement's context begins with. */
  contextTemplate: Template;
  readOnly: boolean;
  masteryScore: number | null;
  returnUrl: string | null;
  languages: Lang[];
}

export interface Template {
  contextActivities?: { category?: { id: string }[] };
  extensions?: Record<string, unknown>;
}

interface LaunchData {
  contextTemplate?: Template;
  launchMode?: string;
  masteryScore?: number;
  returnURL?: string;
}

const NAMES = ["endpoint", "fetch", "actor", "registration", "activityId"] as const;

/** Null where no LMS has launched it; `NotLaunched` says why a launch came to nothing. */
export async function cmi5Launch(
  search: string,
  fetch: typeof globalThis.fetch,
): Promise<Launch | null> {
  const given = new URLSearchParams(search);
  if (NAMES.every((name) => !given.has(name))) return null;
  const [endpoint, fetchUrl, agent, registration, activityId] = NAMES.map((name) => {
    const value = given.get(name);
    if (!value) throw new NotLaunched("refused");
    return value;
  }) as [string, string, string, string, string];
  const actor = parsed<object>(agent);
  if (actor === null) throw new NotLaunched("refused");
  const store = lrs(endpoint, await tokenFrom(fetchUrl, fetch), fetch);
  const about = { activityId, agent, registration, stateId: "LMS.LaunchData" };
  const data = parsed<LaunchData>((await store.read("activities/state", about)) ?? "");
  if (data === null) throw new NotLaunched("refused");
  const mastery = data.masteryScore;
  return {
    lrs: store,
    actor,
    registration,
    activityId,
    contextTemplate: data.contextTemplate ?? {},
    readOnly: /^(browse|review)$/i.test(data.launchMode ?? ""), // 10.2.2.0
    masteryScore: typeof mastery === "number" ? mastery : null,
    returnUrl: webAddress(data.returnURL),
    languages: await preferences(store, agent),
  };
}

/** Asked for once only (8.2.3.0-1): whoever loads the page again must come from the LMS again. */
async function tokenFrom(address: string, fetch: typeof globalThis.fetch): Promise<string> {
  let response: Response;
  try {
    response = await fetch(address, { method: "POST", cache: "no-store" });
  } catch (error) {
    throw new TryAgain("the network failed", { cause: error });
  }
  const answer = parsed<Record<string, unknown>>(await response.text().catch(() => ""));
  const token = answer?.["auth-token"];
  if (response.ok && typeof token === "string" && token !== "") return token;
  throw new NotLaunched(String(answer?.["error-code"]) === "1" ? "spent" : "refused");
}

/** Asked for even where there are none: some LMSs hear nothing before (11.0.0.0-3). */
async function preferences(store: Lrs, agent: string): Promise<Lang[]> {
  try {
    const query = { profileId: "cmi5LearnerPreferences", agent };
    const wishes = parsed<{ languagePreference?: unknown }>(
      (await store.read("agents/profile", query)) ?? "",
    );
    return languages(String(wishes?.languagePreference ?? ""));
  } catch (error) {
    if (error instanceof Refused) return []; // the LMS keeps them to itself
    throw error;
  }
}

function parsed<T>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as T) : null;
  } catch {
    return null;
  }
}

/** A link that leads anywhere else would run as a script. */
function webAddress(address: string | undefined): string | null {
  return address && /^https?:\/\//i.test(address) ? address : null;
}
