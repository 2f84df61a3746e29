// Which contexts are recorded: those asked for while a figure is made, for as long as their canvases live.
import { recordingPath2D } from "./path";
import { aside, Recorder } from "./recorder";

type Context = CanvasRenderingContext2D;

const recorders = new WeakMap<HTMLCanvasElement, { recorder: Recorder; context: Context }>();

/** What a canvas drew; empty where it was not watched. */
export function drawn(canvas: HTMLCanvasElement): string {
  return recorders.get(canvas)?.recorder.svg() ?? "";
}

/** The watched context of a canvas. Setting the canvas' size clears it, and the record with it. */
export function watched(canvas: HTMLCanvasElement, real: Context): Context {
  const known = recorders.get(canvas);
  if (known !== undefined) return known.context;
  const recorder = new Recorder(real);
  const context = new Proxy(real, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== "function") return value;
      const also = recorder.calls[name as string];
      return (...p: never[]) => {
        also?.(...p);
        return (value as (...p: unknown[]) => unknown).apply(target, p);
      };
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
  recorders.set(canvas, { recorder, context });
  for (const side of ["width", "height"] as const) {
    const own = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, side)!;
    Object.defineProperty(canvas, side, {
      configurable: true,
      get: () => own.get!.call(canvas) as number,
      set: (value: number) => {
        own.set!.call(canvas, value);
        recorder.reset();
      },
    });
  }
  canvas.getContext = ((kind: string) => (kind === "2d" ? context : null)) as HTMLCanvasElement["getContext"];
  return context;
}

/** Run `draw` with every 2-D context that is asked for watched, until the microtasks it queues are done. */
export async function watching(draw: () => void): Promise<void> {
  const { getContext } = HTMLCanvasElement.prototype;
  const Real = window.Path2D;
  HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
    const real = (getContext as (kind: string, ...rest: unknown[]) => unknown).call(this, kind, ...rest);
    return kind === "2d" && real !== null && !aside.has(this) ? watched(this, real as Context) : real;
  } as HTMLCanvasElement["getContext"];
  window.Path2D = recordingPath2D(Real);
  try {
    draw();
    // uPlot draws in a microtask: nothing else of the page runs before those are done.
    for (let i = 0; i < 4; i++) await Promise.resolve();
  } finally {
    HTMLCanvasElement.prototype.getContext = getContext;
    window.Path2D = Real;
  }
}
