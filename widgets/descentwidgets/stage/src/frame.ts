// The wire format of one frame: uint32 LE header length, JSON header (padded so that the payload is
// 4-byte aligned), float32 LE payload. Little-endian is what every browser's typed arrays are.
import type { ArrayBlock, PlaneBlock, SeriesBlock } from "./blocks";
import type { DataHeader } from "./data/told";
import type { Value } from "./spec";

export type { ArrayBlock, PlaneBlock, SeriesBlock } from "./blocks";

export interface Status {
  playing: boolean;
  step: number;
  speed: number;
  rate: number;
  state: "ok" | "diverged" | "restoring" | "error";
  text?: string;
}

export interface BranchInfo {
  /** It stays when other branches go, or this one gets another name. */
  id?: number;
  name: string;
  parent: number | null;
  fork_step: number;
  step: number;
  settings: Record<string, Value>;
  state?: string;
  /** What a person must know to read the views, such as that a theory no longer holds; empty when all is well. */
  remarks?: string[];
  /** Names of the entries of a dimension that depend on the problem: layers, classes. */
  labels?: Record<string, string[]>;
}

export interface LogEntry {
  branch: number;
  step: number;
  text: string;
  /** Place of the command among those of its branch; a restart or a fork is none. */
  index?: number;
}

/** A step with a name, of the branch it belongs to; forks made later show it too. */
export interface Bookmark {
  branch: number;
  step: number;
  name: string;
}

export interface Message {
  level: "error" | "warning" | "info";
  text: string;
}

export interface Header extends DataHeader {
  frame: number;
  /** The body is the source of this module, not numbers. */
  module?: string;
  /** The body is a file for the person to keep. */
  file?: { name: string; type: string };
  echo?: number;
  gen?: number;
  status?: Status;
  active?: number;
  branches?: (BranchInfo | null)[];
  log?: LogEntry[];
  bookmarks?: Bookmark[];
  share?: string;
  messages?: Message[];
  blocks?: (SeriesBlock | PlaneBlock | ArrayBlock)[];
}

export interface Frame {
  header: Header;
  /** All bytes after the header. */
  body: Uint8Array;
  payload: Float32Array;
}

/**
 * The bytes inside whatever the transport delivered. BokehJS hands over an ArrayBuffer or an NDArray
 * whose subarray() ignores offsets, so the view is rebuilt from buffer, offset and length.
 */
export function toBytes(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data !== null && typeof data === "object") {
    const inner = (data as Record<string, unknown>)["data"] ?? (data as Record<string, unknown>)["frame"];
    if (inner !== undefined && inner !== data) return toBytes(inner);
    // A bokeh Buffer object wraps its ArrayBuffer.
    const buffer = (data as Record<string, unknown>)["buffer"];
    if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  }
  throw new TypeError(`a frame must be bytes, got ${Object.prototype.toString.call(data)}`);
}

/** Decode one frame. Throws RangeError on a frame whose parts do not fit its length. */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.byteLength < 4) throw new RangeError(`a frame has at least 4 bytes, got ${bytes.byteLength}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const start = 4 + length;
  if (start > bytes.byteLength) {
    throw new RangeError(`the header says ${length} bytes, the frame has ${bytes.byteLength - 4} after its length`);
  }
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start))) as Header;
  const count = (bytes.byteLength - start) >> 2;
  const offset = bytes.byteOffset + start;
  // Aligned in the common case: a view, no copy. A transport that shifts the bytes costs one copy.
  const payload =
    offset % 4 === 0
      ? new Float32Array(bytes.buffer, offset, count)
      : new Float32Array(bytes.slice(start, start + 4 * count).buffer);
  return { header, payload, body: bytes.subarray(start) };
}

/** The inverse of decodeFrame, for tests and the development harness. */
export function encodeFrame(header: Header, payload: ArrayLike<number>): Uint8Array {
  let json = new TextEncoder().encode(JSON.stringify(header));
  const pad = (4 - (json.length % 4)) % 4;
  if (pad > 0) {
    const padded = new Uint8Array(json.length + pad).fill(32);
    padded.set(json);
    json = padded;
  }
  const bytes = new Uint8Array(4 + json.length + 4 * payload.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  new Float32Array(bytes.buffer, 4 + json.length).set(payload);
  return bytes;
}
