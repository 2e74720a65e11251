import { ConnectorError } from '../../../spec/host/errors.ts';
import { UsageError } from '../usage-error.ts';
import { fingerprintOf, staleSegments } from './fingerprint.ts';
import { PlanLines } from './plan-lines.ts';
import type { Drawn, Proposal } from './proposal.ts';
import type { PlanState } from './protocol.ts';

/** A plan, and everything it is a plan of: when one of these changes it is another plan. */
export interface PlanOrder {
  readonly id: number;
  readonly proposal: Proposal;
  /** What its fingerprint is over, beside its lines. */
  readonly about: unknown;
  readonly head: Pick<PlanState, 'effect' | 'corrections' | 'undoes' | 'resumes'>;
  /** The run that it goes on from, with the runs before that one. */
  readonly after?: { readonly number: number; readonly runIds: readonly string[] };
  readonly changed: (now?: boolean) => void;
}

/** What a proposal would change; and whether that still holds. */
export class Plan {
  readonly order: PlanOrder;
  lines = new PlanLines();
  state: PlanState;
  readonly #cancel = new AbortController();

  constructor(order: PlanOrder) {
    this.order = order;
    this.state = {
      ...order.head,
      id: order.id,
      status: 'reading',
      settled: 0,
      expected: order.proposal.input.rows ?? 0,
      at: new Date().toISOString(),
      counts: this.lines.counts,
      rows: 0,
      keptBack: [],
    };
  }

  /** The segment's name, as the plan knows it. */
  nameOf(code: string | null): string | undefined {
    return code === null ? undefined : this.lines.named(code);
  }

  /** Never rejects: a plan that cannot be made says why. */
  async make(): Promise<void> {
    const lines = new PlanLines();
    const drawn = await this.#draw(lines);
    if (this.#cancel.signal.aborted) return;
    this.lines = lines;
    const { counts, keptBack } = lines;
    const rows = Object.values(counts).reduce((sum, count) => sum + count.rows, 0);
    const reason = faultOf(drawn);
    this.#change(
      reason === undefined
        ? {
            ...drawn.about,
            status: 'ready',
            counts,
            keptBack,
            rows,
            at: new Date().toISOString(),
            fingerprint: fingerprintOf(this.order.about, lines.all()),
          }
        : { status: 'failed', reason },
    );
  }

  /** Draws it again. @returns whether everything is as it was shown; when not the plan has expired, and says why. */
  async stillHolds(): Promise<boolean> {
    this.#change({ status: 'rereading', settled: 0 });
    const now = new PlanLines();
    const drawn = await this.#draw(now);
    const reason = faultOf(drawn);
    if (reason !== undefined) return this.#expire(`The import could not be read again: ${reason}`);
    const stale = staleSegments(this.lines.all(), now.all(), { part: this.order.proposal.part });
    if (stale.length === 0) return true;
    this.#change({
      status: 'expired',
      reason: 'The import is not as this plan was made for. Nothing was sent.',
      stale: stale.slice(0, 20),
    });
    return false;
  }

  used(run: number): void {
    this.#change({ status: 'used', run });
  }

  expire(reason: string): void {
    if (this.state.status === 'ready' || this.state.status === 'reading') this.#expire(reason);
  }

  cancel(): void {
    this.#cancel.abort();
  }

  #expire(reason: string): false {
    this.#change({ status: 'expired', reason });
    return false;
  }

  #draw(lines: PlanLines): Promise<Drawn> {
    let settled = 0;
    return this.order.proposal.draw(
      lines,
      {
        signal: this.#cancel.signal,
        onRequest: (event) => this.#change({ waitingUntil: event.kind === 'wait' ? event.until : undefined }),
      },
      () => {
        settled += 1;
        this.state = { ...this.state, settled };
        this.order.changed();
      },
    );
  }

  #change(part: Partial<Omit<PlanState, 'waitingUntil'>> & { waitingUntil?: string | undefined }): void {
    const { waitingUntil: _, ...state } = this.state;
    const { waitingUntil, ...rest } = part;
    this.state = { ...state, ...rest, ...(waitingUntil !== undefined && { waitingUntil }) };
    this.order.changed(part.status !== undefined);
  }
}

/** What broke a plan off, in words made for people: another's text could hold anything. */
function faultOf({ fault, summary }: Drawn): string | undefined {
  if (fault instanceof ConnectorError) return `${fault.message} ${fault.remedy}`;
  if (fault instanceof UsageError) return fault.message;
  if (fault !== undefined) return 'The file could not be read to its end.';
  if (summary?.fatal !== undefined) return `${summary.fatal.message} ${summary.fatal.remedy}`;
  return undefined;
}
