// The entries of the menus that take something away: pictures and movies are made here, data by the worker.
import type { Lab } from "../lab";
import type { MenuItem } from "../page/menu";
import type { ViewSpec } from "../spec";
import type { Card } from "../views/card";
import { save } from "../files";
import { kitOf, type ExportModule } from "./kit";

/** Ask the worker for a file; it comes as one, or a message says why not. */
function ask(lab: Lab, what: "csv" | "zarr" | "record" | "bibtex", view?: string): void {
  lab.client.send({ kind: "export", what, ...(view === undefined ? {} : { view }), ...(what === "record" && lab.spec.page ? { live: location.origin + location.pathname } : {}) });
  // A busy worker answers after the step it is at.
  if (what !== "bibtex") lab.notify({ level: "info", text: "The file is being written; it is saved when it is ready." });
}

/** Open one of the module's dialogs. */
function open(lab: Lab, which: keyof ExportModule, views: readonly ViewSpec[]): void {
  if (lab.store.current === undefined) {
    lab.notify({ level: "warning", text: "There is nothing to draw yet: the run has not begun. Try again when the views show something." });
    return;
  }
  lab.load("export").then(
    (module) => (module as ExportModule)[which](kitOf(lab), views),
    (error: unknown) => lab.notify({ level: "error", text: `Pictures cannot be made here: ${(error as Error).message}. Reload the page and try again.` }),
  );
}

/** Hidden views are left out. */
const chosen = (lab: Lab) => lab.spec.views.filter((v) => lab.layout.shown(v.id));

const nothing = (lab: Lab) => () => lab.store.current === undefined;

export function viewItems(lab: Lab, view: ViewSpec, _card: Card): MenuItem[] {
  const disabled = nothing(lab);
  const data: MenuItem[] = [{ label: "Numbers", hint: "CSV, exact, all branches", testid: `csv-${view.id}`, act: () => ask(lab, "csv", view.id), disabled }];
  return [
    { label: "Picture…", hint: "SVG or PNG at paper size", testid: `picture-${view.id}`, act: () => open(lab, "openPicture", [view]), disabled },
    { label: "Movie…", hint: "GIF of the run in this view", testid: `movie-${view.id}`, act: () => open(lab, "openMovie", [view]), disabled },
    ...(lab.spec.snapshot ? [] : data),
  ];
}

/** The server answers with the name it gave the run. */
function keepOnServer(lab: Lab): void {
  const name = window.prompt("Name of the saved run, for everybody who opens this lab:", lab.spec.title);
  if (name !== null) lab.client.send({ kind: "save", name: name.slice(0, 80) });
}

export function keepItems(lab: Lab): MenuItem[] {
  const disabled = nothing(lab);
  const { snapshot, bibtex, saves } = lab.spec;
  const data: MenuItem[] = [
    { label: "Numbers of all views", hint: "CSV, exact, zipped", testid: "keep-csv", act: () => ask(lab, "csv"), disabled },
    { label: "The run", hint: "zarr: xarray opens it", testid: "keep-zarr", act: () => ask(lab, "zarr"), disabled },
    { label: "Snapshot", hint: "one page that opens anywhere and scrubs", testid: "keep-snapshot", act: () => ask(lab, "record"), disabled },
  ];
  return [
    { label: "Picture of all views…", hint: "SVG or PNG at paper size", testid: "keep-picture", act: () => open(lab, "openPicture", chosen(lab)), disabled },
    { label: "Movie…", hint: "GIF of the run", testid: "keep-movie", act: () => open(lab, "openMovie", chosen(lab)), disabled },
    ...(snapshot ? [] : data),
    ...(saves ? [{ label: "Save on the server…", hint: "the gallery lists it, for all to open", testid: "keep-save", act: () => keepOnServer(lab), disabled }] : []),
    { label: "Citation", hint: "BibTeX of what was used", testid: "keep-bibtex", act: () => (bibtex === undefined ? ask(lab, "bibtex") : save(`${lab.spec.exhibit}.bib`, new Blob([bibtex], { type: "application/x-bibtex" }))) },
  ];
}
