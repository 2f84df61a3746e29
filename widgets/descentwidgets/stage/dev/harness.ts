// Mounts the stage on a made-up worker: `npm run dev`, then serve this folder and open dev/index.html.
import { Stage } from "../src/stage";
import { conflict, CONFLICT_SETTINGS } from "./fake_conflict";
import { flows, FLOW_SETTINGS } from "./fake_flows";
import { ghosts, GHOST_SETTINGS } from "./fake_ghosts";
import { FakeWorker } from "./fake_worker";
import { spectra, spec } from "./spec";

// As under Panel: in a shadow root, so that a style that leaks or is missing shows here too.
const root = document.getElementById("stage")!.attachShadow({ mode: "open" });
const el = document.createElement("div");
root.append(el);
const asked = (word: string) => location.search.includes(word);
const views = asked("spectra") ? spectra : asked("flows") ? flows : asked("ghosts") ? ghosts : asked("conflict") ? conflict : spec.views;
const settings = asked("flows") ? [...spec.settings, ...FLOW_SETTINGS] : asked("ghosts") ? [...spec.settings, ...GHOST_SETTINGS] : asked("conflict") ? [...spec.settings, ...CONFLICT_SETTINGS] : spec.settings;
(window as unknown as Record<string, unknown>)["__stage"] = new Stage(el, { ...spec, views, settings }, new FakeWorker());
