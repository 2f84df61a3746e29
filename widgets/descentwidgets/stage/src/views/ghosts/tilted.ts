// The softmax of logits z + u a, which everything in the picture of the ghosts is made of.

export interface Ray {
  /** Logits at the start of the step, and their slopes along it: K numbers each. */
  logits: Float64Array;
  slopes: Float64Array;
}

/** Fills `p` with softmax(z + u a) and returns K(u), the logarithm of what it was divided by. */
export function tilted({ logits, slopes }: Ray, u: number, p: Float64Array): number {
  const n = logits.length;
  let top = -Infinity;
  for (let k = 0; k < n; k++) top = Math.max(top, (p[k] = logits[k] + u * slopes[k]));
  let sum = 0;
  for (let k = 0; k < n; k++) sum += p[k] = Math.exp(p[k] - top);
  for (let k = 0; k < n; k++) p[k] /= sum;
  return top + Math.log(sum);
}

/** K''(u): the variance of the slopes under softmax(z + u a). */
export function slopeVariance(ray: Ray, u: number, p = new Float64Array(ray.logits.length)): number {
  tilted(ray, u, p);
  const { slopes } = ray;
  let mean = 0;
  for (let k = 0; k < p.length; k++) mean += p[k] * slopes[k];
  let variance = 0;
  for (let k = 0; k < p.length; k++) variance += p[k] * (slopes[k] - mean) ** 2;
  return variance;
}
