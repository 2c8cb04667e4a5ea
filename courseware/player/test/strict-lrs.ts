/**
 * A cmi5 LMS for tests, with the record store behind it. Every request is held to the cmi5
 * requirements (npm's `@cmi5/requirements`); a breach is answered with 403 and kept by its id.
 */

import { isDeepStrictEqual } from "node:util";
import requirements from "@cmi5/requirements/requirements.json" with { type: "json" };

const BASE = "https://w3id.org/xapi/cmi5/context/";
const CMI5 = `${BASE}categories/cmi5`;
const MOVE_ON = `${BASE}categories/moveon`;
const SESSION_ID = `${BASE}extensions/sessionid`;
const MASTERY = `${BASE}extensions/masteryscore`;
const VERB = "http://adlnet.gov/expapi/verbs/";
const DEFINED = ["initialized", "completed", "passed", "failed", "terminated"];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const DURATION = /^PT(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?$/;

export const ACTOR = {
  objectType: "Agent",
  account: { homePage: "https://lms.example", name: "learner-7" },
};
export const ACTIVITY = "https://lms.example/unit/42";
export const REGISTRATION = "6b0c8ff2-6d3c-4d0f-9ad6-0d3cbf4a5e11";

export interface Said {
  id: string;
  timestamp: string;
  actor: unknown;
  verb: { id: string };
  object: { id: string; definition?: { interactionType?: string } };
  result?: {
    score?: { scaled?: number; raw?: number; min?: number; max?: number };
    success?: boolean;
    completion?: boolean;
    duration?: string;
    response?: string;
  };
  context?: {
    registration?: string;
    contextActivities?: Record<string, { id: string }[]>;
    extensions?: Record<string, unknown>;
  };
}

/** What the LMS knows of one learner in one course, from session to session. */
export interface Enrolment {
  statements: Said[];
  documents: Map<string, string>;
  sessions: number;
  breaches: string[];
}

export interface Terms {
  launchMode?: "Normal" | "Browse" | "Review";
  masteryScore?: number;
  returnURL?: string;
  /** `languagePreference`; without it the learner has no preferences stored. */
  language?: string;
  /** What the fetch address answers instead of a token: 1 is “already used”. */
  fetchError?: 1 | 2 | 3;
}

export interface Asked {
  method: string;
  /** Below the LMS's address, with its query. */
  path: string;
  headers: Record<string, string | undefined>;
  body: string;
}

export interface Answer {
  status: number;
  body: string;
}

export function newEnrolment(): Enrolment {
  return { statements: [], documents: new Map(), sessions: 0, breaches: [] };
}

/** `CompletedAndPassed`, from all that was said. */
export function standing({ statements }: Enrolment): { completed: boolean; result: string | null; percent: number | null } {
  const of = (verb: string) => statements.find((each) => each.verb.id === VERB + verb);
  const judged = of("passed") ?? of("failed");
  return {
    completed: of("completed") !== undefined,
    result: judged ? judged.verb.id.slice(VERB.length) : null,
    percent: judged?.result?.score?.raw ?? null,
  };
}

export class Session {
  readonly enrolment: Enrolment;
  readonly terms: Terms;
  /** Answers 401 from now on. */
  expired = false;
  /** Hears nothing from now on. */
  dead = false;
  private readonly number: number;
  private readonly said: Said[] = [];
  private fetched = false;
  private laidOut = false;
  private wishesRead = false;

  constructor(enrolment: Enrolment, terms: Terms = {}) {
    this.enrolment = enrolment;
    this.terms = terms;
    this.number = enrolment.sessions += 1;
  }

  /** The query that the package is opened with; `base` is where the LMS answers. */
  search(base: string): string {
    return `?${new URLSearchParams({
      endpoint: `${base}/lrs`,
      fetch: `${base}/fetch/${this.number}`,
      actor: JSON.stringify(ACTOR),
      registration: REGISTRATION,
      activityId: ACTIVITY,
    })}`;
  }

  /** What was said in this session, by its verbs. */
  verbs(): string[] {
    return this.said.map(({ verb }) => verb.id.slice(VERB.length));
  }

  /** To be called when the learner has left: the last word is missed, too. */
  left(): void {
    if (!this.verbs().includes("terminated")) this.breach("9.3.8.0-1");
  }

  answer({ method, path, headers, body }: Asked): Answer {
    if (this.dead) return { status: 503, body: "" };
    const [resource = "", query = ""] = path.split("?");
    if (resource.startsWith("fetch/")) return this.token(method);
    if (this.expired || headers["authorization"] !== `Basic token-${this.number}`) {
      if (!this.expired) this.breach("8.2.2.0-5");
      return { status: 401, body: "" };
    }
    if (!headers["x-experience-api-version"]?.startsWith("1.0.")) return this.refusal("4.1.0.0-1");
    const given = new URLSearchParams(query);
    switch (`${method} ${resource}`) {
      case "GET lrs/activities/state":
      case "PUT lrs/activities/state":
        return this.state(method, given, body);
      case "GET lrs/agents/profile":
        return this.preferences(given);
      case "GET lrs/statements":
        return this.found(given);
      case "POST lrs/statements":
        return this.statements(JSON.parse(body) as Said[]);
      default:
        return this.refusal("4.1.0.0-1");
    }
  }

  private token(method: string): Answer {
    if (method !== "POST") return this.refusal("8.2.2.0-4");
    const { fetchError } = this.terms;
    const code = fetchError ?? (this.fetched ? 1 : null);
    this.fetched = true;
    const told = code ? { "error-code": String(code), "error-text": "no" } : { "auth-token": `token-${this.number}` };
    return { status: 200, body: JSON.stringify(told) };
  }

  private state(method: string, given: URLSearchParams, body: string): Answer {
    if (given.get("activityId") !== ACTIVITY) return this.refusal("8.1.5.0-5");
    if (!sameJson(given.get("agent"), ACTOR)) return this.refusal("8.1.3.0-3");
    if (given.get("registration") !== REGISTRATION) return this.refusal("8.1.4.0-3");
    const id = given.get("stateId") ?? "";
    if (id === "LMS.LaunchData") {
      if (method !== "GET") return this.refusal("10.2.1.0-5");
      this.laidOut = true;
      return { status: 200, body: JSON.stringify(this.launchData()) };
    }
    if (method === "PUT") {
      this.enrolment.documents.set(id, body);
      return { status: 204, body: "" };
    }
    const kept = this.enrolment.documents.get(id);
    return kept === undefined ? { status: 404, body: "" } : { status: 200, body: kept };
  }

  private launchData(): object {
    const { launchMode = "Normal", masteryScore, returnURL } = this.terms;
    return {
      contextTemplate: this.template(),
      launchMode,
      moveOn: "CompletedAndPassed",
      ...(masteryScore !== undefined && { masteryScore }),
      ...(returnURL !== undefined && { returnURL }),
    };
  }

  private template(): NonNullable<Said["context"]> {
    return {
      contextActivities: {
        grouping: [{ id: "urn:kurspakke:course:eksempel:unit" }],
        category: [{ id: "https://lms.example/categories/own" }],
      },
      extensions: { [SESSION_ID]: `session-${this.number}`, "https://lms.example/own": true },
    };
  }

  private preferences(given: URLSearchParams): Answer {
    if (given.get("profileId") !== "cmi5LearnerPreferences") return this.refusal("11.0.0.0-4");
    if (!sameJson(given.get("agent"), ACTOR)) return this.refusal("11.0.0.0-1");
    this.wishesRead = true;
    const { language } = this.terms;
    return language === undefined
      ? { status: 404, body: "" }
      : { status: 200, body: JSON.stringify({ languagePreference: language, audioPreference: "on" }) };
  }

  private found(given: URLSearchParams): Answer {
    if (given.get("registration") !== REGISTRATION) return this.refusal("8.1.4.0-3");
    const verb = given.get("verb");
    const statements = this.enrolment.statements.filter((each) => each.verb.id === verb);
    return { status: 200, body: JSON.stringify({ statements, more: "" }) };
  }

  /** All or none. */
  private statements(many: Said[]): Answer {
    const fresh = many.filter(({ id }) => !this.enrolment.statements.some((each) => each.id === id));
    const before = this.said.length;
    for (const statement of fresh) {
      const broken = this.broken(statement);
      if (broken) {
        this.said.length = before;
        return this.refusal(broken);
      }
      this.said.push(statement);
    }
    this.enrolment.statements.push(...fresh);
    return { status: 200, body: JSON.stringify(many.map(({ id }) => id)) };
  }

  /** The id of the first requirement that it breaks; null where it breaks none. */
  private broken(statement: Said): string | null {
    const verb = statement.verb.id.slice(VERB.length);
    const categories = (statement.context?.contextActivities?.["category"] ?? []).map(({ id }) => id);
    return (
      this.anyStatement(statement, verb) ??
      (DEFINED.includes(verb) || categories.includes(CMI5)
        ? (this.definedStatement(statement, verb, categories) ?? this.result(statement, verb) ?? this.order(verb))
        : null)
    );
  }

  private anyStatement({ id, timestamp, actor, context }: Said, verb: string): string | null {
    const said = this.verbs();
    const template = this.template();
    if (!UUID.test(id)) return "9.1.0.0-1";
    if (!isDeepStrictEqual(actor, ACTOR)) return "8.1.3.0-3";
    if (!timestamp) return "9.7.0.0-1";
    if (!UTC.test(timestamp)) return "9.7.0.0-2";
    if (!this.laidOut) return "10.2.1.0-4";
    if (!this.wishesRead) return "11.0.0.0-3";
    if (said.length === 0 && verb !== "initialized") return "9.3.0.0-4";
    if (said.includes("terminated")) return "9.3.0.0-5";
    if (context?.registration !== REGISTRATION) return "9.6.1.0-1";
    if (context.extensions?.[SESSION_ID] !== `session-${this.number}`) return "9.6.3.1-4";
    const kept = Object.entries(template.extensions ?? {}).every(([key, value]) =>
      isDeepStrictEqual(context.extensions?.[key], value),
    );
    if (!kept) return "10.2.1.0-7";
    const listed = Object.entries(template.contextActivities ?? {}).every(([list, activities]) =>
      activities.every(({ id: wanted }) =>
        context.contextActivities?.[list]?.some((activity) => activity.id === wanted),
      ),
    );
    return listed ? null : "10.2.1.0-6";
  }

  private definedStatement({ object, result, context }: Said, verb: string, categories: string[]): string | null {
    const moves = result?.success !== undefined || result?.completion !== undefined;
    if (!DEFINED.includes(verb)) return "9.3.0.0-1";
    if (!categories.includes(CMI5)) return "9.6.2.1-1";
    if (object.id !== ACTIVITY) return "9.4.0.0-2";
    if (moves && !categories.includes(MOVE_ON)) return "9.6.2.2-1";
    if (!moves && categories.includes(MOVE_ON)) return "9.6.2.2-2";
    const { masteryScore } = this.terms;
    const judged = verb === "passed" || verb === "failed";
    if (judged && context?.extensions?.[MASTERY] !== masteryScore) return "9.6.3.2-2";
    return null;
  }

  private result({ result = {} }: Said, verb: string): string | null {
    const { score, success, completion, duration } = result;
    const { masteryScore } = this.terms;
    const judged = verb === "passed" || verb === "failed";
    const timed = { terminated: "9.5.4.1-1", completed: "9.5.4.1-2", passed: "9.5.4.1-3", failed: "9.5.4.1-4" };
    const rule = timed[verb as keyof typeof timed];
    if (rule && !DURATION.test(duration ?? "")) return rule;
    if (score && !judged) return "9.5.1.0-2";
    if (score?.raw !== undefined && (score.min === undefined || score.max === undefined)) return "9.5.1.0-3";
    if (score?.scaled !== undefined && masteryScore !== undefined) {
      if (verb === "passed" && score.scaled < masteryScore) return "9.3.4.0-2";
      if (verb === "failed" && score.scaled >= masteryScore) return "9.3.5.0-2";
    }
    if (verb === "passed" && success !== true) return "9.5.2.0-1";
    if (verb === "failed" && success !== false) return "9.5.2.0-2";
    if (!judged && success !== undefined) return "9.5.2.0-3";
    if (verb === "completed" && completion !== true) return "9.5.3.0-1";
    if (verb !== "completed" && completion !== undefined) return "9.5.3.0-2";
    return null;
  }

  private order(verb: string): string | null {
    const said = this.verbs();
    const ever = this.enrolment.statements.map((each) => each.verb.id.slice(VERB.length));
    const known = (name: string): boolean => ever.includes(name) || said.includes(name);
    const judged = verb === "passed" || verb === "failed";
    const { launchMode } = this.terms;
    if (verb === "initialized" && said.includes(verb)) return "9.3.2.0-3";
    const silent = { Normal: null, Browse: "10.2.2.0-9", Review: "10.2.2.0-11" }[launchMode ?? "Normal"];
    if (silent && !/^(initialized|terminated)$/.test(verb)) return silent;
    if (verb === "completed" && known(verb)) return "9.3.0.0-6";
    if (verb === "passed" && known(verb)) return "9.3.0.0-7";
    if (verb === "failed" && known("passed")) return "9.3.0.0-8";
    if (judged && (said.includes("passed") || said.includes("failed"))) return "9.3.0.0-3";
    return null;
  }

  private refusal(id: string): Answer {
    this.breach(id);
    return { status: 403, body: JSON.stringify({ violatedReqId: id }) };
  }

  private breach(id: string): void {
    const known = (requirements as Record<string, { txt: string }>)[id];
    if (!known) throw new Error(`there is no requirement ${id}`);
    this.enrolment.breaches.push(`${id} ${known.txt}`);
  }
}

function sameJson(text: string | null, value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(text ?? ""), value);
  } catch {
    return false;
  }
}
