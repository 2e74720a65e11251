import type { DestinationConnector } from '../destination/connector.ts';
import type { Finding } from './finding.ts';
import { within } from './patience.ts';
import { type Requirement, whyNot } from './requirement.ts';
import { secretsIn } from './settings.ts';
import { Trial } from './trial.ts';
import { guarded, WorldFault } from './world/guard.ts';
import type { World } from './world/world.ts';

export interface JudgeOptions {
  /** Makes a world for one requirement. Requirements run side by side, each in a world of its own. */
  readonly world: () => World;
  /** How long one requirement may take, in milliseconds: a connector that hangs fails instead of hanging the harness. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 20_000;
/** A world starts and ends at once; one that takes longer is stuck (H-3). */
const WORLD_DEADLINE_MS = 5_000;

/** Holds a connector to one requirement, in a world of its own. Never throws for anything connector or world does. */
export async function judge(
  connector: DestinationConnector,
  requirement: Requirement,
  { world: makeWorld, deadlineMs = DEADLINE_MS }: JudgeOptions,
): Promise<Finding> {
  const { id, group, sentence, test } = requirement;
  const startedAt = performance.now();
  let trial: Trial | undefined;
  const about = () => ({ id, group, sentence, ms: Math.round(performance.now() - startedAt) });
  const failed = (verdict: 'fail' | 'world at fault', error: unknown): Finding => {
    const [why = '', ...requests] = [messageOf(error), ...(trial?.requests ?? [])].map(withoutSecrets(trial));
    return { ...about(), verdict, why, requests };
  };
  try {
    const made = makeWorld();
    const world = guarded(made);
    const trying = new Trial(connector, world, () => {
      const other = makeWorld();
      if (other !== made) return guarded(other);
      throw new WorldFault('The same world was made twice: what one requirement does to it befalls the others.');
    });
    trial = trying;
    const why = whyNot(requirement, { manifest: connector.manifest, world });
    if (why !== undefined) return { ...about(), verdict: 'not applicable', why };
    await withinWorldTime('start', () => world.start());
    try {
      const ended = await endsWithin(deadlineMs, () => test(trying));
      if (!ended) throw new Error(`It did not end within ${deadlineMs} ms.`);
    } finally {
      // A world that cannot be stopped proves nothing of the connector either: its fault takes the place of any other.
      await withinWorldTime('stop', () => world.stop());
    }
    return { ...about(), verdict: 'pass' };
  } catch (error) {
    return failed(error instanceof WorldFault || group === 'world' ? 'world at fault' : 'fail', error);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What a report shows, it shows without the key: an address or an answer may have held it. */
function withoutSecrets(trial: Trial | undefined): (text: string) => string {
  let secrets: string[] = [];
  try {
    if (trial !== undefined)
      secrets = secretsIn(trial.connector.manifest.config, trial.world.config, trial.world.keys.unknown);
  } catch {
    // A manifest or a world without settings has no secrets to tell.
  }
  return (text) => secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '[secret]')), text);
}

async function withinWorldTime(step: 'start' | 'stop', work: () => Promise<void>): Promise<void> {
  const ended = await endsWithin(WORLD_DEADLINE_MS, work);
  if (!ended) throw new WorldFault(`${step}() did not end within ${WORLD_DEADLINE_MS} ms.`);
}

async function endsWithin(ms: number, work: () => void | Promise<void>): Promise<boolean> {
  const done = Promise.resolve()
    .then(work)
    .then(() => true);
  return (await within(ms, done)) ?? false;
}
