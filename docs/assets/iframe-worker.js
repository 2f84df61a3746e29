// Browsers refuse workers to pages opened from disk. There the search's worker runs in a hidden
// frame instead, which stands in for it: the same messages, in the same order.
if (location.protocol === "file:") {
  window.IFrameWorker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "search";
      document.body.append(frame);
      const inside = (this.inside = frame.contentWindow);
      this.ready = new Promise((resolve) => {
        inside.document.open();
        inside.document.write("<!doctype html><title>search</title>");
        inside.document.close();
        // what the worker says is heard on this object, as on a worker
        inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
        const script = inside.document.createElement("script");
        script.onload = resolve;
        script.src = new URL(url, document.baseURI).href;
        inside.document.body.append(script);
      });
    }
    postMessage(data) {
      this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })));
    }
    terminate() {
      this.inside.frameElement.remove();
    }
  };
  window.Worker = window.IFrameWorker;
}
