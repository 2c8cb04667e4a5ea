/** The teacher's results around the player. */

import { showConnection } from "./connection.ts";
import { broken, connection, prepare } from "./page.ts";
import { teacherBar } from "./teacher.ts";

void open(document.getElementById("app") ?? document.body);

async function open(root: HTMLElement): Promise<void> {
  prepare();
  try {
    const api = connection();
    await teacherBar(api, root, broken);
    void showConnection(api, root);
  } catch (error) {
    console.error(error); // the teacher's course stands below and says the same itself
  }
}
