import { readdirSync } from 'node:fs';

/** Tests that a mutant meets, the quickest first; it is dead when one of them fails. */
export type Stages = readonly (readonly string[])[];

const testsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`)
    .sort();

/** Whole runs, which every room takes part in. */
const WHOLE: Stages = [
  [
    ...testsIn('test/whole/write').filter((name) => !/narrowing-counts|counts|key/.test(name)),
    'test/whole/faults/conflicts.test.ts',
    'test/whole/faults/narrowing.test.ts',
    'test/whole/faults/stops.test.ts',
    'test/segments.test.ts',
    'test/options.test.ts',
    ...testsIn('test/check'),
  ],
  [
    'test/whole/write/counts.test.ts',
    'test/whole/write/key.test.ts',
    'test/whole/faults/matrix.test.ts',
    'test/whole/properties/truth.test.ts',
    'test/whole/write/narrowing-counts.test.ts',
  ],
];

/** The rooms in which the truth is made, and the tests each is held by. */
export const ROOMS: Readonly<Record<string, Stages>> = Object.fromEntries(
  ['send', 'recover', 'imported', 'settle'].map((room) => [`connector/${room}`, [testsIn(`test/${room}`), ...WHOLE]]),
);
