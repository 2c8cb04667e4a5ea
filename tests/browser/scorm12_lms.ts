/** The page of an LMS around a SCORM 1.2 package: the strict one of the player's own tests. */

import { launch, newLearner } from "../../courseware/player/test/strict-lms.ts";
import { given, kept, offer } from "./lms_page.ts";

const told = given({
  mode: "cmi.core.lesson_mode",
  credit: "cmi.core.credit",
  mastery: "cmi.student_data.mastery_score",
});
const session = launch(kept(newLearner), told);
const { values } = session.stored;
const mastery = told["cmi.student_data.mastery_score"];

/** Where the manifest has a pass mark the LMS judges when the course ends (RTE 3.4.4, credit). */
const finish = session.api.LMSFinish;
session.api.LMSFinish = (nothing) => {
  const answer = finish(nothing);
  const raw = values.get("cmi.core.score.raw");
  if (mastery !== undefined && raw !== undefined) {
    const passed = Number(raw) >= Number(mastery);
    values.set("cmi.core.lesson_status", passed ? "passed" : "failed");
  }
  return answer;
};

offer("API", session, ["LMSCommit", "LMSFinish"]);
