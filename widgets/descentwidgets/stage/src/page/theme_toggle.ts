// Auto (as the system), light or dark; remembered for this browser.
import { h, setAttribute } from "../dom";
import { icon } from "../icons";
import { keep, recall } from "../storage";
import { themeOf, type Theme, type ThemeChoice } from "../theme";

const ORDER: ThemeChoice[] = ["auto", "light", "dark"];
const KEY = "descent-lab-theme";

export class ThemeToggle {
  readonly el = h("button", { type: "button", class: "round", "data-testid": "theme" });
  private readonly media = matchMedia("(prefers-color-scheme: dark)");
  private choice: ThemeChoice;
  private readonly listener = () => this.changed(this.theme);

  constructor(private readonly changed: (theme: Theme) => void) {
    this.choice = stored();
    this.show();
    this.el.addEventListener("click", () => {
      this.choice = ORDER[(ORDER.indexOf(this.choice) + 1) % ORDER.length];
      keep(() => localStorage, KEY, this.choice);
      this.show();
      this.changed(this.theme);
    });
    this.media.addEventListener("change", this.listener);
  }

  get theme(): Theme {
    if (this.choice !== "auto") return themeOf(this.choice);
    return themeOf(this.media.matches ? "dark" : "light");
  }

  destroy(): void {
    this.media.removeEventListener("change", this.listener);
  }

  private show(): void {
    this.el.replaceChildren(icon(this.choice));
    const text = this.choice === "auto" ? "Theme: as the system" : `Theme: ${this.choice}`;
    setAttribute(this.el, "aria-label", text);
    setAttribute(this.el, "title", text);
    setAttribute(this.el, "data-choice", this.choice);
  }
}

function stored(): ThemeChoice {
  const value = recall(() => localStorage, KEY) as ThemeChoice | null;
  return value !== null && ORDER.includes(value) ? value : "auto";
}
