import { refusal, type SandboxOptions, type WireOperation } from '../../../spec/taxonomy/sandbox/index.ts';
import { nothingAfterCancel } from '../../support/invariants/cancelled.ts';
import { falseClaims } from '../../support/invariants/claims.ts';
import { unhealed, violations } from '../../support/invariants.ts';
import { createWorld, run, type World } from '../../support/run.ts';
import type { Scenario, Stop } from './scenario.ts';

const TIMEOUT_MS = 10_000;
/** Runs of one host are apart; a time that is told in seconds tells them apart (T-3). */
const BETWEEN_RUNS_MS = 3_600_000;
const none = () => false;
const INNOCENT: SandboxOptions = { rejects: none, crashes: none, drops: none, firewall: none };

const isBad = (operation: WireOperation): boolean =>
  'data' in operation && (operation.data.name?.startsWith('bad') ?? false);

const plain = (code: string): string => code.normalize('NFC').toLowerCase();

/** Whether a code is a guilty row's, in whatever form the import keeps it. */
export const isGuilty = ({ guilty }: Scenario, code: string | null): boolean =>
  guilty.map(plain).includes(plain(code ?? ''));

/** What the guilty rows of a scenario do to its server. */
export function guiltOf({ guilt }: Scenario): SandboxOptions {
  return guilt === 'firewall' ? { firewall: ({ body }) => body?.includes('"bad ') ?? false } : { [guilt]: isBad };
}

/**
 * Whether paths reach another segment and the listing does not tell for sure either, is too long for a few codes, or tells too little of codes that are kept otherwise: then nobody
 * can tell an absent segment, and reads contradict writes for ever (T-4). Such a server is held to no false result, not to success on the next run.
 */
export const isStubborn = ({ switches: { paths, listing, counts, codes, pageSize = 0 } }: Scenario): boolean =>
  paths !== 'decoded' && (listing !== 'whole' || counts !== 'true' || codes !== 'as_given' || pageSize < 100);

/** The scenario's world, with nothing wrong in it yet. */
export function worldOf({ switches, seed, existing }: Scenario): World {
  const world = createWorld(switches, seed);
  world.sandbox.put(existing);
  return world;
}

/** What no other mishap befalls takes its time. */
export function slow({ sandbox }: World, { latencyMs }: Scenario): void {
  if (latencyMs > 0) sandbox.inject({ always: true, do: { kind: 'latency', ms: latencyMs } });
}

/** Arms a stop; hands back the signal that the run is given, and how many requests had been sent when it was cancelled. */
function armed({ sandbox }: World, stop: Stop | undefined) {
  const cancel = new AbortController();
  let sent: number | undefined;
  if (stop?.by === 'cancel') {
    const run = () => {
      sent = sandbox.requests.length;
      cancel.abort();
    };
    sandbox.inject({ nth: stop.nth, do: { kind: 'call', run } });
  }
  if (stop?.by === 'key') {
    const refused = {
      test: ({ number, method }: { number: number; method: string }) =>
        number >= stop.nth - 1 && (stop.status === 401 || method !== 'GET'),
    };
    sandbox.inject({ on: refused, do: refusal(stop.status) });
  }
  return { signal: cancel.signal, sentWhenStopped: () => sent };
}

/**
 * Plays a scenario: with all that goes wrong; then without faults and stop; then without guilty rows either. Hands back every
 * complaint about any of the three (T-1 to T-9).
 */
export async function complaintsOf(play: Scenario): Promise<string[]> {
  const { mode, changeSets, faults, batchSize, switches, stop } = play;
  const world = worldOf(play);
  const { sandbox } = world;
  const order = { mode, changeSets, delivery: { batchSize, timeoutMs: TIMEOUT_MS } };
  const judged = async (signal?: AbortSignal) => {
    const record = await run(world, { ...order, ...(signal && { signal }) });
    await sandbox.settled();
    const all = { ...order, switches, segments: sandbox.segments(), ...record };
    const found = [...violations(all), ...falseClaims(all)];
    if (record.thrown !== undefined) found.push(`T-1: it threw ${record.thrown}`);
    return { ...all, found };
  };
  try {
    sandbox.change(guiltOf(play));
    const { signal, sentWhenStopped } = armed(world, stop);
    for (const injected of faults) sandbox.inject(injected);
    slow(world, play);
    const first = await judged(signal);
    first.found.push(...nothingAfterCancel(first.exchanges, sentWhenStopped()));

    sandbox.clearFaults();
    slow(world, play);
    await world.clock.wait(BETWEEN_RUNS_MS);
    const again = await judged();
    const innocent = again.results.filter(({ segmentCode }) => !isGuilty(play, segmentCode));
    const ill = isStubborn(play) ? () => [] : unhealed;
    const sick = ill({ ...again, results: innocent });

    sandbox.change(INNOCENT);
    await world.clock.wait(BETWEEN_RUNS_MS);
    const healthy = await judged();
    return [
      ...first.found,
      ...[...again.found, ...sick].map((complaint) => `Again: ${complaint}`),
      ...[...healthy.found, ...ill(healthy)].map((complaint) => `Healthy: ${complaint}`),
    ];
  } finally {
    await sandbox.close();
  }
}
