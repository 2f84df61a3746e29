// What the browser remembers. Private windows may refuse: a choice then lasts as long as the page.

/** What is kept under `key`; null where nothing is, or nothing may be. The storage is asked for here: that may be refused, too. */
export function recall(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

/** Keep `value` under `key` if that is allowed; null forgets it. */
export function keep(storage: () => Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch { /* see above */ }
}
