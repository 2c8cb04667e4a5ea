/** The page where a teacher picks content, and the player that shows it before it is picked. */

import { h } from "../dom.ts";
import { broken, connection, prepare } from "./page.ts";
import { picker } from "./picker.ts";

void open(document.getElementById("app") ?? document.body);

async function open(root: HTMLElement): Promise<void> {
  prepare();
  try {
    await picker(connection(), root, broken);
  } catch (error) {
    console.error(error);
    root.replaceChildren(h("main", { class: "kp-main" }, broken(error)));
  }
}
