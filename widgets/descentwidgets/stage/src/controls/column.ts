// The column at the side: guide, what can be steered while it runs, what restarts, the log.
import { h, type Child } from "../dom";
import { sentence } from "../format";
import type { Lab, Part } from "../lab";
import type { Setting } from "../spec";
import { guide } from "./guide";
import { kickControl } from "./kick";
import { CommandLog } from "./log";
import { presetButtons } from "./presets";
import { byGroup, SettingGroups } from "./setting_groups";

/** Groups of live settings that are the run itself. */
const STEERING = new Set(["training", "steering"]);

export class Column implements Part {
  readonly el = h("aside", { class: "column", "aria-label": "Controls", "data-testid": "controls" });
  private readonly groups: SettingGroups[];
  private readonly log: CommandLog;
  private seen = "";

  constructor(private readonly lab: Lab) {
    const { settings } = lab.spec;
    const steered = (s: Setting) => s.live === true && (s.group === undefined || STEERING.has(s.group));
    const isView = (s: Setting) => s.group === "view";
    const view = new SettingGroups(lab, settings.filter(isView));
    const live = new SettingGroups(lab, settings.filter((s) => steered(s)));
    const restart = new SettingGroups(lab, settings.filter((s) => !s.live && !isView(s)));
    // What else acts on a run that goes on, such as what a theory is asked, has a section by its name.
    const others = byGroup(settings.filter((s) => s.live && !isView(s) && !steered(s)))
      .map(([name, of]) => [name, new SettingGroups(lab, of)] as const);
    this.groups = [view, live, restart, ...others.map(([, group]) => group)];
    this.log = new CommandLog(lab);
    // A kick goes along the top eigenvector: an exhibit that measures none has none.
    const curvature = lab.spec.views.some((v) => v.kind === "eigenvalues");
    const story = guide(lab);
    const presets = presetButtons(lab);
    this.el.append(
      ...(story ? [section("Guide", true, "guide", story)] : []),
      section("Steer", true, "steer", live.el, curvature ? kickControl(lab) : null, ...(others.length > 0 ? [] : [view.el])),
      ...others.map(([name, group]) => section(sentence(name), true, name, group.el)),
      ...(others.length > 0 && view.count > 0 ? [section("View", true, "view", view.el)] : []),
      ...(presets ? [section("Presets", true, "presets", h("p", { class: "presets-note" }, "Each starts a new run."), presets)] : []),
      section("Experiment", true, "experiment", h("p", { class: "restart-note" }, "A change here restarts the run."), restart.el),
      this.log.el,
    );
  }

  update(): void {
    const info = this.lab.store.current?.info;
    // Controls need work only when the run's settings changed, not for every frame.
    const state = `${this.lab.store.active}|${info ? JSON.stringify(info.settings) : ""}|${this.lab.client.steering}`;
    if (state !== this.seen) {
      this.seen = state;
      for (const group of this.groups) group.update();
    }
    this.log.update();
  }
}

function section(title: string, open: boolean, id: string, ...children: Child[]): HTMLElement {
  return h("details", { class: "section", open, "data-testid": `section-${id}` }, h("summary", {}, title), ...children);
}
