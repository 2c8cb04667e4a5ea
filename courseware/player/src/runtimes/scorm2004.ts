/** Runs the player in a SCORM 2004 LMS (4th edition). */

import type { Runtime } from "../runtime.ts";
import type { Clock } from "./clock.ts";
import type { Scorm2004Api } from "./find-api.ts";
import { scorm } from "./scorm.ts";
import { SCORM2004 } from "./scorm2004-data.ts";

export function scorm2004(api: Scorm2004Api, clock: Clock): Runtime {
  return scorm(
    {
      initialize: () => api.Initialize(""),
      terminate: () => api.Terminate(""),
      get: (element) => api.GetValue(element),
      set: (element, value) => api.SetValue(element, value),
      commit: () => api.Commit(""),
      lastError: () => api.GetLastError(),
    },
    SCORM2004,
    clock,
  );
}
