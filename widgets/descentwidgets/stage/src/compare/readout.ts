// What read-outs say while two branches are compared.
import { formatValue } from "../format";
import { cursorStep, type Lab } from "../lab";
import { comparison } from "./compare";

/** Both values of a series' column at the step shown, and their difference; null while nothing is compared. */
export function comparedAt(lab: Lab, name: string, column = 0): [number, number, number] | null {
  const compare = comparison(lab);
  if (compare === null) return null;
  const step = cursorStep(lab);
  const [a, b] = [compare.a, compare.b].map((index) => {
    // Past its head a branch has no value: what it came to last is another step's.
    const known = step <= (lab.store.branches[index]?.info.step ?? -1);
    return known ? lab.store.at(index, name, step)?.values[column] ?? NaN : NaN;
  });
  return [a, b, b - a];
}

/** The same in words, for a card. */
export function comparedText(lab: Lab, name: string, unit = "", column = 0): string | null {
  const found = comparedAt(lab, name, column);
  if (found === null) return null;
  const [a, b, difference] = found.map((v) => formatValue(v, 3));
  return `A ${a} · B ${b} · B − A ${difference}${unit ? ` ${unit}` : ""}`;
}
