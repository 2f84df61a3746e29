// A file on its way to the worker: in pieces, each sent when the one before has been answered, so that
// whatever else is sent overtakes it.
import type { Client } from "../client";

/** Bytes a piece: half a megabyte in base64. */
export const PIECE = 384 * 1024;
export const MOST_BYTES = 8 * 1024 * 1024;

export class Upload {
  private at = 0;
  private last = 0;
  private reading = false;

  constructor(readonly file: File, private readonly client: Pick<Client, "send">) {}

  get share(): number {
    return this.file.size === 0 ? 1 : this.at / this.file.size;
  }

  get done(): boolean {
    return this.at >= this.file.size;
  }

  /** Send the next piece if `echo` answers the last. Rejects where the file can no longer be read. */
  async advance(echo: number): Promise<void> {
    if (this.done || this.reading || echo < this.last) return;
    this.reading = true;
    try {
      const piece = this.file.slice(this.at, this.at + PIECE);
      const data = await base64(piece);
      this.last = this.client.send({ kind: "upload", name: this.file.name, size: this.file.size, at: this.at, data });
      this.at += piece.size;
    } finally {
      this.reading = false;
    }
  }

  /** Whether the worker has answered all of it. */
  answered(echo: number): boolean {
    return this.done && echo >= this.last;
  }
}

/** Why a file need not be sent at all; empty where it may be. */
export function hindrance(name: string, size: number): string {
  if (size === 0) return `${name} is empty. Choose a file with a table or arrays in it.`;
  if (size > MOST_BYTES) {
    return `${name}: expected a file of at most 8 MiB; found ${(size / 2 ** 20).toFixed(1)} MiB. Save fewer rows or smaller numbers.`;
  }
  return "";
}

async function base64(piece: Blob): Promise<string> {
  const bytes = new Uint8Array(await piece.arrayBuffer());
  let text = "";
  // As arguments of one call, so many that it is fast and so few that the stack holds them.
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
