import type { Fault, Mishap } from './fault.ts';
import type { LoggedRequest } from './journal.ts';

interface Armed {
  readonly fault: Fault;
  seen: number;
  struck: number;
}

/** The faults in force. Decides which one befalls a request; performing it is the carrier's business. */
export class Faults {
  #armed: Armed[] = [];

  inject(fault: Fault): void {
    this.#armed.push({ fault, seen: 0, struck: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /**
   * The mishap of a request, if any: the first injected one that strikes. A reset midway is decided when the request
   * arrives (its operations are not known yet), everything else once its body is there.
   */
  decide(stage: 'arrival' | 'complete', request: LoggedRequest, random: () => number): Mishap | undefined {
    let mishap: Mishap | undefined;
    for (const armed of this.#armed) {
      if ((stage === 'arrival') !== isMidway(armed.fault.do)) continue;
      if (!matches(armed.fault, request)) continue;
      armed.seen += 1;
      if (mishap !== undefined || !strikes(armed, random)) continue;
      armed.struck += 1;
      mishap = armed.fault.do;
    }
    return mishap;
  }
}

const isMidway = (mishap: Mishap): boolean => mishap.kind === 'reset' && mishap.when === 'midway';

function matches({ on }: Fault, request: LoggedRequest): boolean {
  if (on === undefined) return true;
  if (on.method !== undefined && on.method !== request.method) return false;
  if (on.kind !== undefined && on.kind !== request.kind) return false;
  return on.test?.(request) ?? true;
}

function strikes({ fault, seen, struck }: Armed, random: () => number): boolean {
  if (struck >= (fault.times ?? Number.POSITIVE_INFINITY)) return false;
  if (fault.always) return true;
  if (fault.nth !== undefined) return [fault.nth].flat().includes(seen);
  if (fault.every !== undefined) return seen % fault.every === 0;
  if (fault.share !== undefined) return random() < fault.share;
  return true;
}
