import { otherwise } from '../../../connector/reconcile/fields.ts';
import type { WireOperation } from '../../../spec/taxonomy/batch.ts';
import type { Sandbox, SandboxOptions, WireSegment } from '../../../spec/taxonomy/sandbox/index.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import type { Going, Sight } from './going.ts';
import { judgeSending } from './judge-sending.ts';
import { keyOf } from './worlds.ts';

/** Clocks are told in whole seconds, and Permutive's times are believed within two (T-3). */
const SLACK_MS = 3_000;

/** One change that a run made to the import, with the segment it was made to. */
export interface Deed {
  readonly operation: WireOperation['operation'];
  readonly code: string;
  readonly id: string;
  /** The segment as it was before. */
  readonly before: WireSegment | undefined;
}

/** Sees every request of a run, knows who made which segment, and tells what must never happen. */
export class Witness implements Sight {
  readonly #sandbox: Sandbox;
  readonly #switches: SandboxOptions;
  readonly #clock: Pick<VirtualClock, 'now'>;
  /** What the codes of one segment have in common. */
  readonly keyOf: (code: string) => string;
  /** Owners by the ids of the segments they made. A segment that is not in here was made by somebody else. */
  readonly makers = new Map<string, string>();
  readonly #adopted = new Set<string>();
  readonly violations: string[] = [];
  deeds: Deed[] = [];
  /** The number of this run's first request. */
  #from = 0;
  /** Who sent the request of a number. */
  readonly #senders = new Map<number, string>();
  /** What the import held when it was looked at last, and how much of the apply log was there. */
  #held = new Map<string, WireSegment>();
  #applied = 0;
  /** Segments that a rival put there or edited, and when last; and those that came while this run was under way. */
  readonly #rivals = new Map<string, number>();
  readonly #meanwhile = new Map<string, number>();
  /** When a Create of a key was sent first in this run. */
  readonly #created = new Map<string, number>();
  /** How many acts of rivals there had been when the import was listed last, and when a key was read. */
  #listedAt = 0;
  readonly #readAt = new Map<string, number>();
  /** When the same was done, in milliseconds: reads that lag do not show what came a moment before them. */
  #listedMs = 0;
  readonly #readMs = new Map<string, number>();
  #acts = 0;

  constructor(sandbox: Sandbox, switches: SandboxOptions, clock: Pick<VirtualClock, 'now'>) {
    this.#clock = clock;
    this.#sandbox = sandbox;
    this.#switches = switches;
    this.keyOf = keyOf(switches);
  }

  /** What the import holds now, by key. */
  held(): ReadonlyMap<string, WireSegment> {
    this.#catchUp();
    return this.#held;
  }

  /** Another run begins. */
  begin(): void {
    this.#catchUp();
    this.deeds = [];
    this.#from = this.#sandbox.requests.length;
    this.#created.clear();
    this.#meanwhile.clear();
  }

  /** How often somebody else has changed the import. */
  get acts(): number {
    return this.#acts;
  }

  adopt(owner: string, id: string): void {
    this.#adopted.add(`${owner} ${id}`);
  }

  isAdopted(owner: string, id: string): boolean {
    return this.#adopted.has(`${owner} ${id}`);
  }

  /** Lets somebody else change the import. */
  rival(now: number, act: () => void): void {
    this.#catchUp();
    const before = this.#held;
    act();
    this.#held = this.#look();
    this.#acts += 1;
    for (const [key, segment] of this.#held) {
      const { id } = segment;
      if (JSON.stringify(before.get(key)) === JSON.stringify(segment)) continue;
      this.#rivals.set(id, now);
      if (before.get(key)?.id !== id) this.#meanwhile.set(id, this.#acts);
    }
  }

  /** Whether a rival put a segment there after the run looked at it last: nothing can tell it then. */
  cameUnseen({ id, code }: WireSegment): boolean {
    const cameAt = this.#meanwhile.get(id);
    if (cameAt === undefined) return false;
    const key = this.keyOf(code);
    const shownFrom = (this.#rivals.get(id) ?? 0) + (this.#switches.readsLagMs ?? 0);
    const isSeen = (at: number, ms: number) => cameAt <= at && shownFrom <= ms;
    return !isSeen(this.#listedAt, this.#listedMs) && !isSeen(this.#readAt.get(key) ?? 0, this.#readMs.get(key) ?? 0);
  }

  /** The way to the import for one process of an owner. `meanwhile` is what others do between its requests. */
  transport(going: Going, meanwhile: () => void): typeof fetch {
    return async (input, init) => {
      await going.process.lives();
      meanwhile();
      this.#catchUp();
      const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
      if (method === 'PATCH') this.#sending(going, String(init?.body ?? ''));
      else this.#looking(new URL(input instanceof Request ? input.url : String(input)).pathname);
      this.#senders.set(this.#sandbox.requests.length, going.owner);
      try {
        return await this.#sandbox.fetch(input, init);
      } finally {
        this.#catchUp();
        await going.process.lives();
      }
    };
  }

  #looking(path: string): void {
    const [, code] = /\/segments\/code\/(.+)$/.exec(path) ?? [];
    const now = this.#clock.now();
    if (code !== undefined) {
      const key = this.keyOf(decodeURIComponent(code));
      this.#readAt.set(key, this.#acts);
      this.#readMs.set(key, now);
    } else if (path.endsWith('/segments')) {
      this.#listedAt = this.#acts;
      this.#listedMs = now;
    }
  }

  #sending(going: Going, body: string): void {
    if (!body.startsWith('{')) return;
    const { operations } = JSON.parse(body) as { operations: WireOperation[] }; // The connector's own.
    for (const operation of operations) this.#passedOver(going, operation);
    for (const what of judgeSending(operations, going, this)) this.violations.push(what);
  }

  /**
   * A server that overwrites, or passes over, tells no difference between a Create that made a segment and one that met what a rival
   * made or edited a moment ago (docs/decisions/034): then it counts as the owner's. Where it shows other values than were sent, which
   * it does not keep otherwise, it does tell.
   */
  #passedOver({ owner }: Going, operation: WireOperation): void {
    if (operation.operation !== 'Create') return;
    const { conflicts, stamps, answers, values } = this.#switches;
    if (conflicts !== 'overwrite' && conflicts !== 'ignore' && answers !== 'error_inside') return;
    const key = this.keyOf(operation.data.code);
    const now = this.#sandbox.requests.at(-1)?.at ?? 0;
    const sentAt = this.#created.get(key) ?? now;
    this.#created.set(key, sentAt);
    const held = this.#held.get(key);
    const touched = held && this.#rivals.get(held.id);
    if (held === undefined || touched === undefined) return;
    const shows = conflicts === 'ignore' && values === undefined && otherwise(operation.data, held) !== undefined;
    const untold = conflicts === 'overwrite' || stamps === 'left_out';
    if (!shows && (untold ? this.#meanwhile.has(held.id) : touched >= sentAt - SLACK_MS))
      this.makers.set(held.id, owner);
  }

  #look(): Map<string, WireSegment> {
    return new Map(this.#sandbox.segments().map((segment) => [this.keyOf(segment.code), segment]));
  }

  /** Takes in what was carried out since, be it at once or later than its request was answered. */
  #catchUp(): void {
    const { applied } = this.#sandbox;
    if (applied.length === this.#applied) return;
    const now = this.#look();
    const there = new Map(this.#held);
    for (const { operation, code, request } of applied.slice(this.#applied)) {
      const owner = this.#senders.get(request) ?? '';
      const key = this.keyOf(code);
      const before = there.get(key);
      const after = now.get(key);
      const id = before?.id ?? after?.id ?? '';
      if (operation === 'Create' && before === undefined && after !== undefined) this.makers.set(id, owner);
      // What an earlier run sent may be carried out while this one is under way: that run has told it.
      if (request >= this.#from) this.deeds.push({ operation, code, id, before });
      if (operation === 'Delete') there.delete(key);
      else if (after !== undefined) there.set(key, after);
    }
    this.#applied = applied.length;
    this.#held = now;
  }
}
