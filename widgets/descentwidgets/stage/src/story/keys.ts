// The story's keys, while it is told.
import type { Lab } from "../lab";
import type { KeyBinding } from "../transport/keys";

export function storyKeys({ story }: Lab): KeyBinding[] {
  if (story.steps.length === 0) return [];
  return [
    { shown: "N P", does: "next step of the story, and back", keys: ["n", "p"], when: () => story.on,
      act: (e) => story.turn(e.key.toLowerCase() === "n" ? 1 : -1) },
  ];
}
