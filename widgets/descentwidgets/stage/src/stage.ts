// The root of the page: owns store, client and views, and turns frames into pictures.
import uPlot from "uplot";
import uplotCss from "uplot/dist/uPlot.min.css";
import type { Channel } from "./channel";
import { Client } from "./client";
import { h, setAttribute, setText } from "./dom";
import { decodeFrame, toBytes } from "./frame";
import type { Spec } from "./spec";
import { Store } from "./store";

export class Stage {
  readonly store = new Store();
  readonly client: Client;
  private readonly root: HTMLElement;
  private readonly play = h("button", { "data-testid": "play", type: "button" }, "Play");
  private readonly info = h("span", { "data-testid": "status" });
  private plot: uPlot | null = null;
  private scheduled = false;
  private frames = 0;

  constructor(el: HTMLElement, spec: Spec, private readonly channel: Channel) {
    this.client = new Client(channel);
    const box = h("div", { "data-testid": "view-loss" });
    this.root = h("div", { class: "lab", "data-testid": "stage" }, h("style", {}, uplotCss),
      h("h2", {}, spec.title), this.play, this.info, box);
    this.play.addEventListener("click", () =>
      this.client.send({ kind: this.store.status.playing ? "pause" : "play" }));
    el.replaceChildren(this.root);
    this.plot = new uPlot({ width: 600, height: 300, scales: { x: { time: false } },
      series: [{}, { label: "loss", stroke: "#27c" }] }, [[], []], box);
    channel.onFrame((data) => {
      this.store.apply(decodeFrame(toBytes(data)));
      this.client.received(this.store.echo);
      if (!this.scheduled) requestAnimationFrame(() => this.draw());
      this.scheduled = true;
    });
    this.client.send({ kind: "hello" });
  }

  destroy(): void {
    this.channel.close();
    this.plot?.destroy();
    this.root.remove();
  }

  private draw(): void {
    this.scheduled = false;
    const { store } = this;
    const loss = store.current?.series.get("loss");
    if (loss !== undefined) {
      this.plot?.setData([loss.steps.subarray(0, loss.rows), loss.values[0].subarray(0, loss.rows)] as unknown as uPlot.AlignedData);
    }
    setText(this.play, store.status.playing ? "Pause" : "Play");
    setText(this.info, `step ${store.status.step} ${store.status.state} ${store.status.text ?? ""}`);
    setAttribute(this.root, "data-step", String(store.status.step));
    setAttribute(this.root, "data-playing", String(store.status.playing));
    setAttribute(this.root, "data-branches", String(store.branches.filter(Boolean).length));
    setAttribute(this.root, "data-frames", String(++this.frames));
    setAttribute(this.root, "data-cursor", "live");
    this.client.drawn(store.frame, store.echo);
  }
}
