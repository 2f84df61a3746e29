// Save a movie: which views, which steps, how fast, how wide; with progress, and a way to stop.
import type { ViewSpec } from "../spec";
import { Dialog, nameOf, sizeText } from "./dialog";
import { framesOf } from "./frames";
import type { Kit } from "./kit";
import { movieOf } from "./movie";
import { videoKind } from "./video";

/** Frames and pixels beyond which a GIF is no use to anybody. */
const MOST_FRAMES = 400;
const WIDTH: [number, number] = [160, 1600];

export function openMovie(kit: Kit, views: readonly ViewSpec[]): void {
  const { h, lab } = kit;
  const head = lab.store.head;
  let stopped = false;
  let working = false;
  const dialog = new Dialog(kit, "movie", views.length === 1 ? `Movie of ${views[0].title ?? views[0].id}` : "Movie of the run", () => (stopped = true));
  const field = (name: string, label: string, value: number, [min, max]: [number, number]) => {
    const input = h("input", { type: "number", min, max, value, "data-testid": `movie-${name}` });
    return { el: h("label", {}, label, input), value: () => Math.min(max, Math.max(min, Math.round(Number(input.value)) || value)) };
  };
  const select = h("select", { "data-testid": "movie-view", "aria-label": "View" },
    views.length > 1 ? h("option", { value: "" }, "All views shown") : null, ...views.map((v) => h("option", { value: v.id }, v.title ?? v.id)));
  const from = field("from", "From step", 0, [0, head]);
  const to = field("to", "To step", head, [0, head]);
  const count = field("frames", "Frames", Math.min(head + 1, 60), [1, MOST_FRAMES]);
  const fps = field("fps", "Frames a second", 12, [1, 50]);
  const width = field("width", "Width in pixels", views.length > 1 ? 960 : 640, WIDTH);
  const kind = videoKind();
  const format = dialog.choice("movie-format", "As", [["gif", "GIF, plays everywhere"], ...(kind === null ? [] : [["video", `Video (${kind.startsWith("video/mp4") ? "MP4" : "WebM"})`] as const])] as const, "gif", () => {});
  const canvas = h("canvas", { role: "img", "aria-label": "The frame being drawn", width: 2, height: 2, hidden: true });
  const preview = h("div", { class: "preview" }, canvas);
  const bar = h("progress", { max: 1, value: 0, "data-testid": "movie-progress", "aria-label": "Frames drawn", hidden: true });
  const start = dialog.button("movie-make", "Make the movie", () => void make(), true);
  const stop = dialog.button("movie-stop", "Stop", () => (stopped = true));
  stop.disabled = true;
  const fields = h("div", { class: "fields" }, views.length > 1 ? select : null, ...[from, to, count, fps, width].map((f) => f.el));
  dialog.el.append(h("div", { class: "halves" }, h("div", { class: "form" }, fields, format.el, h("div", { class: "acts" }, start, stop), bar, dialog.says), preview));
  say(head === 0 ? "The run stands at step 0: play it first, a movie shows how it went." : `The run has ${head.toLocaleString("en-US")} steps.`);

  async function make(): Promise<void> {
    if (working) return;
    const chosen = views.length > 1 && select.value !== "" ? views.filter((v) => v.id === select.value) : views;
    const steps = framesOf(from.value(), to.value(), count.value());
    begin(true);
    try {
      const plan = { views: chosen, steps, width: width.value(), fps: fps.value(), theme: lab.theme.name };
      const movie = await movieOf(kit, plan, format.value(), canvas, {
        drew: (frame, of) => {
          canvas.hidden = false;
          bar.value = frame / of;
          say(frame < of || format.value() === "gif" ? `Frame ${frame} of ${of}` : "Writing the video, as long as it plays …");
        },
        stopped: () => stopped,
      });
      if (movie === null) return say("Stopped. Nothing was saved.");
      kit.save(`${nameOf(kit, chosen.length === 1 ? chosen[0].id : "", `${steps[0]}-${steps[steps.length - 1]}`)}.${movie.ending}`, movie.blob);
      say(`Saved: ${steps.length} frames, ${canvas.width} × ${canvas.height} pixels, ${sizeText(movie.blob.size)}.`);
    } catch (error) {
      say(`The movie could not be made: ${(error as Error).message}`, true);
    } finally {
      begin(false);
    }
  }

  function begin(yes: boolean): void {
    [working, stopped] = [yes, yes ? false : stopped];
    start.disabled = yes;
    stop.disabled = bar.hidden = !yes;
    if (yes) {
      bar.value = 0;
      say("Getting ready …");
    }
  }

  function say(text: string, bad = false): void {
    dialog.says.textContent = text;
    dialog.says.classList.toggle("is-bad", bad);
  }
}
