import { describe, expect, it } from '@jest/globals';
import {
  carryOut,
  observe,
  readImport,
  type Step,
  send,
  tellAccepted,
  tellFacts,
  type World,
  wait,
} from '../../connector/recover/step.ts';
import { wanted } from '../support/step-play.ts';

/** A world that keeps what it was asked, and answers with it. */
function keeping() {
  const asked: string[] = [];
  const keep = <T>(what: string, answer: unknown = what): T => {
    asked.push(what);
    return Promise.resolve(answer) as T; // Each question is answered with its own name.
  };
  const world: World = {
    imported: {
      send: (group, _how, of) => keep(`send ${group.length} of batch ${of?.batch}`),
      readImport: () => keep('import'),
    },
    observer: { observe: (codes, way) => keep(`observe ${codes.join(' ')} ${way}`) },
    wait: (ms) => keep(`wait ${ms}`),
    tellAccepted: (changes, { batch }) => keep(`accepted ${changes.length} of batch ${batch}`),
    tellFacts: (facts, batch) => keep(`facts ${facts.length} of batch ${batch}`),
  };
  return { asked, world };
}

describe('a step', () => {
  it('is carried out question by question, each answered to who asked it', async () => {
    const { asked, world } = keeping();
    const how = { changeOf: () => wanted('a'), kindOf: () => 'Create' as const };
    function* step(): Step<readonly unknown[]> {
      const answers = [yield* send(['a'], how, { batch: 7 }), yield* observe(['a'], 'by_code'), yield* readImport()];
      yield* wait(5);
      yield* tellAccepted([wanted('a')], { batch: 7, requests: [] });
      yield* tellFacts([], 7);
      return answers;
    }
    expect(await carryOut(step(), world)).toEqual(['send 1 of batch 7', 'observe a by_code', 'import']);
    expect(asked).toEqual([
      'send 1 of batch 7',
      'observe a by_code',
      'import',
      'wait 5',
      'accepted 1 of batch 7',
      'facts 0 of batch 7',
    ]);
  });

  it('T-1: what escapes while it is answered escapes the run, and nothing more is asked', async () => {
    const { asked, world } = keeping();
    const broken: World = { ...world, wait: () => Promise.reject(new Error('A clock that broke')) };
    function* step(): Step<void> {
      yield* wait(1);
      yield* readImport();
    }
    await expect(carryOut(step(), broken)).rejects.toThrow('A clock that broke');
    expect(asked).toEqual([]);
  });
});
