// Save a picture: how wide, in which colours, as what; it is seen before it is saved.
import { cursorStep } from "../lab";
import type { ViewSpec } from "../spec";
import { Dialog, nameOf, sizeText } from "./dialog";
import type { Kit } from "./kit";
import { pictureOf, type Picture } from "./picture";
import { pngOf } from "./png";

export function openPicture(kit: Kit, views: readonly ViewSpec[]): void {
  const { h, lab } = kit;
  const what = views.length === 1 ? views[0].id : "all-views";
  const step = cursorStep(lab);
  let picture: Picture | null = null;
  let asked = 0;
  let address = "";
  const forget = () => URL.revokeObjectURL(address);
  const dialog = new Dialog(kit, "picture", views.length === 1 ? `Picture of ${views[0].title ?? views[0].id}` : "Picture of all views", () => {
    asked = -1;
    forget();
  });
  const columns = dialog.choice("columns", "Width on paper", [["single", "One column, 89 mm"], ["double", "Two columns, 183 mm"]], views.length > 1 ? "double" : "single", () => void make());
  const theme = dialog.choice("colours", "Colours", [["light", "Light, for paper"], ["dark", "Dark, for slides"]], "light", () => void make());
  const image = h("img", { alt: "The picture as it will be saved", "data-testid": "picture-preview" });
  const preview = h("div", { class: "preview" }, image);
  const svg = dialog.button("picture-svg", "Save SVG", () => saveSvg(), true);
  const png = dialog.button("picture-png", "Save PNG, 300 dpi", () => void savePng());
  dialog.el.append(h("div", { class: "halves" },
    h("div", { class: "form" }, columns.el, theme.el, h("div", { class: "acts" }, svg, png), dialog.says), preview));
  void make();

  async function make(): Promise<void> {
    const mine = ++asked;
    ready(false);
    say("Drawing …");
    try {
      const made = await pictureOf(kit, views, { columns: columns.value(), theme: theme.value() });
      if (mine !== asked) return;
      picture = made;
      forget();
      address = URL.createObjectURL(new Blob([made.svg], { type: "image/svg+xml" }));
      image.src = address;
      say(`${Math.round(made.mm[0])} × ${Math.round(made.mm[1])} mm, ${sizeText(made.svg.length)} as SVG. Lines and letters are vectors.`);
      ready(true);
    } catch (error) {
      if (mine === asked) say(`The picture could not be drawn: ${(error as Error).message}`, true);
    }
  }

  function saveSvg(): void {
    kit.save(`${nameOf(kit, what, step)}.svg`, new Blob([picture!.svg], { type: "image/svg+xml" }));
  }

  async function savePng(): Promise<void> {
    try {
      kit.save(`${nameOf(kit, what, step)}.png`, await pngOf(picture!.svg, picture!.mm));
    } catch (error) {
      say((error as Error).message, true);
    }
  }

  function ready(yes: boolean): void {
    svg.disabled = png.disabled = !yes;
    preview.classList.toggle("is-working", !yes);
  }

  function say(text: string, bad = false): void {
    dialog.says.textContent = text;
    dialog.says.classList.toggle("is-bad", bad);
  }
}
