/** The teacher's results around the player. */

import { broken, connection, prepare } from "./page.ts";
import { teacherBar } from "./teacher.ts";

void open(document.getElementById("app") ?? document.body);

async function open(root: HTMLElement): Promise<void> {
  prepare();
  try {
    await teacherBar(connection(), root, broken);
  } catch (error) {
    console.error(error); // the teacher's course stands below and says the same itself
  }
}
