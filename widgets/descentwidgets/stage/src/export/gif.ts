// Frames as a GIF: one table of colours for all, so that nothing flickers from frame to frame.
import { applyPalette, GIFEncoder, quantize, type Palette } from "gifenc";

const COLOURS = 256;

export class Gif {
  private readonly encoder = GIFEncoder();
  private palette: Palette | null = null;

  constructor(private readonly fps: number) {}

  /** The colours, from pictures that show what there is to see. */
  learn(samples: readonly ImageData[]): void {
    const all = new Uint8ClampedArray(samples.reduce((n, s) => n + s.data.length, 0));
    let at = 0;
    for (const { data } of samples) {
      all.set(data, at);
      at += data.length;
    }
    this.palette = quantize(all, COLOURS);
  }

  add({ data, width, height }: ImageData): void {
    const first = this.encoder.bytesView().length === 0;
    this.palette ??= quantize(data, COLOURS);
    const delay = Math.max(20, Math.round(1000 / this.fps)); // browsers slow down what is faster
    this.encoder.writeFrame(applyPalette(data, this.palette), width, height, { palette: first ? this.palette : undefined, delay });
  }

  blob(): Blob {
    this.encoder.finish();
    return new Blob([this.encoder.bytes() as Uint8Array<ArrayBuffer>], { type: "image/gif" });
  }
}
