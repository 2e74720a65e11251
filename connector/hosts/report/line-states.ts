const STATES = [undefined, 'done', 'failed'] as const;
export type LineState = (typeof STATES)[number];

/** What became of each line of a file, in a byte a line. */
export class LineStates {
  #states = new Uint8Array(1 << 16);

  set(line: number, state: LineState): void {
    if (line >= this.#states.length) {
      const grown = new Uint8Array(Math.max(line + 1, this.#states.length * 2));
      grown.set(this.#states);
      this.#states = grown;
    }
    this.#states[line] = STATES.indexOf(state);
  }

  /** `undefined`: nothing was told of it. */
  at(line: number): LineState {
    return STATES[this.#states[line] ?? 0];
  }
}
