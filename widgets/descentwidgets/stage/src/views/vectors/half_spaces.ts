// Where {d: n·d ≥ 0 for every n} is, in the plane: a sector of directions.

/** Directions from `from` on, anticlockwise over `sweep` radians. */
export interface Sector {
  from: number;
  sweep: number;
}

const TURN = 2 * Math.PI;

/** A zero normal asks for nothing. Null where no direction is left; a lone line has no width and is null too. */
export function sectorOf(normals: readonly (readonly number[])[]): Sector | null {
  let sector: Sector = { from: 0, sweep: TURN };
  for (const [x, y] of normals) {
    if (!(Math.hypot(x, y) > 0)) continue;
    const from = Math.atan2(y, x) - Math.PI / 2;
    if (sector.sweep === TURN) {
      sector = { from, sweep: Math.PI };
      continue;
    }
    // Where the half turn of this normal begins, seen from where the sector does.
    let shift = (from - sector.from) % TURN;
    if (shift > Math.PI) shift -= TURN;
    if (shift <= -Math.PI) shift += TURN;
    const sweep = shift > 0 ? sector.sweep - shift : Math.min(sector.sweep, shift + Math.PI);
    if (!(sweep > 0)) return null;
    sector = { from: sector.from + Math.max(0, shift), sweep };
  }
  return sector;
}

/** Whether a sector is too thin to be seen as one. */
export const isThin = (sector: Sector | null) => sector === null || sector.sweep < 1e-5;
