/** A course opened from a folder or a plain web server: the browser itself keeps the state. */

import type { Runtime } from "../runtime.ts";
import { preview } from "./preview.ts";

/**
 * `storage` gives the browser's `localStorage`, and throws where the reader has switched it off;
 * then nothing is kept and the player says so.
 */
export function web(courseId: string, storage: () => Storage): Runtime {
  const key = `kurspakke/${courseId}`;
  const untracked = preview();
  let store: Storage;
  try {
    store = storage();
    store.getItem(key);
  } catch {
    return untracked;
  }
  return {
    ...untracked,
    tracked: true,
    load: async () => store.getItem(key),
    // A full or withdrawn storage rejects; the player then says that nothing is kept.
    save: async (state) => store.setItem(key, state),
  };
}
