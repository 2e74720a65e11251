import type { Step } from './facts.ts';

const STEPS_KEPT = 400;

/** How many rows had a result by when, in as many steps as a chart can show. */
export class Steps {
  #steps: Step[] = [];
  #closest = 0;

  /** `ms` never falls. Of steps that lie closer together than the chart can tell, the last one stands. */
  add(ms: number, rows: number): void {
    const last = this.#steps.at(-1);
    if (last !== undefined && ms - last[0] <= this.#closest) this.#steps[this.#steps.length - 1] = [last[0], rows];
    else this.#steps.push([ms, rows]);
    if (this.#steps.length > STEPS_KEPT) this.#thin();
  }

  get all(): Step[] {
    return [...this.#steps];
  }

  #thin(): void {
    const [first] = this.#steps;
    const last = this.#steps.at(-1);
    if (first === undefined || last === undefined) return;
    this.#closest = Math.max(this.#closest * 2, ((last[0] - first[0]) / STEPS_KEPT) * 2);
    const steps = this.#steps;
    this.#steps = [];
    for (const [ms, rows] of steps) this.add(ms, rows);
  }
}
