import type { Fault, Mishap } from './fault.ts';
import type { LoggedRequest } from './log.ts';

interface Armed {
  readonly fault: Fault;
  /** Matching requests since it was injected. */
  seen: number;
}

/** The faults in force: which of them befalls a request. */
export class Faults {
  #armed: Armed[] = [];

  inject(fault: Fault): void {
    this.#armed.push({ fault, seen: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The mishap of the first fault that befalls it. Every matching fault counts it, whichever befalls. */
  befalling(request: LoggedRequest): Mishap | undefined {
    const matching = this.#armed.filter(({ fault }) => matches(fault, request));
    for (const armed of matching) armed.seen += 1;
    return matching.find(({ fault, seen }) => isItsTurn(fault, seen))?.fault.do;
  }
}

const matches = ({ on = {} }: Fault, request: LoggedRequest): boolean =>
  (on.kind === undefined || on.kind === request.kind) && (on.test === undefined || on.test(request));

function isItsTurn({ nth, every, always }: Fault, seen: number): boolean {
  if (always) return true;
  if (nth !== undefined) return [nth].flat().includes(seen);
  return every === undefined || seen % every === 0;
}
