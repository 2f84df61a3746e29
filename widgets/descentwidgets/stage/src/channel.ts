// The stage talks to its worker through this and nothing else, so that it runs the same under Panel,
// in the development harness and in tests.

export interface Channel {
  /** Send one JSON-able message to the worker. */
  send(message: object): void;
  /** Called with the raw data of each frame. */
  onFrame(callback: (data: unknown) => void): void;
  /** Stop listening. */
  close(): void;
}
