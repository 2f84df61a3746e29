// Frames as a video, where the browser can record a canvas. It records in real time, so the frames are drawn first.

const KINDS = ["video/mp4;codecs=avc1.42E01E", "video/mp4", "video/webm;codecs=vp9", "video/webm"];

/** The kind of video that this browser writes; null where it writes none. */
export function videoKind(): string | null {
  if (typeof MediaRecorder === "undefined" || !("captureStream" in HTMLCanvasElement.prototype)) return null;
  return KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? null;
}

export const videoEnding = (kind: string) => (kind.startsWith("video/mp4") ? "mp4" : "webm");

/** Play `frames` onto a canvas of that size and record it. `stopped` is asked before each. */
export async function videoOf(frames: readonly Blob[], [width, height]: [number, number], fps: number, kind: string, stopped: () => boolean): Promise<Blob> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const c = canvas.getContext("2d")!;
  const recorder = new MediaRecorder(canvas.captureStream(fps), { mimeType: kind, videoBitsPerSecond: 8_000_000 });
  const chunks: Blob[] = [];
  recorder.ondataavailable = (e) => chunks.push(e.data);
  const done = new Promise<void>((go) => (recorder.onstop = () => go()));
  recorder.start();
  for (const frame of frames) {
    if (stopped()) break;
    c.drawImage(await createImageBitmap(frame), 0, 0);
    await new Promise((go) => setTimeout(go, 1000 / fps));
  }
  recorder.stop();
  await done;
  return new Blob(chunks, { type: kind.split(";")[0] });
}
