import { write } from '../../connector/write.ts';
import type { AudienceMode, ChangeSet } from '../../spec/host/change-set.ts';
import type { Logger } from '../../spec/host/connector.ts';
import type { DeliveryOptions } from '../../spec/host/delivery.ts';
import type { RowResult, WriteProgress, WriteSummary } from '../../spec/host/row-result.ts';
import {
  createSandbox,
  type LoggedRequest,
  type Sandbox,
  type SandboxOptions,
} from '../../spec/taxonomy/sandbox/index.ts';
import { type ExchangeRecord, recorded } from './exchange-log.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A sandbox and a connector on one virtual clock, without a socket between them. */
export interface World {
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
}

export function createWorld(options: Omit<SandboxOptions, 'clock'> = {}, seed = 1): World {
  const clock = new VirtualClock(seed);
  return { clock, sandbox: createSandbox({ seed, ...options, clock }) };
}

export interface RunOptions {
  readonly mode?: AudienceMode;
  readonly changeSets: readonly ChangeSet[] | AsyncIterable<ChangeSet> | Iterable<ChangeSet>;
  readonly delivery?: DeliveryOptions;
  readonly dryRun?: boolean;
  /** Nothing: the run has no fallback. */
  readonly target?: { segmentName: string; segmentCode?: string } | undefined;
  readonly afterFatal?: 'read' | 'stop';
  readonly onProgress?: (progress: WriteProgress) => void | Promise<void>;
  readonly signal?: AbortSignal;
  readonly logger?: Logger;
  readonly apiKey?: string;
  readonly importId?: string;
  readonly onRowResult?: (result: RowResult) => void | Promise<void>;
}

/** Everything a test may want to know of a run. */
export interface RunRecord {
  readonly results: readonly RowResult[];
  readonly summary: WriteSummary | undefined;
  readonly thrown: unknown;
  readonly exchanges: readonly ExchangeRecord[];
  /** The same requests as the sandbox saw them, with the faults that befell them. */
  readonly requests: readonly LoggedRequest[];
  /** The change-sets it pulled. */
  readonly received: ReadonlySet<ChangeSet>;
  /** How many exchanges there had been when each row was told. */
  readonly toldAfter: ReadonlyMap<string, number>;
  /** Codes of the segments that this run changed at the sandbox, and which of its requests did so last. */
  readonly applied: ReadonlyMap<string, number>;
}

/** Runs write() against the world's sandbox and keeps what came of it. */
export async function run({ clock, sandbox }: World, options: RunOptions): Promise<RunRecord> {
  const results: RowResult[] = [];
  const appliedBefore = sandbox.applied.length;
  const requestsBefore = sandbox.requests.length;
  const { fetch, exchanges } = recorded(sandbox.fetch, clock);
  const received = new Set<ChangeSet>();
  const toldAfter = new Map<string, number>();
  let summary: WriteSummary | undefined;
  let thrown: unknown;
  try {
    summary = await write(
      {
        config: { importId: options.importId ?? sandbox.importId, apiKey: options.apiKey ?? sandbox.keys.write },
        target: 'target' in options ? options.target : { segmentName: 'Everyone' },
        mode: options.mode ?? 'upsert',
        changeSets: counted(options.changeSets, received),
        delivery: { baseUrl: sandbox.inProcessBaseUrl, ...options.delivery },
        ...(options.dryRun !== undefined && { dryRun: options.dryRun }),
        ...(options.afterFatal !== undefined && { afterFatal: options.afterFatal }),
      },
      {
        fetch,
        onRowResult: (result) => {
          results.push(result);
          toldAfter.set(result.rowId, exchanges.length);
          return options.onRowResult?.(result);
        },
        ...(options.onProgress && { onProgress: options.onProgress }),
        ...(options.signal && { signal: options.signal }),
        ...(options.logger && { logger: options.logger }),
      },
      { clock },
    );
  } catch (error) {
    thrown = error;
  }
  const applied = new Map(
    sandbox.applied.slice(appliedBefore).map(({ code, request }) => [code, request - requestsBefore]),
  );
  const requests = sandbox.requests.slice(requestsBefore);
  return { results, summary, thrown, exchanges, requests, received, toldAfter, applied };
}

/** The same change-sets; those of a list are noted as they are pulled. */
function counted(changeSets: RunOptions['changeSets'], received: Set<ChangeSet>): RunOptions['changeSets'] {
  if (!Array.isArray(changeSets)) return changeSets;
  return {
    *[Symbol.iterator]() {
      for (const changeSet of changeSets as readonly ChangeSet[]) {
        received.add(changeSet);
        yield changeSet;
      }
    },
  };
}

export { rows, tally } from './rows.ts';

export const batchesSent = (record: RunRecord): number =>
  record.exchanges.filter(({ method }) => method === 'PATCH').length;
export const readsSent = (record: RunRecord): number =>
  record.exchanges.filter(({ method }) => method === 'GET').length;
