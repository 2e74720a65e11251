import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Checkpoints, type RecordEnd, type Ticket } from '../../connector/hosts/checkpoints.ts';

const SCOPES = ['a', 'b', 'c'];

type Step =
  | { readonly do: 'receive'; readonly scope: string; readonly end: RecordEnd }
  | { readonly do: 'mark'; readonly scope: string | undefined }
  /** Settles one of the open records, whichever. */
  | { readonly do: 'settle'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      scope: fc.constantFrom(...SCOPES),
      end: fc.constantFrom<RecordEnd>('accepted', 'accepted', 'accepted', 'rejected', 'blocked'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('mark' as const), scope: fc.constantFrom(undefined, ...SCOPES) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const), which: fc.nat() }) },
);

interface Entry {
  readonly scope: string;
  readonly end: RecordEnd;
  settled: boolean;
}

/** The plain reading of A-14: everything is kept, and looked through again each time. */
class Model {
  readonly log: ({ record: Entry } | { mark: number; scope: string | undefined })[] = [];

  /** Marks of a scope that are due, with the counts since the one before. */
  due(scope: string | undefined): { mark: number; accepted: number; rejected: number }[] {
    const due: { mark: number; accepted: number; rejected: number }[] = [];
    let counts = { accepted: 0, rejected: 0 };
    for (const entry of this.log) {
      if ('record' in entry) {
        const { record } = entry;
        if (scope !== undefined && record.scope !== scope) continue;
        if (!record.settled || record.end === 'blocked') return due;
        counts[record.end] += 1;
      } else if (entry.scope === scope) {
        due.push({ mark: entry.mark, ...counts });
        counts = { accepted: 0, rejected: 0 };
      }
    }
    return due;
  }
}

describe('Checkpoints', () => {
  it('A-14: a mark is due exactly when all before it in its scope is done, in order, once, with counts that add up', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const checkpoints = new Checkpoints<number>();
        const model = new Model();
        const open: { record: Entry; ticket: Ticket<number> }[] = [];
        const told = new Map<string | undefined, unknown[]>();
        const scopeOf = new Map<number, string | undefined>();
        const gone = new Set<number>();
        const settle = (at: number) => {
          const [one] = open.splice(at, 1);
          if (one === undefined) return;
          one.record.settled = true;
          checkpoints.settle(one.ticket, one.record.end);
        };
        const compare = () => {
          const { due, dropped } = checkpoints.take();
          for (const { mark, ...counts } of due) {
            const scope = scopeOf.get(mark);
            told.set(scope, [...(told.get(scope) ?? []), { mark, ...counts }]);
          }
          for (const mark of dropped) gone.add(mark);
          for (const scope of [undefined, ...SCOPES]) expect(told.get(scope) ?? []).toEqual(model.due(scope));
        };
        for (const [at, action] of steps.entries()) {
          if (action.do === 'receive') {
            const record = { scope: action.scope, end: action.end, settled: false };
            model.log.push({ record });
            open.push({ record, ticket: checkpoints.receive(action.scope) });
          } else if (action.do === 'mark') {
            scopeOf.set(at, action.scope);
            model.log.push({ mark: at, scope: action.scope });
            checkpoints.mark(at, action.scope);
          } else if (open.length > 0) settle(action.which % open.length);
          compare();
        }
        while (open.length > 0) {
          settle(0);
          compare();
        }
        // Every mark came due or was given up: none is held for ever.
        const due = [...told.values()].flat().map((one) => (one as { mark: number }).mark);
        expect([...due, ...gone].sort()).toEqual([...scopeOf.keys()].sort());
      }),
      { numRuns: 500 },
    );
  });

  it('tells of a host that settles a record twice', () => {
    const checkpoints = new Checkpoints<number>();
    const ticket = checkpoints.receive('a');
    checkpoints.settle(ticket, 'accepted');
    expect(() => checkpoints.settle(ticket, 'accepted')).toThrow('More records were settled than received.');
  });
});
