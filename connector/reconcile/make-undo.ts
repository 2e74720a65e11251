import { createHash } from 'node:crypto';
import { ConnectorError } from '../../spec/host/errors.ts';
import type { Segment, SegmentFields } from '../../spec/host/segment.ts';
import { systemClock } from '../clock.ts';
import type { Observed } from './decide.ts';
import { isAsItWas } from './deletions.ts';
import { FIELDS, type Field, fieldsOf, given, sameValue } from './fields.ts';
import { protects } from './guard.ts';
import { headerOf } from './make-plan.ts';
import type { Plan, PlannedChange, WithheldChange } from './plan.ts';
import { PlannedChanges } from './plan-file.ts';
import type { Machinery } from './reconcile.ts';
import type { Owner, ReconcileContext } from './request.ts';
import { inRoom, type Room } from './room.ts';

/** One thing that a run did, as its results tell it. */
export interface Done {
  readonly code: string;
  readonly did: 'created' | 'updated' | 'deleted';
  readonly id?: string;
  /** The fields that the run left. */
  readonly after?: SegmentFields;
}

export interface UndoRequest extends Owner {
  /** What the import held before the run. */
  backup: ReadonlyMap<string, Segment>;
  done: AsyncIterable<Done> | Iterable<Done>;
}

/** A plan that undoes, and what it cannot bring back. */
export interface Undo {
  readonly plan: Plan;
  /** Segments that come back under another id: memberships and cohorts that knew the old one do not follow. */
  readonly newIds: readonly string[];
  /** Fields that were absent before: a value can be replaced, and not be taken away. */
  readonly keptFields: readonly { readonly code: string; readonly field: Field }[];
}

/**
 * Plans to bring what a run changed back to what it was, and nothing else. A segment that was touched since is left alone, and named in the
 * plan's header as withheld.
 *
 * @throws {ConnectorError} for settings, snapshots and imports that cannot be used.
 */
export async function planUndo(
  request: UndoRequest,
  context: Omit<ReconcileContext, 'onRowResult'>,
  { clock = systemClock }: Machinery = {},
): Promise<Undo> {
  return inRoom(
    request,
    context,
    clock,
    async (room) => {
      const making = new Undoing(room, request.backup);
      for await (const done of request.done) making.take(done);
      return making.under(headerOf(room, clock));
    },
    (why) => {
      throw why.kind === 'cancelled' ? context.signal?.reason : ConnectorError.of(why.error);
    },
  );
}

class Undoing {
  readonly #room: Room;
  readonly #backup: ReadonlyMap<string, Segment>;
  readonly #changes = new PlannedChanges();
  readonly #withheld: WithheldChange[] = [];
  readonly #digest = createHash('sha256');
  readonly #counts = { create: 0, update: 0, delete: 0, unchanged: 0 };
  readonly #newIds: string[] = [];
  readonly #keptFields: { code: string; field: Field }[] = [];
  readonly #isProtected: (code: string) => boolean;

  constructor(room: Room, backup: ReadonlyMap<string, Segment>) {
    this.#room = room;
    this.#backup = backup;
    this.#isProtected = protects(room.session.header.protect);
  }

  take(done: Done): void {
    this.#digest.update(`${JSON.stringify([done.code, done.did, done.id])}\n`);
    const observed = this.#room.census.observed(done.code);
    const before = this.#backup.get(done.code);
    switch (done.did) {
      case 'created':
        this.#uncreate(done, observed);
        break;
      case 'updated':
        this.#restore(done, before, observed);
        break;
      case 'deleted':
        this.#recreate(done, before, observed);
        break;
    }
  }

  #uncreate({ code, id, after }: Done, observed: Observed | 'absent'): void {
    if (observed === 'absent') this.#counts.unchanged += 1;
    else if (this.#isProtected(this.#room.census.remembered(code))) this.#withhold(code, observed, 'protected');
    // Nothing proves that the run made what is there.
    else if (id === undefined) this.#withhold(code, observed, 'ownership_uncertain');
    // Its own by id and values; touched by nobody since.
    else if (after !== undefined && isAsItWas({ id, fields: after }, observed))
      this.#add({ operation: 'Delete', code, id, before: fieldsOf(observed.fields), after: null });
    else this.#withhold(code, observed);
  }

  #restore({ code, after }: Done, before: Segment | undefined, observed: Observed | 'absent'): void {
    const left =
      after !== undefined &&
      observed !== 'absent' &&
      given(after).every((field) => sameValue(field, after, observed.fields));
    if (before === undefined || !left || observed.id !== before.id) {
      this.#withhold(code, observed);
      return;
    }
    const changed = FIELDS.filter((field) => !sameValue(field, before, observed.fields));
    const absent = changed.filter((field) => before[field] === undefined);
    for (const field of absent) this.#keptFields.push({ code, field });
    const back = changed.filter((field) => before[field] !== undefined).map((field) => [field, before[field]]);
    if (back.length === 0) {
      this.#counts.unchanged += 1;
      return;
    }
    const fields = fieldsOf(observed.fields);
    this.#add({
      operation: 'Update',
      code,
      ...(before.id !== undefined && { id: before.id }),
      before: fields,
      after: fieldsOf(Object.fromEntries(back)),
    });
  }

  #recreate({ code }: Done, before: Segment | undefined, observed: Observed | 'absent'): void {
    if (observed !== 'absent' || before === undefined) {
      this.#withhold(code, observed);
      return;
    }
    this.#newIds.push(code);
    this.#add({ operation: 'Create', code, before: null, after: fieldsOf(before) });
  }

  #add(change: Omit<PlannedChange, 'reason' | 'warnings'>): void {
    this.#changes.add({ ...change, reason: 'undone', warnings: [] });
    this.#counts[change.operation === 'Create' ? 'create' : change.operation === 'Update' ? 'update' : 'delete'] += 1;
  }

  #withhold(code: string, observed: Observed | 'absent', reason: WithheldChange['reason'] = 'edited_elsewhere'): void {
    const name = observed === 'absent' ? undefined : observed.fields.name;
    this.#withheld.push({ code, ...(name !== undefined && { name }), reason });
  }

  under(header: ReturnType<typeof headerOf>): Undo {
    const plan = this.#changes.under({
      ...header,
      listSha256: this.#digest.digest('hex'),
      counts: {
        ...this.#counts,
        failed: 0,
        skipped: 0,
        withheld: this.#withheld.length,
        owned: 0,
        foreign: 0,
        drift: 0,
      },
      withheld: this.#withheld.slice(0, 1_000),
    });
    return { plan, newIds: this.#newIds, keptFields: this.#keptFields };
  }
}
