import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../connector/imported/fingerprint.ts';
import type { Known } from '../../connector/imported/segment-index.ts';
import { recallTwins, rememberBroughtAbout, settleTwin } from '../../connector/recover/twins.ts';
import { errorDetail } from '../../spec/host/errors.ts';
import { aBatch, aRun, ends, play, shown, unwanted, wanted } from '../support/step-play.ts';

const there = fingerprintOf({ name: 'Wanted' });

describe('two spellings of a code that Permutive folds', () => {
  const following = (done: ReturnType<typeof wanted>, change: ReturnType<typeof wanted>) => {
    const run = aRun();
    const earlier = aBatch(run, done);
    for (const each of earlier.all) earlier.succeed(each, 'created');
    rememberBroughtAbout(earlier);
    run.observer.learnFolding('News');
    const batch = aBatch(run, change);
    const settled = batch.all.map((one) => settleTwin(batch, one));
    return { settled, told: ends(batch.all)[change.code], standing: batch.all[0]?.standing };
  };

  it('T-3: one is settled by what the other brought about', () => {
    expect(following(wanted('News'), wanted('NEWS'))).toMatchObject({ settled: [true], told: 'unchanged' });
    const other = following(wanted('News', 'One'), wanted('NEWS', 'Two'));
    expect(other).toMatchObject({ settled: [true], told: 'duplicate_segment_code' });
    expect(other.standing).toMatchObject({
      resolution: { error: { field: 'segment_code', message: expect.stringContaining('takes NEWS and News for one') } },
    });
  });

  it('T-3: a deletion, the same spelling and another code are not', () => {
    expect(following(wanted('News'), wanted('News'))).toMatchObject({ settled: [false], told: 'unsent' });
    expect(following(wanted('News'), wanted('Sport'))).toMatchObject({ settled: [false] });
    expect(following(wanted('News'), unwanted('NEWS'))).toMatchObject({ settled: [false] });
  });

  it('T-3: what was first brought about is remembered, and neither a deletion nor a failure is', () => {
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
    rememberBroughtAbout(batch);
    expect([...run.learned.broughtAbout]).toEqual([['news', { code: 'News', as: fingerprintOf({ name: 'One' }) }]]);
  });
});

describe('what the run had brought about before codes were seen to be folded', () => {
  function recalled({
    folds = true,
    brought = ['news'],
    change = wanted('News'),
    known = there as Exclude<Known, undefined>,
  } = {}) {
    const run = aRun({ results: { settled: 0, isBroughtAbout: (code) => brought.includes(code) } });
    if (folds) run.observer.learnFolding('News');
    const batch = aBatch(run, change, wanted('other'));
    const { asked } = play(recallTwins(batch, batch.all), { look: () => shown({ [change.code]: known }) });
    return { asked, remembered: [...run.learned.broughtAbout] };
  }

  it('T-3: is read when another spelling of it comes, and remembered by its values', () => {
    expect(recalled()).toEqual({
      asked: ['look by code News'],
      remembered: [['news', { code: 'news', as: there }]],
    });
  });

  it('T-3: is not read where codes are not folded, nothing was brought about, or it is the same spelling', () => {
    const nothing = { asked: [], remembered: [] };
    expect(recalled({ folds: false })).toEqual(nothing);
    expect(recalled({ brought: [] })).toEqual(nothing);
    expect(recalled({ brought: ['News'] })).toEqual(nothing);
    expect(recalled({ change: unwanted('News') as ReturnType<typeof wanted> })).toEqual(nothing);
  });

  it('T-3: is not remembered when it is gone since', () => {
    expect(recalled({ known: 'absent' })).toEqual({ asked: ['look by code News'], remembered: [] });
  });

  it('T-3: is not read twice', () => {
    const run = aRun({ results: { settled: 0, isBroughtAbout: (code) => code === 'news' } });
    run.observer.learnFolding('News');
    run.learned.broughtAbout.set('news', { code: 'news', as: there });
    const batch = aBatch(run, wanted('NEWS'));
    expect(play(recallTwins(batch, batch.all)).asked).toEqual([]);
  });
});
