import type { Change } from '../../../spec/host/change-set.ts';

const WORDS: Readonly<Record<Change, readonly string[]>> = {
  added: ['added', 'add', 'insert', 'inserted', 'i', 'create', 'created', 'new'],
  changed: ['changed', 'change', 'update', 'updated', 'u', 'upsert', 'modified'],
  removed: ['removed', 'remove', 'delete', 'deleted', 'd'],
};

const MEANINGS = new Map(
  Object.entries(WORDS).flatMap(([change, words]) => words.map((word) => [word, change as Change])), // Its keys are changes.
);

/** The change that a word means, whatever its case (F-11). */
export const changeMeantBy = (word: string): Change | undefined => MEANINGS.get(word.toLowerCase());
