import { type Answer, refuse } from './answer.ts';
import type { Call } from './call.ts';
import type { Carrier } from './carrier.ts';
import { dressed } from './dress.ts';
import { exchange } from './exchange.ts';
import { stopped } from './gate.ts';
import type { LoggedRequest, RequestKind } from './journal.ts';
import { property } from './judge.ts';
import type { World } from './world.ts';

/** What a transport knows of a request when its headers are there. */
export interface Arrival {
  readonly method: string;
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly kind: RequestKind;
  readonly handle: (call: Call) => Answer;
}

/** What it knows when the body is there too. */
export interface Message {
  readonly params: Call['params'];
  readonly token: string | undefined;
  readonly key: string | undefined;
  /** As it came: whether it is JSON must not matter before the key is seen to be right. */
  readonly body: string | undefined;
}

/** Takes in the requests of every transport, so that log, faults, keys and routes are the same for all. */
export class Reception {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Logs a request on arrival. Hands back nothing when it was reset midway: it must not be read further. */
  async arrive({ method, path, kind }: Arrival, carrier: Carrier): Promise<LoggedRequest | undefined> {
    const { switches, journal, faults, chanceOfFaults } = this.#world;
    const entry = journal.arrive(switches.clock.now(), method, path, kind);
    const mishap = faults.decide('arrival', entry, chanceOfFaults);
    if (mishap === undefined) return entry;
    await exchange(mishap, () => refuse('DoesNotExist'), carrier, entry, this.#world);
    return undefined;
  }

  /** Carries the request out and answers it, or lets a mishap befall it. */
  async serve(arrival: Arrival, message: Message, entry: LoggedRequest, carrier: Carrier): Promise<void> {
    const world = this.#world;
    const body = parsed(message.body);
    const operations = property(body, 'operations');
    if (arrival.kind === 'batch' && Array.isArray(operations)) entry.operations = operations.length;
    const mishap = world.faults.decide('complete', entry, world.chanceOfFaults);
    const work = (loop?: 'loop') =>
      stopped({ ...arrival, body: message.body }, message.key, world) ??
      dressed(
        arrival.handle({
          params: message.params,
          path: arrival.path,
          token: message.token,
          body,
          loop: loop === 'loop',
          imports: world.imports(),
          workplaceOf: ({ id }) => world.workplace(id, entry.number),
        }),
        world.switches,
      );
    await exchange(mishap, work, carrier, entry, world);
  }
}

function parsed(body: string | undefined): unknown {
  if (body === undefined) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
