import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import { resolveBatch } from '../../connector/recover/batch.ts';
import type { Run } from '../../connector/recover/learned.ts';
import type { BatchVerdict } from '../../connector/send/import-api.ts';
import { accepted, aRun, ends, exhausted, failing, play, refused, shown, wanted } from '../support/step-play.ts';

type Group = readonly { code: string; kind: string }[];
const codes = (count: number) => Array.from({ length: count }, (_, at) => `c${at}`);

/** Resolves a batch of so many against a server with these manners; what nobody listed is absent. */
function resolved(
  run: Run,
  count: number,
  send: (group: Group) => BatchVerdict,
  known: (code: string) => Known = () => 'absent',
) {
  const changes = codes(count).map((code) => wanted(code));
  const { asked, facts } = play(resolveBatch(run, changes, 1), {
    send,
    look: (about) => shown(Object.fromEntries(about.map((code) => [code, known(code)]))),
  });
  return { sent: asked.filter((ask) => ask.startsWith('send')).length, told: ends(facts) };
}
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
    expect(sent).toBeLessThanOrEqual(1 + 56 + 8);
    expect(Object.keys(tallied(told)).sort()).toEqual(['not_isolated', 'rejected_by_permutive']);
  });

  it('T-7: 200 rows or fewer are narrowed to the end', () => {
    expect(tallied(resolved(aRun(), 200, () => refused()).told)).toEqual({ rejected_by_permutive: 200 });
  });

  it('T-7: when the budget is spent, what is left goes out in 16 parts', () => {
    const run = aRun();
    run.learned.narrowingSpent = 600;
    const { told, sent } = resolved(run, 160, refusing(new Set(['c7'])));
    expect(sent).toBe(1 + 16);
    expect(tallied(told)).toEqual({ created: 150, not_isolated: 10 });
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

describe('what was refused and contradicts what can be read', () => {
  it('T-4: is sent once more, and is then unknown', () => {
    const { told, sent } = resolved(aRun(), 1, () => refused('already exists', 409));
    expect({ told, sent }).toEqual({ told: { c0: 'outcome_unknown' }, sent: 2 });
  });
});

describe('a batch without an answer', () => {
  it('T-2: what is unknown is not taken from an older listing by a later batch', () => {
    const run = aRun();
    Object.assign(run.observer, { listed: true });
    run.observer.note('c0', 'absent');
    expect(resolved(run, 1, () => exhausted('running')).told).toEqual({ c0: 'outcome_unknown' });
    expect(run.observer.known('c0')).toBeUndefined();
  });

  it('T-4: a lost answer is looked for twice, and is then not in effect', () => {
    expect(resolved(aRun(), 2, () => exhausted('lost')).told).toEqual({ c0: 'network_error', c1: 'network_error' });
  });

  it('T-4: what may still be running is unknown', () => {
    expect(resolved(aRun(), 1, () => exhausted('running')).told).toEqual({ c0: 'outcome_unknown' });
  });

  it('T-5: a batch is compared before it is sent, once the import was listed', () => {
    const run = aRun();
    const { observer } = run;
    Object.assign(observer, { listed: true });
    observer.note('c0', fingerprintOf({ name: 'Wanted' }));
    expect(resolved(run, 1, (group) => accepted(group))).toEqual({ sent: 0, told: { c0: 'unchanged' } });
  });
});
