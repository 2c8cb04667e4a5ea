/** Runs the player in a SCORM 1.2 LMS. */

import type { Runtime } from "../runtime.ts";
import type { Clock } from "./clock.ts";
import type { Scorm12Api } from "./find-api.ts";
import { scorm } from "./scorm.ts";
import { SCORM12 } from "./scorm12-data.ts";

export function scorm12(api: Scorm12Api, clock: Clock): Runtime {
  return scorm(
    {
      initialize: () => api.LMSInitialize(""),
      terminate: () => api.LMSFinish(""),
      get: (element) => api.LMSGetValue(element),
      set: (element, value) => api.LMSSetValue(element, value),
      commit: () => api.LMSCommit(""),
      lastError: () => api.LMSGetLastError(),
    },
    SCORM12,
    clock,
  );
}
