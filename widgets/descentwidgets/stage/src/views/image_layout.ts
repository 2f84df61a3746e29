// Where groups of pictures lie: one block a group, its name above, as large as the card allows.

export interface Block {
  top: number;
  /** Pictures in a row of this block. */
  columns: number;
}

export interface ImageLayout {
  /** Size of one picture. */
  width: number;
  height: number;
  /** From one picture to the next. */
  pitchX: number;
  pitchY: number;
  left: number;
  blocks: Block[];
  /** Height of the name above each block. */
  title: number;
}

const GAP = 6;
const TITLE = 17;
const CAPTION = 14;
const EDGE = 12;

/** The largest pictures of `aspect` (width / height) with which all `counts` fit into the size. */
export function layOutImages(counts: readonly number[], aspect: number, width: number, height: number): ImageLayout {
  const most = Math.max(1, ...counts);
  const room = width - 2 * EDGE;
  let best: { size: number; columns: number } = { size: 0, columns: 1 };
  for (let columns = 1; columns <= most; columns++) {
    const lines = counts.reduce((sum, n) => sum + Math.ceil(n / columns), 0);
    const across = (room - (columns - 1) * GAP) / columns / aspect;
    const down = (height - counts.length * (TITLE + GAP) - lines * (CAPTION + GAP)) / Math.max(1, lines);
    const size = Math.min(across, down);
    if (size > best.size) best = { size, columns };
  }
  // Where nothing fits, pictures of a few pixels still show that they are there.
  const size = Math.max(4, best.size);
  const [pitchX, pitchY] = [size * aspect + GAP, size + CAPTION + GAP];
  let top = 2;
  const blocks = counts.map((n) => {
    const block = { top, columns: best.columns };
    top += TITLE + Math.ceil(n / best.columns) * pitchY + GAP;
    return block;
  });
  return { width: size * aspect, height: size, pitchX, pitchY, left: EDGE, blocks, title: TITLE };
}

/** The top left corner of picture `k` of a group. */
export function placeOf(layout: ImageLayout, group: number, k: number): [number, number] {
  const { top, columns } = layout.blocks[group];
  return [layout.left + (k % columns) * layout.pitchX, top + layout.title + Math.floor(k / columns) * layout.pitchY];
}

/** The picture beside `from` in the direction (dx, dy); the first where there is none yet, itself at an end. */
export function nextImage(layout: ImageLayout, counts: readonly number[], from: [number, number] | null, [dx, dy]: readonly [number, number]): [number, number] {
  if (from === null) return [Math.max(0, counts.findIndex((n) => n > 0)), 0];
  const [g, k] = from;
  const { columns } = layout.blocks[g];
  const next = k + dx + dy * columns;
  if (next >= 0 && next < counts[g]) return [g, next];
  const other = g + Math.sign(dx + dy);
  if (dy === 0 || !(counts[other] > 0)) return from;
  const column = k % columns;
  const last = counts[other] - 1;
  // Into the first line of the group below, or the last line of the one above.
  return [other, Math.min(last, dy > 0 ? column : last - (last % columns) + column)];
}

/** Which picture lies at a place: its group and number; null between them. */
export function imageAt(layout: ImageLayout, counts: readonly number[], x: number, y: number): [number, number] | null {
  for (let g = 0; g < counts.length; g++) {
    for (let k = 0; k < counts[g]; k++) {
      const [left, top] = placeOf(layout, g, k);
      if (x >= left && x < left + layout.width && y >= top && y < top + layout.height + CAPTION) return [g, k];
    }
  }
  return null;
}
