// A movie of the run. The page stays alive in between: every frame is a task of its own.
import { Frames, type Plan } from "./frames";
import { Gif } from "./gif";
import type { Kit } from "./kit";
import { videoEnding, videoKind, videoOf } from "./video";

export interface Progress {
  /** The frame just drawn, on the canvas given. */
  drew(frame: number, of: number): void;
  stopped(): boolean;
}

export interface Movie {
  blob: Blob;
  ending: string;
}

const breath = () => new Promise<void>((go) => setTimeout(go, 0));

/** Null where it was stopped. */
export async function movieOf(kit: Kit, plan: Plan, format: "gif" | "video", canvas: HTMLCanvasElement, progress: Progress): Promise<Movie | null> {
  const frames = await Frames.make(kit, plan);
  try {
    return format === "gif" ? await gifOf(frames, plan, canvas, progress) : await video(frames, plan, canvas, progress);
  } finally {
    frames.remove();
  }
}

async function gifOf(frames: Frames, { steps, fps }: Plan, canvas: HTMLCanvasElement, progress: Progress): Promise<Movie | null> {
  const gif = new Gif(fps);
  const samples: ImageData[] = [];
  for (const at of new Set([0, Math.floor(steps.length / 2), steps.length - 1])) samples.push(pixels(await frames.draw(steps[at], canvas)));
  gif.learn(samples);
  for (let i = 0; i < steps.length; i++) {
    gif.add(pixels(await frames.draw(steps[i], canvas)));
    progress.drew(i + 1, steps.length);
    await breath();
    if (progress.stopped()) return null;
  }
  return { blob: gif.blob(), ending: "gif" };
}

async function video(frames: Frames, { steps, fps }: Plan, canvas: HTMLCanvasElement, progress: Progress): Promise<Movie | null> {
  const kind = videoKind();
  if (kind === null) throw new Error("this browser cannot record a canvas; choose GIF");
  const drawn: Blob[] = [];
  for (let i = 0; i < steps.length; i++) {
    await frames.draw(steps[i], canvas);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/webp", 0.95));
    if (blob !== null) drawn.push(blob);
    progress.drew(i + 1, steps.length);
    if (progress.stopped()) return null;
  }
  const blob = await videoOf(drawn, [canvas.width, canvas.height], fps, kind, () => progress.stopped());
  return progress.stopped() ? null : { blob, ending: videoEnding(kind) };
}

function pixels(canvas: HTMLCanvasElement): ImageData {
  return canvas.getContext("2d", { willReadFrequently: true })!.getImageData(0, 0, canvas.width, canvas.height);
}
