import type { Switches } from './options.ts';

/** The operation a refusal is about. */
export interface Guilty {
  readonly index: number;
  readonly field: string;
  readonly code: string | undefined;
}

/** What a refusal of a batch of `size` names, if the `hints` switch makes it talk; in the words of Permutive's server framework. */
export function hint(hints: Switches['hints'], guilty: Guilty, size: number, random: () => number): string {
  switch (hints) {
    case 'none':
      return '';
    case 'path':
      return at(guilty.index, guilty.field);
    case 'code':
      return guilty.code === undefined ? '' : ` (invalid segment '${guilty.code}')`;
    case 'lying':
      return at((guilty.index + 1) % size, guilty.field);
    case 'random':
      return at(Math.floor(random() * size), guilty.field);
  }
}

const at = (index: number, field: string) => ` (Invalid value at 'operations[${index}].${field}')`;
