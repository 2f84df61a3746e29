// The column at the side: the story, or all that can be steered while the run goes on, what restarts it, the log.
import { h, setHidden } from "../dom";
import { sentence } from "../format";
import type { Lab, Part } from "../lab";
import type { Setting } from "../spec";
import { ModeSwitch } from "../story/mode";
import { namedSettings, speaksOfKick } from "../story/named";
import { StoryPanel } from "../story/panel";
import { kickControl } from "./kick";
import { CommandLog } from "./log";
import { presetButtons } from "./presets";
import { section, SettingSection } from "./section";
import { byGroup, SettingGroups } from "./setting_groups";

/** Groups of live settings that are the run itself. */
const STEERING = new Set(["training", "steering"]);
const NONE: ReadonlySet<string> = new Set();

export class Column implements Part {
  readonly el = h("aside", { class: "column", "aria-label": "Controls", "data-testid": "controls" });
  private readonly sections: SettingSection[];
  /** What only the free mode shows. */
  private readonly free: HTMLElement[];
  private readonly log: CommandLog;
  private readonly story: StoryPanel | null;
  private readonly mode: ModeSwitch | null;
  private readonly more: HTMLElement;
  private seen = "";

  constructor(private readonly lab: Lab) {
    const { settings, views } = lab.spec;
    const told = lab.story.steps.length > 0;
    this.mode = told ? new ModeSwitch(lab) : null;
    this.story = told ? new StoryPanel(lab) : null;
    this.sections = sections(lab, settings, views.some((v) => v.kind === "eigenvalues"));
    this.log = new CommandLog(lab);
    const presets = presetButtons(lab);
    const presetSection = presets && section("Presets", "presets", h("p", { class: "presets-note" }, "Each starts a new run."), presets);
    this.free = [...(presetSection ? [presetSection] : []), this.log.el];
    this.more = h("button", { type: "button", class: "story-more steers", "data-testid": "story-more", onclick: () => lab.story.tell(false) }, "All controls");
    const restart = this.sections[this.sections.length - 1];
    const controls = h("div", { class: "controls" }, ...this.sections.slice(0, -1).map((s) => s.el), presetSection, restart.el, this.log.el, this.more);
    for (const part of [this.mode?.el, this.story?.el, controls]) if (part) this.el.append(part);
    this.tell();
  }

  /** The story has moved, or the mode has changed. */
  tell(): void {
    const { story, spec } = this.lab;
    const step = story.on ? story.step : undefined;
    this.el.classList.toggle("is-story", story.on);
    this.mode?.update(story.on);
    if (this.story) setHidden(this.story.el, !story.on);
    this.story?.show();
    const names = step ? namedSettings(spec, step) : null;
    const marked = new Set(Object.keys(step?.settings ?? {}));
    for (const s of this.sections) s.only(names, step ? marked : NONE, step ? speaksOfKick(step) : true);
    for (const el of this.free) setHidden(el, step !== undefined);
    setHidden(this.more, step === undefined);
  }

  update(): void {
    const info = this.lab.store.current?.info;
    // Controls need work only when the run's settings changed, not for every frame.
    const state = `${this.lab.store.active}|${info ? `${JSON.stringify(info.settings)}${info.state}` : ""}|${this.lab.client.steering}`;
    if (state !== this.seen) {
      this.seen = state;
      for (const s of this.sections) s.update();
      this.story?.update();
    }
    this.log.update();
  }
}

/** Those of settings, what restarts the run last. */
function sections(lab: Lab, settings: Setting[], curvature: boolean): SettingSection[] {
  const steered = (s: Setting) => s.live === true && (s.group === undefined || STEERING.has(s.group));
  const isView = (s: Setting) => s.group === "view";
  const groups = (of: Setting[]) => new SettingGroups(lab, of);
  const view = groups(settings.filter(isView));
  // What else acts on a run that goes on, such as what a theory is asked, has a section by its name.
  const others = byGroup(settings.filter((s) => s.live && !isView(s) && !steered(s)));
  const steer = [groups(settings.filter(steered)), ...(others.length > 0 ? [] : [view])];
  return [
    // A kick goes along the top eigenvector: an exhibit that measures none has none.
    new SettingSection("Steer", "steer", steer, null, curvature ? kickControl(lab) : null),
    ...others.map(([name, of]) => new SettingSection(sentence(name), name, [groups(of)])),
    ...(others.length > 0 && view.count > 0 ? [new SettingSection("View", "view", [view])] : []),
    new SettingSection("Experiment", "experiment", [groups(settings.filter((s) => !s.live && !isView(s)))], "A change here restarts the run."),
  ];
}
