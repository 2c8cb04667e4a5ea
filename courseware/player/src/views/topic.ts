/** What a topic of a test is called. */

import type { Assessment } from "../bundle.ts";
import type { Player } from "../player.ts";

export function topicTitle(player: Player, assessment: Assessment, topic: string): string {
  const title = assessment.topics?.[topic];
  return title ? player.text(title) : topic.replaceAll("-", " ");
}
