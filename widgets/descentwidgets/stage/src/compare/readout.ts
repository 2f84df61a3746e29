// What read-outs say while two branches are compared.
import { formatValue } from "../format";
import { cursorStep, type Lab } from "../lab";
import { comparison, type Compare } from "./compare";

/** Both values of a series' column at the step shown, and their difference; null while nothing is compared. */
export function comparedAt(lab: Lab, name: string, column = 0): [number, number, number] | null {
  const compare = comparison(lab);
  if (compare === null) return null;
  const step = comparedStep(lab, compare);
  const [a, b] = [compare.a, compare.b].map((index) => {
    // Past its head a branch has no value: what it came to last is another step's.
    const known = step <= headOf(lab, index);
    return known ? lab.store.at(index, name, step)?.values[column] ?? NaN : NaN;
  });
  return [a, b, b - a];
}

/** The step compared at: the one shown, and without one chosen the last that both have come to. */
export function comparedStep(lab: Lab, compare: Compare): number {
  return lab.cursor.live ? Math.min(headOf(lab, compare.a), headOf(lab, compare.b)) : cursorStep(lab);
}

/** In words, with whose last step it is where that is why it is compared there. */
export function comparedStepText(lab: Lab, compare: Compare): string {
  const step = comparedStep(lab, compare);
  const [a, b] = [headOf(lab, compare.a), headOf(lab, compare.b)];
  const whose = !lab.cursor.live || a === b ? "" : a < b ? ", A’s last" : ", B’s last";
  return `step ${step}${whose}`;
}

function headOf(lab: Lab, branch: number): number {
  return lab.store.branches[branch]?.info.step ?? -1;
}

/** The same in words, for a card. */
export function comparedText(lab: Lab, name: string, unit = "", column = 0): string | null {
  const found = comparedAt(lab, name, column);
  if (found === null) return null;
  const [a, b, difference] = found.map((v) => formatValue(v, 3));
  const step = comparedStep(lab, comparison(lab)!);
  return `${step === cursorStep(lab) ? "" : `at step ${step}: `}A ${a} · B ${b} · B − A ${difference}${unit ? ` ${unit}` : ""}`;
}
