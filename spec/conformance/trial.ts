import type { AudienceMode, ChangeRow, ChangeSet } from '../host/change-set.ts';
import type { CheckResult, CheckStep } from '../host/check-result.ts';
import type { CheckContext, PermutiveConnector, WriteContext } from '../host/connector.ts';
import type { DeliveryOptions } from '../host/delivery.ts';
import type { RowResult, WriteSummary } from '../host/row-result.ts';
import { NotApplicable } from './demand.ts';
import { type Exchange, tapped } from './tap.ts';
import type { SandboxWorld } from './world.ts';

/** What came of one call of write(). */
export interface WriteRecord {
  readonly results: readonly RowResult[];
  readonly summary: WriteSummary | undefined;
  readonly thrown: unknown;
  readonly exchanges: readonly Exchange[];
  readonly ms: number;
}

export interface WriteOptions extends Partial<Omit<WriteContext, 'onRowResult'>> {
  readonly mode?: AudienceMode;
  readonly config?: unknown;
  readonly target?: unknown;
  readonly rows?: readonly ChangeRow[];
  readonly changeSets?: Iterable<ChangeSet> | AsyncIterable<ChangeSet>;
  readonly delivery?: DeliveryOptions;
  readonly dryRun?: boolean;
  readonly onRowResult?: WriteContext['onRowResult'];
}

/** A connector and a world of its own for one requirement, with everything that passes between them on record. */
export class Trial {
  readonly connector: PermutiveConnector;
  readonly world: SandboxWorld;

  constructor(connector: PermutiveConnector, world: SandboxWorld) {
    this.connector = connector;
    this.world = world;
  }

  /** The delivery options every call gets: quick, so that a whole catalogue takes seconds. */
  delivery(more: DeliveryOptions = {}): DeliveryOptions {
    // What may still come is looked for again after `timeoutMs` (T-4): a wait for each, so it is short.
    return { baseUrl: this.world.baseUrl, backoffMs: 1, timeoutMs: 3_000, ...more };
  }

  /** The mode, or one line that says it does not apply. */
  mode(mode: AudienceMode): AudienceMode {
    if (!this.connector.manifest.capabilities.audienceModes.some(({ id }) => id === mode)) {
      throw new NotApplicable(`The manifest does not offer ${mode} mode.`);
    }
    return mode;
  }

  async write({
    mode = 'upsert',
    rows: list,
    delivery,
    onRowResult,
    ...more
  }: WriteOptions = {}): Promise<WriteRecord> {
    const results: RowResult[] = [];
    const { fetch, exchanges } = tapped(more.fetch ?? this.world.fetch ?? globalThis.fetch);
    const { config = this.world.config, target = this.world.target, changeSets, dryRun, ...context } = more;
    const startedAt = performance.now();
    let summary: WriteSummary | undefined;
    let thrown: unknown;
    try {
      summary = await this.connector.write(
        {
          config,
          target,
          mode,
          changeSets: changeSets ?? [{ id: 'one', rows: list ?? rows(6) }],
          delivery: this.delivery(delivery),
          ...(dryRun !== undefined && { dryRun }),
        },
        {
          ...context,
          fetch,
          onRowResult(result) {
            results.push(result);
            return onRowResult?.(result);
          },
        },
      );
    } catch (error) {
      thrown = error;
    }
    return { results, summary, thrown, exchanges, ms: performance.now() - startedAt };
  }

  async check(config: unknown = this.world.config, context: CheckContext = {}, delivery: DeliveryOptions = {}) {
    const { fetch, exchanges } = tapped(context.fetch ?? this.world.fetch ?? globalThis.fetch);
    const steps: CheckStep[] = [];
    const startedAt = performance.now();
    let result: CheckResult | undefined;
    let thrown: unknown;
    try {
      result = await this.connector.check(
        { config, delivery: this.delivery(delivery) },
        { ...context, fetch, onStep: (step) => void steps.push(step) },
      );
    } catch (error) {
      thrown = error;
    }
    return { result, thrown, steps, exchanges, ms: performance.now() - startedAt };
  }
}

/** `count` rows of different segments, `c0`, `c1`, … */
export const rows = (count: number, more: Partial<ChangeRow> = {}, from = 0): ChangeRow[] =>
  Array.from({ length: count }, (_, at) => ({
    rowId: `r${from + at}`,
    change: 'added' as const,
    segment_code: `c${from + at}`,
    segment_name: `Name ${from + at}`,
    ...more,
  }));

/** Results counted by what they say: an outcome, an error code, or a status. */
export function tally(results: readonly RowResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, outcome, error } of results) {
    const key = outcome ?? error?.code ?? status;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => a.localeCompare(b)));
}
