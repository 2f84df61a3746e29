// A push along the top eigenvector, in units of the plane's distance.
import { h } from "../dom";
import { icon } from "../icons";
import type { Lab } from "../lab";

export function kickControl(lab: Lab): HTMLElement {
  const amount = h("input", {
    type: "text", inputmode: "decimal", class: "number", value: "0.1", "data-testid": "kick-amount",
    "aria-label": "Size of the kick along the top eigenvector u₁", autocomplete: "off",
  });
  const send = () => {
    const value = Number(amount.value.replace("−", "-").replace(",", "."));
    if (!Number.isFinite(value) || value === 0) {
      lab.notify({ level: "warning", text: `The kick's size must be a number other than 0, found "${amount.value}".` });
      return;
    }
    lab.cursor.goLive();
    lab.client.send({ kind: "kick", amount: value });
  };
  amount.addEventListener("keydown", (e) => {
    if (e.key === "Enter") send();
  });
  return h("div", { class: "setting kick" },
    h("span", { class: "label" }, "Kick along u₁"),
    h("span", { class: "row" },
      amount,
      h("button", { type: "button", "data-testid": "kick", onclick: send, title: "Push the weights along the direction of largest curvature" },
        icon("kick"), "Kick")));
}
