import type { ServerResponse } from 'node:http';
import type { LiveState } from './protocol.ts';

/** The fastest that the page is told of changes, in milliseconds. */
const PACE_MS = 150;

/** Tells every open page what goes on, as server-sent events. Each event is a whole state, so none can be missed. */
export class Live {
  readonly #open = new Set<ServerResponse>();
  readonly #state: { -readonly [Part in keyof LiveState]: LiveState[Part] } = {};
  readonly #due = new Set<keyof LiveState>();
  #timer: NodeJS.Timeout | undefined;

  /** A new page is told everything. */
  join(response: ServerResponse): void {
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    response.write('retry: 1000\n\n');
    for (const part of ['check', 'preview', 'run'] as const) response.write(this.#event(part));
  }

  /** Something changed. What ends is told at once; what is on its way at a pace that a page can follow. */
  set<Part extends keyof LiveState>(part: Part, state: NonNullable<LiveState[Part]> | undefined, now = false): void {
    if (state === undefined) delete this.#state[part];
    else this.#state[part] = state;
    this.#due.add(part);
    if (now) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), PACE_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const response of this.#open) response.end();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const part of this.#due) {
      const event = this.#event(part);
      for (const response of this.#open) response.write(event);
    }
    this.#due.clear();
  }

  #event(part: keyof LiveState): string {
    return `event: ${part}\ndata: ${JSON.stringify(this.#state[part] ?? null)}\n\n`;
  }
}
