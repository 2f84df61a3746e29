// Asked before a step of the story ends a run with branches: nothing goes without a word.
import { h } from "../dom";

export interface Answers {
  /** Start the new run. */
  go(): void;
  /** Go on in the text, leave the run alone; where there is text to go on to. */
  read?: () => void;
  /** Neither. */
  stay(): void;
}

/** `stake`: what would go. */
export function confirmBox(stake: string, title: string, answers: Answers): HTMLElement {
  const button = (text: string, testid: string, act: () => void, primary = false) =>
    h("button", { type: "button", class: primary ? "primary" : undefined, "data-testid": testid, onclick: act }, text);
  return h("div", {
    class: "story-confirm", role: "alertdialog", "aria-label": "Start a new run?", "data-testid": "story-confirm",
    onkeydown: (e: KeyboardEvent) => {
      if (e.key !== "Escape") return;
      e.preventDefault();
      answers.stay();
    },
  },
  h("p", {}, h("strong", {}, title), " starts a new run, and ", stake, " would go. Share first if you want a link to them."),
  h("div", { class: "row" },
    button("Start the new run", "story-confirm-go", answers.go, true),
    answers.read && button("Only read on", "story-confirm-read", answers.read),
    button("Stay", "story-confirm-stay", answers.stay)));
}
