/**
 * The page of an LMS around a SCORM 1.2 package: the strict one of the player's own tests, in a
 * real browser. What a session has committed survives it; nothing else does.
 */

import { launch, newLearner, type Stored } from "../../courseware/player/test/strict-lms.ts";

const PLACE = "lms";

function stored(): Stored {
  const text = localStorage.getItem(PLACE);
  if (text === null) return newLearner();
  const { values, ...rest } = JSON.parse(text) as Stored & { values: [string, string][] };
  return { ...rest, values: new Map(values) };
}

const mode = new URLSearchParams(location.search).get("mode");
const session = launch(stored(), mode === null ? {} : { "cmi.core.lesson_mode": mode });

function keep(): void {
  const { values, ...rest } = session.stored;
  localStorage.setItem(PLACE, JSON.stringify({ ...rest, values: [...values] }));
}

/** As the LMS's server would: what was committed is stored before the answer is given. */
for (const name of ["LMSCommit", "LMSFinish"] as const) {
  const inner = session.api[name];
  session.api[name] = (nothing) => {
    const answer = inner(nothing);
    if (answer === "true") keep();
    return answer;
  };
}

Object.assign(window, { API: session.api, session });
