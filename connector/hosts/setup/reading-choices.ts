import { type Said, saidColumn } from '../files/columns.ts';
import { ENCODINGS } from '../files/encoding.ts';
import type { ReadingChoices } from './reading.ts';

/** What the page asks for, and nothing else that may stand in its request. */
export function readingChoices(body: unknown): ReadingChoices {
  if (typeof body !== 'object' || body === null) return {};
  const encoding = 'encoding' in body ? ENCODINGS.find((known) => known === body.encoding) : undefined;
  const codesFromNames =
    'codesFromNames' in body && typeof body.codesFromNames === 'boolean' ? body.codesFromNames : undefined;
  const columns = 'columns' in body ? columnsOf(body.columns) : undefined;
  return {
    ...(encoding !== undefined && { encoding }),
    ...(codesFromNames !== undefined && { codesFromNames }),
    ...(columns !== undefined && { columns }),
  };
}

function columnsOf(value: unknown): Record<string, Said> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).flatMap(([heading, field]) => {
    const column = saidColumn(field);
    return column === undefined ? [] : [[heading, column] as const];
  });
  return Object.fromEntries(entries);
}
