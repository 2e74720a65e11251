import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import { resolveBatch } from '../../connector/recover/batch.ts';
import type { Run } from '../../connector/recover/learned.ts';
import { narrowing } from '../../connector/recover/narrow.ts';
import type { BatchVerdict } from '../../connector/send/import-api.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { places, search, seeded, truthful } from '../support/narrowing-play.ts';
import {
  type Answers,
  accepted,
  aRun,
  ends,
  exhausted,
  failing,
  type Group,
  play,
  refused,
  resolved,
  shown,
  wanted,
} from '../support/step-play.ts';

const refusing =
  (bad: ReadonlySet<string>, how = () => refused()) =>
  (group: Group) =>
    group.some(({ code }) => bad.has(code)) ? how() : accepted(group);

const tallied = (told: Record<string, string>) => {
  const counts: Record<string, number> = {};
  for (const end of Object.values(told)) counts[end] = (counts[end] ?? 0) + 1;
  return counts;
};

describe('a batch that is refused', () => {
  it('T-6: costs only the guilty', () => {
    const { told } = resolved(aRun(), 16, refusing(new Set(['c3', 'c11'])));
    expect(tallied(told)).toEqual({ created: 14, rejected_by_permutive: 2 });
    expect([told['c3'], told['c11']]).toEqual(['rejected_by_permutive', 'rejected_by_permutive']);
  });

  it('T-6: a single one is not sent a second time', () => {
    expect(resolved(aRun(), 1, () => refused())).toEqual({ sent: 1, told: { c0: 'rejected_by_permutive' } });
  });

  it('T-6: a refusal that the segment explains means conflict from then on', () => {
    const old = fingerprintOf({ name: 'Old' });
    const run = aRun();
    const send = (group: Group) => (group.some(({ kind }) => kind === 'Create') ? refused() : accepted(group));
    const { told, sent } = resolved(run, 16, send, () => old);
    expect(tallied(told)).toEqual({ updated: 16 });
    expect([...run.learned.conflicts]).toHaveLength(1);
    expect(sent).toBeLessThanOrEqual(10);
  });

  it('T-7: ends when 56 requests in a row had nothing accepted and 8 rows alone are refused too', () => {
    const { told, sent } = resolved(aRun({ random: Math.random }), 1_000, () => refused());
    expect(sent).toBe(1 + 56 + 8);
    expect(Object.keys(tallied(told)).sort()).toEqual(['not_isolated', 'rejected_by_permutive']);
  });

  it('T-7: 200 rows or fewer are narrowed to the end', () => {
    expect(tallied(resolved(aRun(), 200, () => refused()).told)).toEqual({ rejected_by_permutive: 200 });
  });

  it('T-7: goes on where one of the rows alone is accepted after all', () => {
    let asked = 0;
    const { told } = resolved(aRun({ random: seeded(1) }), 300, (group) => {
      asked += 1;
      return asked <= 57 ? refused() : accepted(group);
    });
    const { created = 0, rejected_by_permutive = 0, ...others } = tallied(told);
    expect([created > 200, created + rejected_by_permutive, others]).toEqual([true, 300, {}]);
  });

  it('T-7: and then ends after 56 more in a row, and 8 rows alone', () => {
    let asked = 0;
    const { sent } = resolved(aRun({ random: seeded(1) }), 1_000, (group) => {
      asked += 1;
      return asked === 58 ? accepted(group) : refused();
    });
    expect(sent).toBe(1 + 56 + 8 + 56 + 8);
  });

  it('T-7: of 201 rows that are left it ends, of 200 not', () => {
    const givenUp = (count: number) =>
      tallied(resolved(aRun({ random: seeded(count) }), count, () => refused()).told)['not_isolated'] ?? 0;
    let count = 245; // Some are found before 56 requests in a row had nothing accepted.
    while (givenUp(count) === 0) count += 1;
    expect(givenUp(count)).toBe(201 - 8); // Eight were tried alone.
  });

  it('T-7: what is left when the budget is spent on the way is what goes out in parts', () => {
    const run = aRun();
    run.learned.narrowingSpent = 598;
    // Of 160, the first 80 pass, then 40 of the others.
    expect(tallied(resolved(run, 160, refusing(new Set(['c150']))).told)).toEqual({ created: 157, not_isolated: 3 });
  });

  it('T-7: when the budget is spent, what is left goes out in 16 parts', () => {
    const run = aRun();
    run.learned.narrowingSpent = 600;
    const { told, sent } = resolved(run, 170, refusing(new Set(['c7'])));
    expect(sent).toBe(1 + 16);
    expect(tallied(told)).toEqual({ created: 159, not_isolated: 11 });
  });

  it('T-7: what is left and found in effect has succeeded', () => {
    const run = aRun();
    run.learned.narrowingSpent = 600;
    const there = (code: string) => (code === 'c8' ? fingerprintOf({ name: 'Wanted' }) : 'absent');
    expect(resolved(run, 160, refusing(new Set(['c7'])), there).told['c8']).toBe('unchanged');
  });

  it('D-5: groups that pass whole in parts twice were refused for their size, which is kept', () => {
    const run = aRun();
    const { told } = resolved(run, 64, (group) => (group.length > 8 ? refused() : accepted(group)));
    expect(tallied(told)).toEqual({ created: 64 });
    expect(run.size.limit).toBe(8);
    const inTwo = aRun();
    const limits = [4, 4].map((count) => {
      resolved(inTwo, count, (group) => (group.length > 2 ? refused() : accepted(group)));
      return inTwo.size.limit;
    });
    expect(limits).toEqual([5_000, 2]);
    // What is left goes out anew in that size: narrowing on would take 24.
    expect(resolved(aRun(), 300, (group) => (group.length > 60 ? refused() : accepted(group))).sent).toBe(18);
  });
});

describe('the requests of narrowing', () => {
  const narrowed = (run: Run, count: number, send: Answers['send']) => {
    const changes = Array.from({ length: count }, (_, at) => wanted(`c${at}`));
    const { sendings, facts } = play(resolveBatch(run, changes, 1), {
      ...(send && { send }),
      look: (codes) => shown(Object.fromEntries(codes.map((code) => [code, 'absent' as const]))),
    });
    return { sendings, facts };
  };
  const bad = new Set(['c1']);

  it('T-7: are counted in the whole run', () => {
    const run = aRun();
    const { sendings } = narrowed(run, 4, refusing(bad));
    const [first, ...narrowing] = sendings;
    expect([first?.purpose, narrowing.length]).toEqual([undefined, 4]);
    expect(narrowing.filter(({ purpose, attempts }) => purpose === 'narrow' && attempts === undefined)).toHaveLength(4);
    expect([run.learned.narrowingSpent, run.learned.failingSpent]).toEqual([4, 0]);
  });

  it('T-6, D-9: are one attempt each after a 5xx, or where somebody in between dislikes a row', () => {
    const blocked = (): BatchVerdict => ({ ...failing(), kind: 'foreign', status: 403 }) as BatchVerdict; // Of the same parts.
    for (const how of [failing, blocked]) {
      const run = aRun();
      const { sendings } = narrowed(run, 4, refusing(bad, how));
      expect(sendings.map(({ attempts }) => attempts)).toEqual([undefined, 1, 1, 1, 1]);
      expect(run.learned.failingSpent).toBe(how === failing ? 4 : 0);
    }
  });

  it('T-6: after a 5xx pay when anything was accepted, or found in effect', () => {
    const run = aRun();
    narrowed(run, 4, refusing(bad, failing));
    expect(run.learned.failingPays).toBe(true);
    const never = aRun();
    narrowed(never, 4, failing);
    expect([never.learned.failingPays, never.learned.failingSpent]).toEqual([false, expect.any(Number)]);
  });

  it('T-7: may be the more, the more rows have their result: one for five', () => {
    const spent = (settled: number) => {
      const run = aRun({ results: { settled, isBroughtAbout: () => false } });
      run.learned.narrowingSpent = 610;
      const { facts } = narrowed(run, 32, refusing(new Set(['c1', 'c9'])));
      return tallied(ends(facts))['not_isolated'] ?? 0;
    };
    expect([spent(50), spent(49), spent(1_000)]).toEqual([expect.any(Number), 4, 0]);
  });

  it('T-7: given up tell what was said of all of them, by which status and under which id', () => {
    const run = aRun();
    run.learned.narrowingSpent = 600;
    const error = errorDetail('rejected_by_permutive', { message: 'Too dear.', httpStatus: 422, requestId: 'r' });
    const { facts } = narrowed(run, 32, (group) =>
      group.some(({ code }) => code === 'c1') ? ({ ...refused(), error } as BatchVerdict) : accepted(group),
    );
    const failed = facts.flatMap(({ standing }) =>
      standing.is === 'fact' && standing.resolution.is === 'failed' ? [standing.resolution.error] : [],
    );
    expect(failed[0]).toMatchObject({ code: 'not_isolated', httpStatus: 422, requestId: 'r' });
    expect(failed[0]?.message).toContain('Of all of them was said: Too dear.');
    const bare = aRun();
    bare.learned.narrowingSpent = 600;
    const nameless = narrowed(bare, 32, refusing(bad))
      .facts.map(({ standing }) => JSON.stringify(standing))
      .join();
    expect(nameless).not.toMatch(/httpStatus|requestId/);
  });
});

describe('a row that makes the server fail', () => {
  it('T-6: fails alone as unprocessable, and the others succeed', () => {
    const { told } = resolved(aRun(), 8, refusing(new Set(['c5']), failing));
    expect(tallied(told)).toEqual({ created: 7, unprocessable: 1 });
    expect(told['c5']).toBe('unprocessable');
  });

  it('T-6: a 429 or a deadline that comes in between costs no clean row', () => {
    let asked = 0;
    const { told } = resolved(aRun(), 8, (group) => {
      asked += 1;
      if (asked === 2) return exhausted('none');
      return refusing(new Set(['c5']), failing)(group);
    });
    expect(tallied(told)).toEqual({ created: 7, unprocessable: 1 });
  });

  it('T-6: an outage is no row’s fault, and costs 16 requests in the whole run', () => {
    const run = aRun();
    const first = resolved(run, 5_000, failing);
    expect(tallied(first.told)).toEqual({ service_unavailable: 5_000 });
    expect(first.sent + resolved(run, 5_000, failing).sent).toBeLessThanOrEqual(2 + 16);
  });
});

describe('narrowing', () => {
  it.each([1, 2, 5, 10, 20, 50])(
    'T-6: finding %i bad rows among 5,000 without hints keeps the bound on average',
    (k) => {
      const next = seeded(k);
      const runs = 200;
      let total = 0;
      for (let run = 0; run < runs; run += 1) total += search({ n: 5_000, guilty: places(5_000, k, next) }).requests;
      expect(total / runs).toBeLessThanOrEqual(2 + 1.2 * k * (Math.log2(5_000 / k) + 2));
    },
  );

  it('T-6: one that was refused alone is not sent a second time', () => {
    expect(search({ n: 1, guilty: new Set([0]) })).toEqual({ requests: 1, condemned: [0], settled: 1 });
  });

  it.each([
    [1, 228],
    [2, 401],
    [5, 813],
    [10, 1_352],
    [40, 3_386],
  ])('T-6: finding %i bad rows among 200 takes as many requests as was measured: %i in twenty runs', (k, measured) => {
    const next = seeded(k);
    let total = 0;
    for (let run = 0; run < 20; run += 1) total += search({ n: 200, guilty: places(200, k, next) }).requests;
    expect(total).toBe(measured);
  });

  it('T-6: what is left of a group of which part was settled meanwhile is still sent', () => {
    const settled = new Set<number>();
    const first = { group: [0, 1, 2, 3], refusal: 'no', suspect: undefined };
    const moves = narrowing(first, { believed: true }, (item) => !settled.has(item));
    expect(moves.next().value).toEqual({ kind: 'send', group: [0, 1] });
    settled.add(0).add(1).add(2);
    expect(moves.next({ refused: [], accepted: true }).value).toEqual({ kind: 'send', group: [3] });
    settled.add(3);
    expect(moves.next({ refused: [], accepted: true }).done).toBe(true);
  });

  it('T-6: the other of two, of which a hint named the wrong one, is sent alone before it is told', () => {
    const moves = narrowing({ group: [0, 1], refusal: 'no', suspect: 0 }, { believed: true }, () => true);
    expect(moves.next().value).toEqual({ kind: 'send', group: [0] });
    expect(moves.next({ refused: [], accepted: true }).value).toEqual({ kind: 'send', group: [1] });
  });

  it.each([1, 5, 50])('T-6: with truthful hints %i bad rows cost about k + 1 requests', (k) => {
    const guilty = places(5_000, k, seeded(k));
    expect(search({ n: 5_000, guilty, hint: truthful(guilty) }).requests).toBeLessThanOrEqual(2 * k + 1);
  });

  it('T-6: hints that begin to lie are found out before they use up the requests of the batch', () => {
    const guilty = new Set([31, 32]);
    const nextTo = (group: readonly number[]) =>
      group[(group.findIndex((item) => guilty.has(item)) + 1) % group.length];
    const { requests, condemned } = search({ n: 5_000, guilty, hint: nextTo }); // The first lie happens to be true.
    expect(condemned).toEqual([31, 32]);
    expect(requests).toBeLessThanOrEqual(40);
  });

  it('T-6: exactly the guilty are condemned, for every number of them', () => {
    const next = seeded(7);
    for (let k = 1; k <= 16; k += 1) {
      const guilty = places(16, k, next);
      const { condemned, settled } = search({ n: 16, guilty });
      expect({ condemned, settled }).toEqual({ condemned: [...guilty].sort((a, b) => a - b), settled: 16 });
    }
  });

  it.each(['next to it', 'always the first', 'anywhere'])('T-6: hints that lie (%s) condemn nobody', (manner) => {
    const next = seeded(11);
    for (let run = 0; run < 300; run += 1) {
      const guilty = places(12, 1 + (run % 3), next);
      const lie = (group: readonly number[]) => {
        const truth = group.findIndex((item) => guilty.has(item));
        if (manner === 'next to it') return group[(truth + 1) % group.length];
        return manner === 'always the first' ? group[0] : group[Math.floor(next() * group.length)];
      };
      expect(search({ n: 12, guilty, hint: lie }).condemned).toEqual([...guilty].sort((a, b) => a - b));
    }
  });
});
