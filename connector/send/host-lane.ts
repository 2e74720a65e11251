import type { Lane, LaneTurn } from '../../spec/destination/lane.ts';
import type { Clock } from '../clock.ts';
import { within } from '../deadline.ts';
import { type Turn, untilBegun } from './lane.ts';

/** How long a host's lane may take to give a turn back once its request has ended, in milliseconds: the answer counts (L-2). */
const GIVING_BACK_MS = 5_000;

/** The process's own lane in front of the host's (L-2): one run of the process at a time asks the host. */
export const inFront = (own: Lane, host: Lane, clock: Clock): Lane => ({
  withTurn: (at, turn, signal) =>
    own.withTurn(at, (here) => (here.closedForMs > 0 ? turn(here) : turnOfHost(host, clock, at, turn, signal)), signal),
});

/**
 * A turn that the host gives. Rejects when it gives none. Once the turn has begun it is carried to its end: whatever the host's
 * lane does afterwards, its request went out once and its answer counts.
 */
async function turnOfHost<T>(
  host: Lane,
  clock: Clock,
  at: LaneTurn,
  turn: Turn<T>,
  signal: AbortSignal | undefined,
): ReturnType<Turn<T>> {
  let begun: ReturnType<Turn<T>> | undefined;
  return untilBegun(signal, async (begin) => {
    let given = () => {};
    const started = new Promise<void>((resolve) => {
      given = resolve;
    });
    const taken = (async () =>
      host.withTurn(
        at,
        (state) => {
          if (begun === undefined) {
            begin();
            begun = turn({ closedForMs: milliseconds(state?.closedForMs) });
            given();
          }
          return begun;
        },
        signal,
      ))();
    await Promise.race([taken, started]);
    if (begun === undefined) throw new Error('The lane ended without giving a turn.');
    const ended = await begun;
    await within({ clock, ms: GIVING_BACK_MS, cancel: undefined }, () => taken.then(undefined, () => undefined));
    return ended;
  });
}

/** A host's number, which may be none. */
const milliseconds = (told: unknown): number =>
  typeof told === 'number' && told > 0 && Number.isFinite(told) ? told : 0;
