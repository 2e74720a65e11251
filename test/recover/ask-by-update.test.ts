import { describe, expect, it } from '@jest/globals';
import { askByUpdate } from '../../connector/recover/ask-by-update.ts';
import type { Run } from '../../connector/recover/learned.ts';
import { type Answers, aBatch, accepted, aRun, ends, exhausted, play, refused, wanted } from '../support/step-play.ts';

/** Two of three that were refused alone are asked after, each answered so. */
function asking(send: NonNullable<Answers['send']>, run: Run = aRun()) {
  const batch = aBatch(run, wanted('a'), wanted('b'), wanted('c'));
  const played = play(askByUpdate(batch, batch.all.slice(1)), { send });
  return { ...played, run, batch, untold: played.came.map(({ change }) => change.code) };
}

describe('what is asked after by an Update', () => {
  it('T-4: is there where it passes: created in company by a server that carries out part of what it refuses', () => {
    const { asked, run, batch, untold } = asking((group) => accepted(group));
    expect(asked).toEqual(['send Update b', 'send Update c']);
    expect([untold, run.learned.carriesOutInPart]).toEqual([[], true]);
    expect(ends(batch.all)).toEqual({ a: 'unsent', b: 'updated', c: 'updated' });
  });

  it('T-4: is left as it stands where the Update is refused, with the exchange that said so', () => {
    const { run, batch, untold } = asking(() => refused('does not exist'));
    expect([untold, run.learned.carriesOutInPart]).toEqual([[], false]);
    expect(batch.all.map(({ next, requests }) => [next, requests])).toEqual([
      ['Create', []],
      ['Create', [1]],
      ['Create', [1]],
    ]);
  });

  it('T-2: is told to be open still where nothing was said of it', () => {
    const { run, untold } = asking(() => exhausted());
    expect([untold, run.learned.carriesOutInPart]).toEqual([['b', 'c'], false]);
  });

  it('O-1: is told by its place in the batch, and what it serves', () => {
    const { sendings } = asking((group) => accepted(group));
    expect(sendings.map(({ purpose, batch, positions }) => [purpose, batch, positions?.()])).toEqual([
      ['narrow', 1, [[1, 2]]],
      ['narrow', 1, [[2, 3]]],
    ]);
  });

  it('T-9: is not, once the run is stopped', () => {
    expect(asking((group) => accepted(group), aRun({ cancel: AbortSignal.abort() })).asked).toEqual([]);
  });
});
