import { apply } from '../../connector/reconcile/apply.ts';
import { plan } from '../../connector/reconcile/make-plan.ts';
import type { Plan, PlannedChange } from '../../connector/reconcile/plan.ts';
import { type Machinery, reconcile } from '../../connector/reconcile/reconcile.ts';
import type {
  ListRow,
  ReconcileContext,
  ReconcileRequest,
  ReconcileSummary,
  RemovalResult,
} from '../../connector/reconcile/request.ts';
import type { SnapshotEntry, SnapshotStore } from '../../connector/reconcile/snapshot.ts';
import { memorySnapshot } from '../../connector/reconcile/stores/memory.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import type { LoggedRequest } from '../../spec/taxonomy/sandbox/index.ts';
import type { World } from '../support/run.ts';

/** What came of one run on a full list. */
export interface Outcome {
  readonly results: readonly RowResult[];
  readonly removals: readonly RemovalResult[];
  readonly summary: ReconcileSummary | undefined;
  readonly thrown: unknown;
  readonly requests: readonly LoggedRequest[];
}

/** What came of planning. */
export interface Planned {
  readonly plan: Plan;
  readonly changes: readonly PlannedChange[];
  readonly results: readonly RowResult[];
  readonly removals: readonly RemovalResult[];
}

/** Somebody with a list and a snapshot, at a sandbox. */
export class ListOwner {
  readonly world: World;
  readonly store: SnapshotStore;
  readonly name: string;

  constructor(world: World, store: SnapshotStore = memorySnapshot(), name = 'default') {
    this.world = world;
    this.store = store;
    this.name = name;
  }

  get settings() {
    const { sandbox } = this.world;
    return {
      config: { importId: sandbox.importId, apiKey: sandbox.keys.write },
      snapshot: this.store,
      owner: this.name,
      delivery: { baseUrl: sandbox.inProcessBaseUrl },
    };
  }

  /** Reconciles a list; rows are told by code and name, or given whole. */
  async reconcile(
    list: ReconcileRequest['list'],
    request: Partial<ReconcileRequest> = {},
    context: Partial<ReconcileContext> = {},
    machinery: Machinery = {},
  ): Promise<Outcome> {
    return this.#run(context, (own, world) =>
      reconcile({ ...this.settings, list, ...request }, own, { ...world, ...machinery }),
    );
  }

  async #run(
    context: Partial<ReconcileContext>,
    start: (context: ReconcileContext, machinery: Machinery) => Promise<ReconcileSummary>,
  ): Promise<Outcome> {
    const { clock, sandbox } = this.world;
    const results: RowResult[] = [];
    const removals: RemovalResult[] = [];
    const before = sandbox.requests.length;
    let summary: ReconcileSummary | undefined;
    let thrown: unknown;
    try {
      summary = await start(
        {
          fetch: sandbox.fetch,
          onRowResult: (result) => void results.push(result),
          onRemoval: (result) => void removals.push(result),
          ...context,
        },
        { clock },
      );
    } catch (error) {
      thrown = error;
    }
    return { results, removals, summary, thrown, requests: sandbox.requests.slice(before) };
  }

  /** Plans a list. */
  async plan(
    list: ReconcileRequest['list'],
    request: Partial<ReconcileRequest> = {},
    context: Partial<ReconcileContext> = {},
  ): Promise<Planned> {
    const { clock, sandbox } = this.world;
    const results: RowResult[] = [];
    const removals: RemovalResult[] = [];
    const made = await plan(
      { ...this.settings, list, ...request },
      {
        fetch: sandbox.fetch,
        onRowResult: (result) => void results.push(result),
        onRemoval: (result) => void removals.push(result),
        ...context,
      },
      { clock },
    );
    const changes: PlannedChange[] = [];
    for await (const change of made.changes()) changes.push(change);
    return { plan: made, changes, results, removals };
  }

  /** Applies a plan. */
  apply(
    made: Plan,
    request: Partial<ReconcileRequest> = {},
    context: Partial<ReconcileContext> = {},
  ): Promise<Outcome> {
    return this.#run(context, (own, machinery) => apply(made, { ...this.settings, ...request }, own, machinery));
  }

  /** What the snapshot holds. */
  async entries(): Promise<Map<string, SnapshotEntry>> {
    const { sandbox } = this.world;
    const key = { baseUrl: sandbox.inProcessBaseUrl, importId: sandbox.importId.toLowerCase(), owner: this.name };
    const session = await this.store.open(key);
    const entries = new Map<string, SnapshotEntry>();
    for await (const piece of session.read()) for (const entry of piece) entries.set(entry.code, entry);
    await session.close();
    return entries;
  }
}

export const row = (code: string, fields: Omit<ListRow, 'rowId' | 'segment_code'> = {}): ListRow => ({
  rowId: `row of ${code}`,
  segment_code: code,
  segment_name: `Name of ${code}`,
  ...fields,
});

/** A list of one chunk, of segments that are told by their codes. */
export const listOf = (...rows: (string | ListRow)[]): ReconcileRequest['list'] => [
  { rows: rows.map((one) => (typeof one === 'string' ? row(one) : one)) },
];

export const patches = ({ requests }: Pick<Outcome, 'requests'>): number =>
  requests.filter(({ kind }) => kind === 'batch').length;
