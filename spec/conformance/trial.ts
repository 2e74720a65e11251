import type {
  DestinationCheckContext,
  DestinationConnector,
  DestinationWriteContext,
  DestinationWriteRequest,
} from '../destination/connector.ts';
import type { DestinationDelivery } from '../destination/delivery.ts';
import type {
  DestinationCheckResult,
  DestinationCheckStep,
  DestinationRowResult,
  DestinationSummary,
} from '../destination/result.ts';
import type { DestinationRow, RowChange } from '../destination/row.ts';
import { demand } from './demand.ts';
import { chosenMode, offersOption } from './needs.ts';
import { type ChangeSets, type Reading, watched } from './source.ts';
import { type Exchange, exchangeLine, tapped } from './tap.ts';
import { demandResults, told } from './told.ts';
import type { RequestKind, RowWish, SentOperation } from './world/vocabulary.ts';
import type { World } from './world/world.ts';

/** What came of one call of write(). */
export interface WriteRecord {
  readonly results: readonly DestinationRowResult[];
  readonly summary: DestinationSummary | undefined;
  readonly thrown: unknown;
  readonly exchanges: readonly Exchange[];
  readonly ms: number;
}

export interface WriteOptions
  extends Partial<Omit<DestinationWriteRequest, 'changeSets'>>,
    Partial<DestinationWriteContext> {
  readonly rows?: readonly DestinationRow[];
  readonly changeSets?: ChangeSets;
  /**
   * What is demanded of every call unless the requirement is about something else: that it resolves, with one result a row: of every row, or
   * only of those it read.
   */
  readonly demands?: 'every row' | 'rows read' | 'nothing';
}

export interface CheckOptions extends DestinationCheckContext {
  readonly config?: unknown;
  readonly target?: unknown;
  readonly delivery?: DestinationDelivery;
  /** That it does not throw, and tells steps. */
  readonly demands?: 'steps' | 'nothing';
}

/** A batch as the world reads it. */
export type Batch = Exchange & { readonly operations: readonly SentOperation[] };

/** A connector and a world of its own for one requirement, with everything that passes between them on record. */
export class Trial {
  readonly connector: DestinationConnector;
  readonly world: World;
  /** Makes another world, as one is made for every trial. */
  readonly another: () => World;
  readonly #exchanges: Exchange[] = [];

  constructor(connector: DestinationConnector, world: World, another: () => World) {
    this.connector = connector;
    this.world = world;
    this.another = another;
  }

  /** The trial's requests so far, a line each. */
  get requests(): string[] {
    return this.#exchanges.map(exchangeLine);
  }

  /** `count` rows of different things, wanted unless their change says otherwise; `from` is the number of the first. */
  rows(count: number, { change = 'added', ...wish }: RowWish & { change?: RowChange } = {}, from = 0) {
    return Array.from({ length: count }, (_, at) => ({
      ...this.world.row(from + at, wish),
      rowId: `r${from + at}`,
      change,
    }));
  }

  keysOf(rows: readonly DestinationRow[]): string[] {
    return rows.map((row) => this.world.thing(row).key);
  }

  /** Things as rows make them, there already. */
  seedRows(rows: readonly DestinationRow[]): void {
    this.world.seed(rows.map((row) => this.world.thing(row)));
  }

  /** The keys of what is there, in order. */
  stateKeys(): string[] {
    return this.world
      .state()
      .map(({ key }) => key)
      .sort();
  }

  /** The requests whose answers tell what became of the items. */
  get answering(): RequestKind {
    return this.world.switches.answers === 'job' ? 'poll' : 'batch';
  }

  async write(options: WriteOptions = {}): Promise<WriteRecord> {
    const { rows, changeSets, demands = 'every row', delivery, fetch, onRowResult, ...more } = options;
    const { mode, config = this.world.config, ...rest } = more;
    const { target = this.world.target, dryRun, afterFatal, ...context } = rest;
    const results: DestinationRowResult[] = [];
    const reading: Reading = { rowIds: [], ended: false };
    const exchanges: Exchange[] = [];
    const startedAt = performance.now();
    let summary: DestinationSummary | undefined;
    let thrown: unknown;
    try {
      summary = await this.connector.write(
        {
          config,
          ...(target !== undefined && { target }),
          mode: mode ?? chosenMode(this.connector.manifest),
          changeSets: watched(changeSets ?? [{ id: 'one', rows: rows ?? this.rows(6) }], reading),
          delivery: this.#delivery(delivery),
          ...(dryRun !== undefined && { dryRun }),
          ...(afterFatal !== undefined && { afterFatal }),
        },
        {
          ...context,
          fetch: this.#tapped(fetch, exchanges),
          onRowResult(result) {
            results.push(result);
            return onRowResult?.(result);
          },
        },
      );
    } catch (error) {
      thrown = error;
    }
    if (demands !== 'nothing') {
      demand(thrown === undefined, `write(): wanted it to resolve, saw it reject with ${String(thrown)}.`);
      demandResults(results, reading, demands === 'every row');
      const { succeeded = 0 } = told(results);
      const nothingSent = exchanges.length === 0 ? succeeded : 0;
      demand(
        nothingSent === 0,
        `No request was seen, though ${nothingSent} of ${results.length} rows were told as sent.`,
      );
      demand(typeof summary?.status === 'string', 'The summary: wanted a status, saw none.');
    }
    return { results, summary, thrown, exchanges, ms: performance.now() - startedAt };
  }

  /** The batches of a run. There are some: a requirement about batches says nothing of a connector that sends none. */
  batches({ exchanges, results }: Pick<WriteRecord, 'exchanges' | 'results'>): Batch[] {
    const batches = batchesOf(exchanges);
    const { succeeded = 0 } = told(results);
    demand(
      batches.length > 0,
      `No batch was seen${succeeded > 0 ? `, though ${succeeded} of ${results.length} rows were told as sent` : ''}.`,
    );
    return batches;
  }

  async check(options: CheckOptions = {}) {
    const { config = this.world.config, target, delivery, demands = 'steps', fetch, ...context } = options;
    const exchanges: Exchange[] = [];
    const steps: DestinationCheckStep[] = [];
    const startedAt = performance.now();
    let result: DestinationCheckResult | undefined;
    let thrown: unknown;
    try {
      result = await this.connector.check(
        { config, ...(target !== undefined && { target }), delivery: this.#delivery(delivery) },
        { onStep: (step) => void steps.push(step), ...context, fetch: this.#tapped(fetch, exchanges) },
      );
    } catch (error) {
      thrown = error;
    }
    if (demands === 'steps') {
      demand(thrown === undefined, `check(): wanted it not to throw, saw ${String(thrown)}.`);
      demand((result?.steps?.length ?? 0) > 0, 'check(): wanted its steps, saw none.');
    }
    return { result, thrown, steps, exchanges, ms: performance.now() - startedAt };
  }

  /** What every call gets: quick, so that a whole catalogue takes seconds. Options that the manifest does not list are left out. */
  #delivery(more: DestinationDelivery = {}): DestinationDelivery {
    // What may still come is looked for again after `timeoutMs` (T-4): a wait for each, so it is short.
    const quick = { baseUrl: this.world.baseUrl, backoffMs: 1, timeoutMs: 3_000, ...more };
    const offered = Object.entries(quick).filter(([name]) => offersOption(this.connector.manifest, name));
    return Object.fromEntries(offered);
  }

  #tapped(transport: typeof globalThis.fetch | undefined, exchanges: Exchange[]): typeof globalThis.fetch {
    const send = tapped(transport ?? this.world.fetch ?? globalThis.fetch, (request) => this.world.read(request), {
      push: (exchange) => {
        this.#exchanges.push(exchange);
        return exchanges.push(exchange);
      },
    });
    return send;
  }
}

/** The requests that carry operations. */
export const batchesOf = (exchanges: readonly Exchange[]): Batch[] =>
  exchanges.flatMap((exchange) => {
    const { kind, operations = [] } = exchange.read;
    return kind === 'batch' ? [Object.assign(exchange, { operations })] : [];
  });
