import { useEffect, useState } from 'react';
import type { Page, PlanLine, PlanState } from '../../protocol.ts';
import { get } from '../api.ts';
import { FIELD_NAMES } from '../words.ts';
import { suggestedCode } from './suggested-code.ts';

const PAGE = 500;

/** What can be typed to mend a fault: the field it names, else the fields it is about. */
export function fieldsToFix(field: string | undefined, code: string | undefined): readonly string[] {
  if (field !== undefined && Object.hasOwn(FIELD_NAMES, field)) return [field];
  switch (code) {
    case 'missing_segment_name':
      return ['segment_name'];
    case 'missing_segment_code':
    case 'invalid_segment_code':
      return ['segment_code'];
    case 'missing_change':
    case 'invalid_row':
      return ['change'];
    default:
      return [];
  }
}

/** Whether a code is suggested in the place of its own. */
export const isMendable = (error: PlanLine['error'], values: PlanLine['values']): boolean =>
  error !== undefined &&
  values !== undefined &&
  fieldsToFix(error.field, error.code).includes('segment_code') &&
  suggestedCode(values['segment_code'] ?? '') !== undefined;

/** The first so many rows to fix, page by page. */
export async function allToFix(plan: number, rows: number, signal?: AbortSignal): Promise<readonly PlanLine[]> {
  const pages: PlanLine[] = [];
  for (let offset = 0; offset < rows; offset += PAGE) {
    const { lines } = await get<Page<PlanLine>>(
      `/api/plan/lines?kind=failed&plan=${plan}&offset=${offset}&limit=${Math.min(PAGE, rows - offset)}`,
      signal,
    );
    pages.push(...lines);
  }
  return pages;
}

export function useToFix({ id }: PlanState, limit: number): readonly PlanLine[] {
  const [lines, setLines] = useState<readonly PlanLine[]>([]);
  useEffect(() => {
    const cancel = new AbortController();
    // Asked for anew with each plan: corrected rows are gone from it.
    allToFix(id, limit, cancel.signal).then(
      setLines,
      () => undefined, // Superseded, or the program is gone, which the frame tells.
    );
    return () => cancel.abort();
  }, [id, limit]);
  return lines;
}
