import type { ChangeSet } from '../../spec/host/change-set.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import { yieldToEventLoop } from '../clock.ts';
import { fingerprintOf } from '../imported/fingerprint.ts';
import { SegmentIndex } from '../imported/segment-index.ts';
import { type Decision, decide, type Observed, type Ownership, ownershipOf } from './decide.ts';
import { Deliveries, type Delivery } from './deliveries.ts';
import { type Drift, takeDrift } from './drift.ts';
import { renewed } from './facts.ts';
import { fieldsOf, given, otherwise, sameValue, type Values } from './fields.ts';
import type { ImportJournal } from './journal.ts';
import { entryOf } from './owned-entry.ts';
import { OwnedNames } from './owned-names.ts';
import type { PlannedFact, PlanReason } from './plan.ts';
import type { ReconcileRequest } from './request.ts';
import type { Room } from './room.ts';
import type { SnapshotEntry } from './snapshot.ts';
import type { Telling } from './telling.ts';
import { chunkIn, WantedList } from './wanted-list.ts';

/** Why a listed segment is sent. */
export interface Why {
  readonly reason: PlanReason;
  /** The name of the segment stands at an owned code that may be missing from the list. */
  readonly twin?: string;
}

type Sent = Delivery<Why>;

/** Takes what a plan is made of. */
interface Planning {
  settled(delivery: Sent, result: RowResult): void;
  asked(fact: PlannedFact): void;
}

/** Rows decided about before timers, sockets and the garbage collector get a turn. */
const ROWS_BETWEEN_BREATHS = 1_000;

/** Reads a list, decides about each row, and gives write() those that need something sent. */
export class ListRun {
  readonly wanted: WantedList;
  readonly index = new SegmentIndex();
  readonly deliveries: Deliveries<Why>;
  readonly drift: Drift = { edited: 0, deleted: 0 };
  /** Owned codes whose name a new code of the list bears. */
  readonly changedCodes = new Set<string>();
  readonly #room: Room;
  readonly #request: Pick<ReconcileRequest, 'drift'>;
  readonly #telling: Telling;
  readonly #journal: ImportJournal | undefined;
  readonly #planning: Planning | undefined;
  /** Creates that wait for the end of the list: a code of this owner has their name, and may turn out to be missing. */
  readonly #held: { delivery: Sent; twins: readonly string[] }[] = [];
  readonly #names: OwnedNames;

  /** With `planning` the pairs of R-13 are planned, and told as such; a run by itself withholds them. */
  constructor(
    room: Room,
    request: Pick<ReconcileRequest, 'drift'>,
    telling: Telling,
    journal: ImportJournal | undefined,
    planning?: Planning,
  ) {
    this.#room = room;
    this.#request = request;
    this.#telling = telling;
    this.#journal = journal;
    this.#planning = planning;
    this.#names = new OwnedNames(room.census);
    this.wanted = new WantedList(room.census);
    this.index.complete = room.census.complete;
    this.deliveries = new Deliveries(telling, journal, (delivery, result) => this.#settled(delivery, result));
  }

  /** What write() is given: the rows that need something sent, in the list's order. */
  async *changeSets(): AsyncGenerator<ChangeSet> {
    for await (const chunk of this.#room.list) {
      const { rows, incomplete } = chunkIn(chunk);
      if (incomplete !== undefined) this.wanted.incomplete ??= incomplete;
      this.#telling.receive(rows.length);
      const sent: Sent[] = [];
      for (let at = 0; at < rows.length; at += 1) {
        if (at % ROWS_BETWEEN_BREATHS === 0) await yieldToEventLoop();
        const delivery = await this.#take(rows[at]);
        if (delivery !== undefined) sent.push(delivery);
      }
      if (sent.length > 0) yield this.#changeSetOf(sent);
      await this.#journal?.keepUp();
    }
    const released = await this.#release();
    if (released.length > 0) yield this.#changeSetOf(released);
  }

  #changeSetOf(sent: readonly Sent[]): ChangeSet {
    for (const { code, observed } of sent)
      if (observed !== 'absent') this.index.set(code, fingerprintOf(observed.fields));
    return { rows: sent.map((delivery) => this.deliveries.rowOf(delivery)) };
  }

  async #take(raw: unknown): Promise<Sent | undefined> {
    const row = this.wanted.take(raw);
    switch (row.kind) {
      case 'failed':
        await this.deliveries.unsent(row.rowId, row.code, 'failed', row.error);
        return undefined;
      case 'same':
        void this.deliveries.share(row.rowId, row.code, this.#room.census.keptAs(row.code));
        return undefined;
      case 'wanted':
        return this.#expected(await this.#decide(row.rowId, row.code, row.wanted));
    }
  }

  #expected(delivery: Sent | undefined): Sent | undefined {
    if (delivery !== undefined) this.deliveries.expect(delivery);
    return delivery;
  }

  async #decide(rowId: string, code: string, wanted: Values): Promise<Sent | undefined> {
    const { census } = this.#room;
    const entry = census.entry(code);
    const observed = census.observed(code);
    const ownership = ownershipOf(entry, observed);
    const decision = decide(wanted, ownership, observed);
    const ours = ownership.whose === 'ours' ? entryOf(code, entry, ownership, observed) : undefined;
    if (entry !== undefined && ours === undefined) this.#journal?.note({ forget: code });
    // An intent that a crash left is judged now: it must not stand beside what is sent next.
    if (entry?.pending !== undefined && ours !== undefined) this.#journal?.note({ set: ours });
    const delivery = (reason: PlanReason): Sent => ({
      rowId,
      code,
      wanted,
      entry: ours,
      observed,
      why: { reason },
    });
    switch (decision.do) {
      case 'nothing':
        if (ours !== undefined) this.#noteUnchanged(entry, ours, wanted, observed);
        await this.deliveries.unchanged(rowId, census.keptAs(code));
        return undefined;
      case 'update':
        if (decision.drift && this.#request.drift === 'keep') return this.#keep(rowId, code, 'edited');
        return delivery(reasonOfUpdate(ownership, decision));
      case 'create':
        return this.#create(delivery(decision.drift ? 'deleted_elsewhere' : 'new'));
      case 'drop':
      case 'delete':
      case 'leave_foreign':
        return undefined; // Of codes that no row names.
    }
  }

  async #keep(rowId: string, code: string, what: 'edited' | 'deleted'): Promise<undefined> {
    this.drift[what] += 1;
    const message =
      what === 'deleted'
        ? `Somebody deleted ${code} at Permutive since the last run; it was not created again.`
        : undefined;
    await this.deliveries.decidedUnsent(
      rowId,
      code,
      'skipped',
      errorDetail('drift_kept', message === undefined ? {} : { message }),
    );
  }

  async #create(delivery: Sent): Promise<Sent | undefined> {
    const { rowId, code, wanted, why } = delivery;
    const isDrift = why.reason === 'deleted_elsewhere';
    // Where the listing was not whole, a missing code may be there: the Create tells (T-4).
    if (isDrift && this.#request.drift === 'keep' && this.#room.census.complete)
      return this.#keep(rowId, code, 'deleted');
    if (wanted.name === undefined) {
      const message = `${code} is new and has no name.`;
      await this.deliveries.decidedUnsent(
        rowId,
        code,
        'failed',
        errorDetail('missing_segment_name', { field: 'segment_name', message }),
      );
      return undefined;
    }
    const twins = isDrift ? [] : this.#names.unlisted(code, wanted.name);
    if (twins.length === 0) return delivery;
    this.deliveries.expect(delivery);
    this.#held.push({ delivery, twins });
    return undefined;
  }

  /** The list is at its end: a held Create goes out where all codes of its name are listed after all. */
  async #release(): Promise<readonly Sent[]> {
    const released: Sent[] = [];
    for (const { delivery, twins } of this.#held.splice(0)) {
      const { code } = delivery;
      const missing = twins.filter((twin) => !this.#room.census.isListed(twin));
      for (const twin of missing) this.changedCodes.add(twin);
      const [twin] = missing;
      if (twin === undefined || this.#planning !== undefined) {
        const told = twin === undefined ? delivery : { ...delivery, why: { ...delivery.why, twin } };
        this.deliveries.expect(told);
        released.push(told);
      } else {
        const message = `${code} is new and looks like a new code of ${twin}, which the list does not have any more: members and cohorts stay with the old code, so neither was touched.`;
        await this.deliveries.refuse(delivery, errorDetail('code_change', { field: 'segment_code', message }));
      }
    }
    return released;
  }

  #noteUnchanged(
    before: SnapshotEntry | undefined,
    ours: SnapshotEntry,
    wanted: Values,
    observed: Observed | 'absent',
  ): void {
    if (ours.owned === undefined || observed === 'absent') return;
    const { base } = ours.owned;
    const asked = given(wanted).every((field) => sameValue(field, wanted, base));
    if (!asked) this.#planning?.asked({ code: ours.code, asked: fieldsOf(wanted) });
    if (asked && before?.pending === undefined && before?.owned !== undefined) return;
    this.#journal?.note({
      set: { code: ours.code, owned: renewed(ours.owned, wanted, otherwise(wanted, observed.fields)) },
    });
  }

  #settled(delivery: Sent, result: RowResult): void {
    const { why, code } = delivery;
    const { segmentCode } = result;
    // Kept under the code of another owned segment: that one is in the list too (N-2, T-3).
    if (segmentCode !== null && segmentCode !== code) this.wanted.nameToo(segmentCode);
    takeDrift(this.drift, why.reason, result);
    this.#planning?.settled(delivery, result);
  }
}

const reasonOfUpdate = ({ whose }: Ownership, { drift }: Extract<Decision, { do: 'update' }>): PlanReason =>
  whose !== 'ours' ? 'taken_over' : drift ? 'edited_elsewhere' : 'list_changed';
