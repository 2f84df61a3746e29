// An orbit camera: it looks at a target from a direction and a distance.

/** Half the picture's smaller side over the focal length. */
const OPENING = 0.245;

/** What a camera looks at and from where at first. */
export interface Outlook {
  target: readonly number[];
  azimuth: number;
  elevation: number;
  /** The least elevation it can be turned to. */
  lowest: number;
  /** The share of the width that the height has to fit into; how far away it is, and how much further straight above. */
  wide: number;
  distance: number;
  back: number;
}

/** The unit block from aside. From straight above to nearly level: from below, a landscape shows nothing. */
const RELIEF: Outlook = { target: [0, 0, 0.22], azimuth: -2.1, elevation: 0.62, lowest: 0.05, wide: 0.72, distance: 5, back: 0.25 };

export class Camera {
  azimuth: number;
  elevation: number;
  zoom = 1;
  /** Increases with every change. */
  version = 0;
  width = 1;
  height = 1;
  private cached = -1;
  private place: number[] = [];
  private right: number[] = [];
  private up: number[] = [];
  private forward: number[] = [];

  constructor(private readonly outlook: Outlook = RELIEF) {
    ({ azimuth: this.azimuth, elevation: this.elevation } = outlook);
  }

  turn(azimuth: number, elevation: number): void {
    this.azimuth += azimuth;
    this.elevation = Math.min(1.57, Math.max(this.outlook.lowest, this.elevation + elevation));
    this.version++;
  }

  scale(factor: number): void {
    this.zoom = Math.min(6, Math.max(0.5, this.zoom * factor));
    this.version++;
  }

  reset(): void {
    ({ azimuth: this.azimuth, elevation: this.elevation } = this.outlook);
    this.zoom = 1;
    this.version++;
  }

  setSize(width: number, height: number): void {
    this.width = width;
    this.height = height;
    this.version++;
  }

  get target(): readonly number[] {
    return this.outlook.target;
  }

  /** Where the eye is. */
  get eye(): number[] {
    this.update();
    return this.place;
  }

  /** Pixels a unit of length has at distance one. */
  get focal(): number {
    return Math.min(this.height, this.outlook.wide * this.width) / (2 * OPENING);
  }

  /** The angle from bottom to top, in degrees, as WebGL cameras want it. */
  get fieldOfView(): number {
    return (2 * Math.atan(this.height / 2 / this.focal) * 180) / Math.PI;
  }

  /** Pixel of a point. */
  project(x: number, y: number, z: number): [number, number] {
    this.update();
    const { place: p, right: r, up: u, forward: f } = this;
    const [a, b, c] = [x - p[0], y - p[1], z - p[2]];
    const scale = this.focal / (a * f[0] + b * f[1] + c * f[2]);
    return [this.width / 2 + (a * r[0] + b * r[1] + c * r[2]) * scale, this.height / 2 - (a * u[0] + b * u[1] + c * u[2]) * scale];
  }

  /** How far away a point is along the line of sight. */
  depth(x: number, y: number, z: number): number {
    this.update();
    const { place: p, forward: f } = this;
    return (x - p[0]) * f[0] + (y - p[1]) * f[1] + (z - p[2]) * f[2];
  }

  /** Direction of the ray through a pixel, of length one along the line of sight. */
  ray(px: number, py: number): number[] {
    this.update();
    const a = (px - this.width / 2) / this.focal;
    const b = (this.height / 2 - py) / this.focal;
    return [0, 1, 2].map((k) => a * this.right[k] + b * this.up[k] + this.forward[k]);
  }

  private update(): void {
    if (this.cached === this.version) return;
    this.cached = this.version;
    const [ce, se] = [Math.cos(this.elevation), Math.sin(this.elevation)];
    const [ca, sa] = [Math.cos(this.azimuth), Math.sin(this.azimuth)];
    this.forward = [-ce * ca, -ce * sa, -se];
    // No cross product with "up", which would vanish straight above.
    this.right = [-sa, ca, 0];
    this.up = [-se * ca, -se * sa, ce];
    // From above a block is wider than it is high from the side.
    const distance = (this.outlook.distance * (1 + this.outlook.back * se * se)) / this.zoom;
    this.place = this.outlook.target.map((v, k) => v - this.forward[k] * distance);
  }
}
