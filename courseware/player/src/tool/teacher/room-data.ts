/** What the server says about the room, and what the parts of its page work with. */

import type { Lang } from "../../bundle.ts";
import type { Say, Texts } from "../say.ts";
import type { Page } from "./data.ts";

export interface Room {
  language: Lang;
  texts: Texts;
  now: string;
  mayUnlock: boolean;
  tests: Test[];
  /** Codes that start a test now. */
  sessions: { id: string; code: string; until: string; name: string; title: string }[];
  days: { first: string | null; last: string | null };
  people: Present[];
}

export interface Test {
  id: string;
  title: string;
  questions: number;
  /** The most per cent of extra time that can be given; null for a test without a time limit. */
  extraTime: number | null;
  sessionCode: boolean;
}

export interface Present {
  person: string;
  name: string | null;
  assessment: string;
  startedAt: string | null;
  deadline: string | null;
  endedAt: string | null;
  byClock: boolean;
  answered: number;
  of: number;
  extraPercent: number;
  seenAt: string | null;
  lost: boolean;
  stopped: boolean;
  mayUnlock: boolean;
}

/** What the parts of the page work with. `act` sends, draws what comes back and says the rest. */
export interface RoomPage {
  page: Page;
  words: Say;
  room: Room;
  act: (sending: Promise<Room>, said: string) => Promise<void>;
  /** Where a form about one person opens. */
  form: HTMLElement;
}

export function nameOf(each: Present, words: Say): string {
  return each.name ?? words("unnamed", { id: each.person });
}
