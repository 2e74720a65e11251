import { parse } from 'csv-parse/sync';

/** How the categories of a file are separated in their cell, decided once from the whole column (F-12). */
export type CategorySeparators = 'comma' | 'bars_and_semicolons';

/** Counts the cells of a column as it is read; lists in brackets say nothing of the others. */
export class CategorySigns {
  #commas = 0;
  #others = 0;

  see(value: string): void {
    if (listIn(value) !== undefined) return;
    if (value.includes(',')) this.#commas += 1;
    else if (/[|;]/.test(value)) this.#others += 1;
  }

  decide(): CategorySeparators {
    return this.#commas === 0 && this.#others > 0 ? 'bars_and_semicolons' : 'comma';
  }
}

/** A JSON list or `{a,b}`, as warehouses export one. */
function listIn(value: string): string[] | undefined {
  return jsonListIn(value) ?? (value.startsWith('{') && value.endsWith('}') ? bracedIn(value) : undefined);
}

export function jsonListIn(value: string): string[] | undefined {
  if (!value.startsWith('[') || !value.endsWith(']')) return undefined;
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined;
  } catch {
    return undefined;
  }
}

function bracedIn(value: string): string[] | undefined {
  const inside = value.slice(1, -1);
  if (inside.trim() === '') return [];
  try {
    // Without `columns` it answers lists of texts.
    const [entries = []] = parse(inside, { escape: '\\', trim: true }) as string[][];
    return entries.filter((entry) => entry !== '' && entry !== 'NULL');
  } catch {
    return undefined;
  }
}

/** The categories of a cell; undefined where it contradicts the column. */
export function categoriesIn(value: string, separators: CategorySeparators): string | string[] | undefined {
  const list = listIn(value);
  if (list !== undefined) return list;
  if (separators === 'comma') return value;
  return value.includes(',') ? undefined : value.split(/[|;]/).map((entry) => entry.trim());
}
