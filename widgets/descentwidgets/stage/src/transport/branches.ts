// One chip a branch: which is active, what it is, and a way to drop it.
import { h } from "../dom";
import { icon } from "../icons";
import { formatInput } from "../format";
import type { Lab } from "../lab";
import { branchDash } from "../theme";
import { forkSetting } from "./fork";

export class BranchChips {
  readonly el = h("div", { class: "chips", role: "group", "aria-label": "Branches" });
  private key = "";

  constructor(private readonly lab: Lab) {}

  update(): void {
    const { store } = this.lab;
    const setting = forkSetting(this.lab.spec);
    const key = store.branches.map((b, i) =>
      b ? `${i}${b.info.name}${b.info.state}${setting ? b.info.settings[setting.name] : ""}` : "").join() + `|${store.active}`;
    if (key === this.key) return;
    this.key = key;
    this.el.replaceChildren(...store.branches.flatMap((b, i) => (b ? [this.chip(i)] : [])));
  }

  private chip(index: number): HTMLElement {
    const { store, client, spec, cursor } = this.lab;
    const { name, settings, state } = store.branches[index]!.info;
    const setting = forkSetting(spec);
    const value = setting ? settings[setting.name] : undefined;
    const symbol = setting?.label?.match(/\S+$/)?.[0] ?? setting?.name;
    const text = typeof value === "number" ? `${name} · ${symbol} = ${formatInput(value)}` : name;
    const active = index === store.active;
    const only = store.branches.filter(Boolean).length === 1;
    return h("span", { class: `branch${active ? " is-active" : ""}`, style: `--c:var(--branch-${store.slot(index) % 6})` },
      h("button", {
        type: "button", class: "branch-name", "data-testid": `branch-${index}`, "aria-pressed": String(active),
        title: active ? "The active branch" : "Make this branch active",
        onclick: () => {
          cursor.goLive();
          client.send({ kind: "branch", index });
        },
      }, line(store.slot(index)), state && state !== "ok" ? `${text} (${state})` : text),
      only ? null : h("button", {
        type: "button", class: "branch-x", "data-testid": `branch-${index}-remove`, "aria-label": `Remove branch ${name}`,
        onclick: () => client.send({ kind: "remove_branch", index }),
      }, icon("close")));
  }
}

/** A piece of the branch's line, with its dash. */
function line(slot: number): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 22 6");
  svg.setAttribute("class", "branch-line");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = `<path d="M0 3H22" stroke="currentColor" stroke-width="2.4" stroke-dasharray="${branchDash(slot).join(" ")}"/>`;
  return svg;
}
