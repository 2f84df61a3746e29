// A page without a server: the stage's own module, told one recorded frame by what stands in for the lab.
(async () => {
  const bytes = (id) => Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
  const inflated = (zipped) => new Response(new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  const opening = document.getElementById("opening");
  try {
    const [frame, source] = await Promise.all([inflated(bytes("frame")), inflated(bytes("lab-stage"))]);
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const { render } = await import(address);
    URL.revokeObjectURL(address);
    let tell = () => {};
    /** A part of the stage as the lab would send it: its name, then its source, compressed. */
    const part = (name) => {
      const body = document.getElementById(name) === null ? new Uint8Array(0) : bytes(name);
      let header = new TextEncoder().encode(JSON.stringify({ frame: 0, module: name }));
      const message = new Uint8Array(4 + header.length + body.length);
      new DataView(message.buffer).setUint32(0, header.length, true);
      message.set(header, 4);
      message.set(body, 4 + header.length);
      return message.buffer;
    };
    const model = {
      id: "snapshot",
      spec: JSON.parse(document.getElementById("spec").textContent),
      on: (name, act) => { if (name === "msg:custom") tell = act; },
      off: () => {},
      send_msg: ({ kind, name }) => {
        if (kind === "hello") setTimeout(() => tell(frame));
        if (kind === "module") setTimeout(() => tell(part(name)));
      },
    };
    render({ model, el: document.getElementById("stage") });
  } catch (error) {
    opening.textContent = `This snapshot could not be opened (${error.message}). It needs a browser of 2023 or later.`;
    throw error;
  }
})();
