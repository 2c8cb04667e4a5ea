/**
 * The page of an LMS around a SCORM 2004 package: the strict one of the player's own tests, in a
 * real browser. What a session has committed survives it; nothing else does.
 */

import { launch, newLearner, type Stored } from "../../courseware/player/test/strict-lms-2004.ts";

const PLACE = "lms";

function stored(): Stored {
  const text = localStorage.getItem(PLACE);
  if (text === null) return newLearner();
  const { values, exit } = JSON.parse(text) as { values: [string, string][]; exit: string };
  return { exit, values: new Map(values) };
}

const mode = new URLSearchParams(location.search).get("mode");
const session = launch(stored(), mode === null ? {} : { "cmi.mode": mode });

/** As the LMS's server would: what was committed is stored before the answer is given. */
for (const name of ["Commit", "Terminate"] as const) {
  const inner = session.api[name];
  session.api[name] = (nothing) => {
    const answer = inner(nothing);
    const { values, exit } = session.stored;
    if (answer === "true") localStorage.setItem(PLACE, JSON.stringify({ exit, values: [...values] }));
    return answer;
  };
}

Object.assign(window, { API_1484_11: session.api, session });
