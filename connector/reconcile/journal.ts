import { ConnectorError, type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { RowResult } from '../../spec/host/row-result.ts';
import type { SegmentFields } from '../../spec/host/segment.ts';
import { isSegment, readSegment, type SeenSegment } from '../send/decode.ts';
import type { BatchVerdict, ImportApi } from '../send/import-api.ts';
import { fieldsOf, otherwise, type Values } from './fields.ts';
import type { SnapshotChange, SnapshotEntry, SnapshotSession } from './snapshot.ts';

/** Facts recorded at the latest when there are so many: they must not pile up while nothing is sent. */
const FACTS_A_RECORD = 5_000;
/** Clocks differ, and Permutive's times are cut: what is this much older than a request is older than it (T-3). */
const CLOCK_SLACK_MS = 2_000;

/** A code on its way through write(). */
interface UnderWay {
  /** What the snapshot says of it, where it is ours. */
  readonly entry: SnapshotEntry | undefined;
  /** What is wanted of it; nothing for a deletion. */
  readonly wanted: Values | undefined;
  /** The intent that stands in the snapshot. */
  intent: 'Create' | 'Delete' | undefined;
  /** Permutive accepted its Create: then what is there afterwards was made by it. */
  accepted: boolean;
  /** When that was sent, in milliseconds since the epoch. */
  sentAt: number;
  /** The segment as it was told last after something was sent. */
  seen: SeenSegment | undefined;
  /** The same where the answer to what was sent told it: of a value read later nobody knows who made it (N-12). */
  answered: SeenSegment | undefined;
}

/** What the run learned of a segment it changed. */
export interface Told {
  readonly id?: string | undefined;
  readonly after?: SegmentFields;
}

/**
 * Keeps the snapshot ahead of what is sent and true to what came of it: intents before a request, a Create's intent taken back before
 * the Update that shows it met somebody's segment, facts once a row has settled.
 */
export class ImportJournal {
  readonly #session: SnapshotSession;
  readonly #underWay = new Map<string, UnderWay>();
  #facts: SnapshotChange[] = [];
  /** Why nothing can be recorded any more, and so nothing be sent. */
  failure: ErrorDetail | undefined;

  constructor(session: SnapshotSession) {
    this.#session = session;
  }

  /** Announces a code before write() is given its row. `entry`: the snapshot's, where the segment is ours. */
  expect(code: string, entry: SnapshotEntry | undefined, wanted: Values | undefined): void {
    this.#underWay.set(code, {
      entry,
      wanted,
      intent: undefined,
      accepted: false,
      sentAt: 0,
      seen: undefined,
      answered: undefined,
    });
  }

  /** The import as write() shall send to it. */
  through = (api: ImportApi): ImportApi => ({
    ...api,
    send: async (group, how, of) => {
      const sent = group.map((one) => ({ code: how.changeOf(one).code, kind: how.kindOf(one) }));
      await this.#record(sent.flatMap(({ code, kind }) => this.#intentOf(code, kind)));
      if (this.failure !== undefined)
        return { kind: 'denied', error: this.failure, requests: [], trail: 'none', sentAt: 0 };
      const verdict = await api.send(group, how, of);
      this.#heed(verdict, sent);
      return verdict;
    },
    readSegment: async (code) => {
      const verdict = await api.readSegment(code);
      if (verdict.kind === 'success') this.#see(verdict.answer);
      return verdict;
    },
    readPage: async (token) => {
      const verdict = await api.readPage(token);
      if (verdict.kind === 'success') for (const segment of verdict.answer.segments) this.#see(segment);
      return verdict;
    },
  });

  /** What a row of write() came to, made a fact of the snapshot. */
  settle(code: string, { status, outcome, error }: RowResult): Told {
    const under = this.#underWay.get(code);
    if (under === undefined) return {};
    this.#underWay.delete(code);
    if (status === 'succeeded') this.#facts.push(...factsOf(code, under, outcome));
    // Not in effect: the intent came to nothing. Where nobody knows, it stays.
    else if (under.intent !== undefined && error?.code !== 'outcome_unknown')
      this.#facts.push(restored(code, under.entry));
    const { seen, wanted } = under;
    const after = seen ?? wanted;
    return { id: seen?.id, ...(after !== undefined && { after: fieldsOf(after) }) };
  }

  /** A fact that needs nothing to be sent. */
  note(change: SnapshotChange): void {
    this.#facts.push(change);
  }

  /** Records facts when there are enough of them. */
  async keepUp(): Promise<void> {
    if (this.#facts.length >= FACTS_A_RECORD) await this.flush();
  }

  /** Records every fact. */
  flush(): Promise<void> {
    return this.#record([]);
  }

  /** Facts and intents together; without any, it makes sure that the lock is still held (N-8). */
  async #record(intents: readonly SnapshotChange[]): Promise<void> {
    if (this.failure !== undefined) return;
    const facts = this.#facts;
    this.#facts = [];
    try {
      await this.#session.record([...facts, ...intents]);
    } catch (error) {
      this.failure = unrecorded(error);
    }
  }

  #intentOf(code: string, kind: 'Create' | 'Update' | 'Delete'): readonly SnapshotChange[] {
    const under = this.#underWay.get(code);
    if (under === undefined) return [];
    const { entry, wanted } = under;
    switch (kind) {
      case 'Create': {
        under.accepted = false; // Sent once more: what an earlier answer said did not hold.
        under.answered = undefined;
        if (under.intent === 'Create') return [];
        under.intent = 'Create';
        const pending = { operation: 'Create', fields: fieldsOf(wanted ?? {}) } as const;
        return [{ set: { code, ...(entry?.owned && { owned: entry.owned }), pending } }];
      }
      case 'Update': {
        // After a Create whose answer listed the segment, an Update makes sure of a field that Permutive keeps otherwise (T-3).
        if (under.intent !== 'Create' || (under.accepted && under.answered !== undefined)) return [];
        under.accepted = false;
        under.intent = undefined; // The Create met a segment that somebody else had made.
        return [{ forget: code }];
      }
      case 'Delete': {
        if (entry === undefined || under.intent === 'Delete') return [];
        under.intent = 'Delete';
        return [{ set: { ...entry, pending: { operation: 'Delete' } } }];
      }
    }
  }

  #heed(verdict: BatchVerdict, sent: readonly { code: string; kind: string }[]): void {
    if (verdict.kind !== 'success') return;
    const { status, errors, items = [] } = verdict.answer;
    if ((status !== 200 && status !== 201) || errors.length > 0) return;
    for (const { code, kind } of sent) {
      const under = this.#underWay.get(code);
      if (under === undefined || kind !== 'Create') continue;
      under.accepted = true;
      under.sentAt = verdict.sentAt;
    }
    for (const item of items) {
      if (!isSegment(item)) continue;
      const segment = readSegment(item);
      if (segment === undefined) continue;
      this.#see(segment);
      const under = this.#underWay.get(segment.code);
      if (under !== undefined) under.answered = segment;
    }
  }

  #see(segment: SeenSegment): void {
    const under = this.#underWay.get(segment.code);
    if (under === undefined) return;
    // Another id than before: somebody put a segment of their own in its place.
    if (under.seen?.id !== undefined && under.seen.id !== segment.id) under.accepted = false;
    under.seen = segment;
    // Older than the request: the Create was passed over for a segment that had been there (T-3).
    if (Date.parse(segment.updatedAt ?? '') < under.sentAt - CLOCK_SLACK_MS) under.accepted = false;
  }
}

/** What is known once a change is in effect. */
function factsOf(code: string, under: UnderWay, outcome: RowResult['outcome']): readonly SnapshotChange[] {
  const { entry, wanted, intent, accepted, seen, answered } = under;
  if (wanted === undefined) return [{ forget: code }];
  const kept = answered && otherwise(wanted, answered);
  if (intent === 'Create') {
    if (!accepted || seen?.id === undefined) {
      // In effect without proof whose doing it was: the intent stays, and is presumed. Else it is somebody else's.
      return outcome === 'created' ? [] : [{ forget: code }];
    }
    const owned = { origin: 'created', id: seen.id, base: fieldsOf(wanted), ...(kept && { kept }) } as const;
    return [{ set: { code, owned } }];
  }
  return entry?.owned === undefined ? [] : [{ set: { code, owned: renewed(entry.owned, wanted, kept) } }];
}

/** An owned segment after it was asked for `wanted`, of which Permutive keeps `kept`. */
export function renewed(
  owned: NonNullable<SnapshotEntry['owned']>,
  wanted: Values,
  kept: SegmentFields | undefined,
): NonNullable<SnapshotEntry['owned']> {
  const { kept: before = {}, base, ...rest } = owned;
  const asked = fieldsOf(wanted);
  const stillKept = Object.entries(before).filter(([field]) => !Object.hasOwn(asked, field));
  const keeps = { ...Object.fromEntries(stillKept), ...kept };
  return { ...rest, base: { ...base, ...asked }, ...(Object.keys(keeps).length > 0 && { kept: keeps }) };
}

const restored = (code: string, entry: SnapshotEntry | undefined): SnapshotChange =>
  entry?.owned === undefined ? { forget: code } : { set: { code, owned: entry.owned } };

function unrecorded(error: unknown): ErrorDetail {
  if (error instanceof ConnectorError) return errorDetail(error.code, { message: error.message });
  const why = error instanceof Error ? error.message : 'for an unknown reason';
  return errorDetail('snapshot_conflict', {
    message: `The snapshot could not be written, so nothing more was sent: ${why}`,
  });
}
