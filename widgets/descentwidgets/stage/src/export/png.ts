// An SVG as pixels: by the browser's own drawing of it, so that both are one picture.

/** An SVG file as an image that can be put on a canvas. */
export async function imageOf(svg: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The picture on a canvas of `width` x `height` pixels; `canvas` is used again where it is given. */
export async function rasterised(svg: string, width: number, height: number, canvas = document.createElement("canvas")): Promise<HTMLCanvasElement> {
  const image = await imageOf(svg);
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const c = canvas.getContext("2d", { willReadFrequently: true })!;
  c.clearRect(0, 0, width, height);
  c.drawImage(image, 0, 0, width, height);
  return canvas;
}

/** A PNG file that says how many dots an inch it has. */
export async function pngOf(svg: string, [wide, high]: [number, number], dpi = 300): Promise<Blob> {
  const dots = (mm: number) => Math.round((mm / 25.4) * dpi);
  const canvas = await rasterised(svg, dots(wide), dots(high));
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob === null) throw new Error("the browser could not write the picture as PNG; choose SVG, or a smaller size");
  return new Blob([withDensity(new Uint8Array(await blob.arrayBuffer()), dpi)], { type: "image/png" });
}

/** The signature and the first chunk of a PNG are 33 bytes; the density may come right after. */
const HEAD = 33;

/** The file with a pHYs chunk, pixels a metre. */
export function withDensity(png: Uint8Array, dpi: number): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  const metre = Math.round(dpi / 0.0254);
  view.setUint32(0, 9);
  chunk.set([112, 72, 89, 115], 4);
  view.setUint32(8, metre);
  view.setUint32(12, metre);
  chunk[16] = 1;
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  const out = new Uint8Array(png.length + chunk.length);
  out.set(png.subarray(0, HEAD));
  out.set(chunk, HEAD);
  out.set(png.subarray(HEAD), HEAD + chunk.length);
  return out;
}

/** The checksum of PNG's chunks (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
