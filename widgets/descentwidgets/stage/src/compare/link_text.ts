// What a person pastes as a link: the whole address, or the run in it.

/** The share string in a text; empty when there is none. */
export function shareOf(text: string): string {
  const found = /[?&#]run=([^&#\s]+)/.exec(text);
  if (found === null) return text.trim();
  try {
    return decodeURIComponent(found[1]);
  } catch {
    return found[1];
  }
}
