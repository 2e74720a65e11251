import type { ServerResponse } from 'node:http';
import type { ScreenState } from './protocol.ts';

/** The fastest that pages are told of changes, in milliseconds. */
const PACE_MS = 150;

/** Tells every open page the whole state, as server-sent events: none can be missed, and no two pages differ (U-1). */
export class StateStream {
  readonly #open = new Set<ServerResponse>();
  readonly #state: () => ScreenState;
  #timer: NodeJS.Timeout | undefined;

  constructor(state: () => ScreenState) {
    this.#state = state;
  }

  join(response: ServerResponse): void {
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    response.write(`retry: 1000\n\n${this.#event()}`);
  }

  /** Something changed: `now` what somebody waits for, else at a pace that a page can follow. */
  changed(now = false): void {
    if (now) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), PACE_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const response of this.#open) response.end();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#open.size === 0) return;
    const event = this.#event();
    for (const response of this.#open) response.write(event);
  }

  #event(): string {
    return `event: state\ndata: ${JSON.stringify(this.#state())}\n\n`;
  }
}
