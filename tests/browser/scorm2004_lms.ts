/** The page of an LMS around a SCORM 2004 package: the strict one of the player's own tests. */

import { launch, newLearner } from "../../courseware/player/test/strict-lms-2004.ts";
import { given, kept, offer } from "./lms_page.ts";

const session = launch(kept(newLearner), given({ mode: "cmi.mode", credit: "cmi.credit" }));

offer("API_1484_11", session, ["Commit", "Terminate"]);
