/** What a cmi5 package says of its learner, as xAPI statements; ids are of the cmi5 requirements. */

import type { Answered } from "../runtime.ts";
import type { Launch } from "./cmi5-launch.ts";
import { timespan } from "./scorm2004-data.ts";
import { interactionType, learnerResponse } from "./scorm2004-interactions.ts";

const CMI5 = "https://w3id.org/xapi/cmi5/context/";
const VERBS = "http://adlnet.gov/expapi/verbs/";

export type Verb = "initialized" | "completed" | "passed" | "failed" | "terminated" | "answered";

export interface Statement {
  id: string;
  verb: { id: string };
}

export interface Speaker {
  /**
   * `percent`: of what was passed or failed, null where none is told. `ms`: since the session began.
   */
  say(verb: Exclude<Verb, "answered">, now: number, ms: number, percent?: number | null): Statement;
  answered(answer: Answered, now: number): Statement;
}

export const verbOf = ({ verb }: Statement): string => verb.id.slice(VERBS.length);

export function speaker(launch: Launch, random: Pick<Crypto, "getRandomValues">): Speaker {
  const { actor, registration, activityId, contextTemplate, masteryScore } = launch;
  const told = contextTemplate.contextActivities ?? {};

  function statement(verb: Verb, now: number, rest: object): Statement {
    const made = {
      id: uuid(random),
      timestamp: new Date(now).toISOString(), // 9.7.0.0-2
      actor,
      verb: { id: VERBS + verb },
      ...rest,
    };
    return made;
  }

  return {
    say(verb, now, ms, percent) {
      const judged = verb === "passed" || verb === "failed";
      const moves = judged || verb === "completed"; // 9.6.2.2-1
      const own = [{ id: `${CMI5}categories/cmi5` }, ...(moves ? [{ id: `${CMI5}categories/moveon` }] : [])];
      const held = judged && masteryScore !== null;
      return statement(verb, now, {
        object: { id: activityId, objectType: "Activity" },
        context: {
          ...contextTemplate,
          registration,
          contextActivities: { ...told, category: [...(told.category ?? []), ...own] },
          // 9.6.3.2-2
          ...(held && {
            extensions: { ...contextTemplate.extensions, [`${CMI5}extensions/masteryscore`]: masteryScore },
          }),
        },
        ...(verb !== "initialized" && {
          result: {
            duration: timespan(ms), // 9.5.4.1
            ...(judged && { success: verb === "passed" }),
            ...(verb === "completed" && { completion: true }),
            ...(typeof percent === "number" && {
              score: { scaled: percent / 100, raw: percent, min: 0, max: 100 },
            }),
          },
        }),
      });
    },

    /** Allowed by cmi5, not defined by it: without its category. */
    answered(answer, now) {
      const response = learnerResponse(answer);
      return statement("answered", answer.at ?? now, {
        object: {
          id: `${activityId}/question/${answer.question}`,
          objectType: "Activity",
          definition: {
            type: "http://adlnet.gov/expapi/activities/cmi.interaction",
            interactionType: interactionType(answer),
          },
        },
        context: { ...contextTemplate, registration },
        result: { success: answer.correct, duration: timespan(answer.seconds * 1000), response },
      });
    },
  };
}

/** `crypto.randomUUID` is kept from pages that came without TLS. */
function uuid(random: Pick<Crypto, "getRandomValues">): string {
  const bytes = random.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
