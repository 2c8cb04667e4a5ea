/** What stands around the player: the teacher's results, and the tabs of everybody's roles. */

import { SessionEnded } from "../runtime.ts";
import { showConnection } from "./connection.ts";
import { broken, connection, prepare } from "./page.ts";
import { tabs } from "./tabs.ts";
import { teacherBar } from "./teacher.ts";

void open(document.getElementById("app") ?? document.body);

async function open(root: HTMLElement): Promise<void> {
  prepare();
  try {
    const api = connection();
    if (document.body.dataset.page === "teacher") {
      await teacherBar(api, root, broken);
      void showConnection(api, root);
    }
    await tabs(api, root);
  } catch (error) {
    // The course stands below and says it itself: a session that is over is no fault of ours.
    if (!(error instanceof SessionEnded)) console.error(error);
  }
}
