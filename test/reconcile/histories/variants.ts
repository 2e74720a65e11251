import { withholdsAll } from '../../../connector/reconcile/guard.ts';
import type { SnapshotChange, SnapshotEntry, SnapshotStore } from '../../../connector/reconcile/snapshot.ts';
import type { Variant } from './start.ts';

type Fetch = typeof globalThis.fetch;

/** Without the id: a code is all that a segment is known by. */
const withoutIds: Variant = {
  fetch:
    (fetch): Fetch =>
    async (input, init) => {
      const response = await fetch(input, init);
      const text = await response.text();
      const blind = text.replace(/"id":"[^"]*","code":"([^"]*)"/g, '"id":"of $1","code":"$1"');
      const empty = response.status === 204 || response.status === 304;
      return new Response(empty ? null : blind, { status: response.status, headers: response.headers });
    },
};

/** Whatever a crash left as the intent to create is taken for done. */
const pendingTrusted: Variant = {
  store: (disk, held): SnapshotStore => ({
    async open() {
      const session = await disk.open();
      const trusted = (entry: SnapshotEntry): SnapshotEntry => {
        const { code, owned, pending } = entry;
        const id = held().get(code)?.id;
        if (owned !== undefined || pending?.operation !== 'Create' || id === undefined) return entry;
        return { code, owned: { origin: 'created', id, base: pending.fields } };
      };
      return {
        ...session,
        async *read() {
          for await (const piece of session.read()) yield piece.map(trusted);
        },
      };
    },
  }),
};

/** An intent is taken back with the next record after the request, not before it. */
const takenBackLate: Variant = {
  store: (disk): SnapshotStore => ({
    async open() {
      const session = await disk.open();
      let late: SnapshotChange[] = [];
      return {
        ...session,
        record(changes) {
          const isLate = (change: SnapshotChange) =>
            'forget' in change && disk.entries.get(change.forget)?.pending?.operation === 'Create';
          const now = [...late, ...changes.filter((change) => !isLate(change))];
          late = changes.filter(isLate);
          return session.record(now);
        },
      };
    },
  }),
};

/** A budget instead of a guard: of any set of deletions the first two are carried out. */
const budget: Variant = {
  machinery: { guard: () => undefined },
  fetch:
    (fetch): Fetch =>
    (input, init) => {
      const body = String(init?.body ?? '');
      if (!body.includes('"operation":"Delete"')) return fetch(input, init);
      const { operations } = JSON.parse(body) as { operations: unknown[] }; // The connector's own.
      return fetch(input, { ...init, body: JSON.stringify({ operations: operations.slice(0, 2) }) });
    },
};

/** Protection that a run is asked for and the next one does not know. */
const protectionForgotten: Variant = {
  store: (disk): SnapshotStore => ({
    async open() {
      const session = await disk.open();
      return { ...session, record: (changes) => session.record(changes.filter((change) => !('protect' in change))) };
    },
  }),
};

/** What somebody agreed to once goes for every run after it. */
const approvalRemembered: Variant = {
  machinery: {
    guard: (removals, guard) => withholdsAll(removals, { ...guard, approveDeletions: guard.approveDeletions ?? 100 }),
  },
};

/** Broken variants of the product, and the rule that each breaks in histories. */
export const VARIANTS: readonly (readonly [what: string, variant: Variant, rule: string])[] = [
  ['ownership without the id', withoutIds, 'N-1'],
  ['pending Creates that are trusted', pendingTrusted, 'N-1'],
  ['an intent that is taken back late', takenBackLate, 'R-8'],
  ['a budget instead of a guard', budget, 'N-4'],
  ['protection that is not kept', protectionForgotten, 'R-12'],
  ['an approval that is remembered', approvalRemembered, 'N-4'],
];
