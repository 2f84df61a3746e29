// Files: what the lab hands over to be kept, saved by the browser's own download.
import { h } from "./dom";
import type { Frame } from "./frame";

/** Offer `blob` for saving. */
export function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // The download has begun when the address is let go; at once would be too early for some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Save the file that a frame carries; whether it carries one. */
export function keepFile({ header, body }: Frame): boolean {
  if (header.file === undefined) return false;
  save(header.file.name, new Blob([body.slice()], { type: header.file.type }));
  return true;
}
