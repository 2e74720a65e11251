import type { Segment } from '../../spec/host/segment.ts';
import { write } from '../index.ts';
import { emptyImport, NOBODY } from './empty-import.ts';

/** A segment that `sync` would not bring back as it is, and why. */
export interface Unfit {
  readonly code: string;
  readonly reason: string;
}

/** Segments of a page that S-1 and S-5 do not leave as they are: asked of the connector's dry run (P-7). */
export async function unfitIn(segments: readonly Segment[]): Promise<Unfit[]> {
  const unfit = new Map<number, string>();
  segments.forEach(({ code, name = '', description = '' }, at) => {
    const changed = [code, name, description].find((text) => text !== asKept(text));
    if (changed !== undefined) unfit.set(at, 'white space or format characters at its ends, or another Unicode form');
  });
  await write(
    {
      config: { importId: NOBODY, apiKey: NOBODY },
      mode: 'add',
      changeSets: [
        {
          rows: segments.map(({ code, name, description, cpm, categories }, at) => ({
            rowId: String(at),
            segment_code: code,
            segment_name: name,
            description,
            cpm,
            categories,
          })),
        },
      ],
      dryRun: true,
    },
    {
      fetch: emptyImport,
      onRowResult: ({ rowId, status, error }) => {
        if (status === 'failed') unfit.set(Number(rowId), error?.message ?? 'unknown reason');
      },
    },
  );
  return [...unfit].map(([at, reason]) => ({ code: segments[at]?.code ?? '', reason }));
}

/** What S-1 and S-5 make of a text. */
const asKept = (text: string): string => text.normalize('NFC').replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
