import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import { beginRun, isStopped, nothingLearned, rememberBroughtAbout } from '../../connector/recover/learned.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { aBatch, aRun, unwanted, wanted } from '../support/step-play.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

describe('a run at its beginning', () => {
  const begun = (timeoutMs: number) => {
    const { mode, log, cancel, observer, results } = aRun();
    return beginRun({ mode, log, cancel, observer, results, clock: new VirtualClock(7) }, { timeoutMs, batchSize: 9 });
  };

  it('T-4: waits for what was not seen as long as for an answer, and 10 s at most', () => {
    expect([begun(3_000).patienceMs, begun(60_000).patienceMs]).toEqual([3_000, 10_000]);
  });

  it('D-5: sends batches of the size that the host wants', () => {
    expect(begun(1).size.limit).toBe(9);
  });

  it('has learned nothing, has no reason to stop, and takes chance from its clock', () => {
    const run = begun(1);
    expect([run.learned, run.fatal, run.mode]).toEqual([nothingLearned(), undefined, 'upsert']);
    expect(run.random()).toBe(new VirtualClock(7).random());
    expect(run.learned.hints.believed).toBe(true);
  });
});

it('D-6, T-9: a run is stopped by what is fatal, and when it is cancelled', () => {
  expect([
    isStopped(aRun()),
    isStopped(aRun({ fatal: errorDetail('authentication_failed') })),
    isStopped(aRun({ cancel: new AbortController().signal })),
    isStopped(aRun({ cancel: AbortSignal.abort() })),
  ]).toEqual([false, true, false, true]);
});

describe('codes accepted just now', () => {
  it('T-4: are told from others for two seconds of Permutive’s clock', () => {
    const { recent } = nothingLearned();
    recent.note([wanted('a')], 10_000);
    expect([recent.has('a', 12_000), recent.has('b', 12_000)]).toEqual([true, false]);
    expect(recent.has('a', 12_001)).toBe(false);
  });

  it('T-4: are those of every batch in that time, and older ones are forgotten with the next', () => {
    const { recent } = nothingLearned();
    recent.note([wanted('a'), wanted('b')], 10_000);
    recent.note([], 10_500);
    recent.note([wanted('c')], 11_000);
    expect(['a', 'b', 'c'].map((code) => recent.has(code, 11_500))).toEqual([true, true, true]);
    recent.note([wanted('d')], 12_500);
    expect(['a', 'c', 'd'].map((code) => recent.has(code, 11_500))).toEqual([false, true, true]);
  });
});

describe('what is remembered by folded code', () => {
  it('T-3: is what was first brought about, and neither a deletion nor a failure', () => {
    const run = aRun();
    const batch = aBatch(
      run,
      wanted('News', 'One'),
      wanted('NEWS', 'Two'),
      unwanted('gone'),
      wanted('bad'),
      wanted('open'),
    );
    const [news, caps, gone, bad] = batch.all;
    if (news) batch.succeed(news, 'created');
    if (caps) batch.succeed(caps, 'updated');
    if (gone) batch.succeed(gone, 'deleted');
    if (bad) batch.fail(bad, errorDetail('rejected_by_permutive'));
    rememberBroughtAbout(run.learned, batch.all);
    expect([...run.learned.broughtAbout]).toEqual([['news', { code: 'News', as: fingerprintOf({ name: 'One' }) }]]);
  });
});
