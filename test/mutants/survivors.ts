import { existsSync, readFileSync } from 'node:fs';
import { type Mutation, mutationsOf } from './mutations.ts';

/** Why each mutant may live: by file and name. */
export type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const readReasons = (): Reasons => JSON.parse(readFileSync('test/mutants/survivors.json', 'utf8'));

export const reasonOf = (reasons: Reasons, { file, name }: Mutation): string | undefined => reasons[file]?.[name];

/** Reasons for mutants that there are none of any more: their line was changed, or is gone. */
export function staleReasons(reasons: Reasons, sourceOf: (file: string) => string = readSource): string[] {
  return Object.entries(reasons).flatMap(([file, byName]) => {
    const names = new Set(mutationsOf(file, sourceOf(file)).map(({ name }) => name));
    return Object.keys(byName)
      .filter((name) => !names.has(name))
      .map((name) => `${file}  ${name}`);
  });
}

const readSource = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
