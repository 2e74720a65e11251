import { readFile } from 'node:fs/promises';

export const MANY = 5_000;
/** The row that Permutive refuses, counted from 1. */
const BAD_ROW = 3_261;
const codeOf = (row: number) => `reader_${String(row).padStart(4, '0')}`;
export const BAD_CODE = codeOf(BAD_ROW);

/** A change list of 5,060 rows: 5,000 new segments, then the 60 of the example, faults and deletions among them. */
export async function demoFile(example: string): Promise<string> {
  const [heading = '', ...rows] = (await readFile(example, 'utf8')).split('\n');
  const many = Array.from({ length: MANY }, (_, at) => {
    const code = codeOf(at + 1);
    return `${code},added,${code},Readers > Group ${at + 1},,0.5,Readers`;
  });
  return [heading, ...many, ...rows].join('\n');
}
