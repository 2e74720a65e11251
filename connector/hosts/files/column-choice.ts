import { COLUMNS, type Column, ID, NOTHING, nameOf, normalised, REMARKS, type Said } from './columns.ts';

/** Which heading is which column, and what could not be decided. */
export interface ColumnChoice {
  readonly by: ReadonlyMap<string, Column>;
  /** Headings that no field wants (F-8). */
  readonly unused: readonly string[];
  /** Two headings for one field (F-6). */
  readonly contested: readonly { readonly column: Column; readonly headings: readonly string[] }[];
  /** The heading taken for the code by a name that may mean another id; its values must not be UUIDs. */
  readonly doubtfulCode: string | undefined;
}

/** Matches headings to columns. `said`: what the user says outright (F-7), by heading. */
export function chooseColumns(headings: readonly string[], said: ReadonlyMap<string, Said> = new Map()): ColumnChoice {
  const by = new Map<string, Column>();
  for (const [heading, column] of said) if (column !== NOTHING) by.set(heading, column);
  const taken = new Set(by.values());
  const open = [...new Set(headings)].filter((heading) => heading !== '' && !said.has(heading));
  const contested: { column: Column; headings: string[] }[] = [];
  for (const column of COLUMNS) {
    if (taken.has(column)) continue;
    const found = candidatesOf(column, open);
    const [first] = found;
    if (first === undefined) continue;
    taken.add(column);
    // The same heading twice is as doubtful as two that differ.
    const rivals = found.length > 1 ? found : headings.filter((heading) => heading === first);
    if (rivals.length > 1) contested.push({ column, headings: rivals });
    by.set(first, column);
  }
  const id = open.find((heading) => normalised(heading) === ID);
  if (id !== undefined) {
    if (!taken.has('segment_code')) by.set(id, 'segment_code');
    else if (!taken.has('row_id')) by.set(id, 'row_id');
  }
  const code = [...by].find(([, column]) => column === 'segment_code')?.[0];
  return {
    by,
    contested,
    unused: [...new Set(headings)].filter(
      (heading) => heading !== '' && !by.has(heading) && !REMARKS.includes(heading),
    ),
    doubtfulCode:
      code !== undefined && !said.has(code) && [ID, 'segmentid'].includes(normalised(code)) ? code : undefined,
  };
}

/** An exact name beats an alias. */
function candidatesOf(column: Column, headings: readonly string[]): string[] {
  const named = headings.filter((heading) => nameOf(heading)?.column === column);
  const exact = named.filter((heading) => nameOf(heading)?.exact);
  return exact.length > 0 ? exact : named;
}
