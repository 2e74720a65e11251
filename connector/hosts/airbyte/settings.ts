import { DELETION_GUARD, FLUSH_SECONDS } from '../../../spec/airbyte/connection-specification.ts';
import type { FieldError } from '../../../spec/host/errors.ts';
import { SEGMENT_COLUMNS } from './columns.ts';

/** What becomes of segments that a full list no longer holds. */
export type DeleteMissing =
  | { readonly mode: 'off' }
  | {
      readonly mode: 'prefix';
      readonly codePrefix: string;
      readonly maxDeletions: number;
      readonly maxDeletionShare: number;
    };

export interface Settings {
  /** What the connector itself validates. */
  readonly config: { readonly importId: unknown; readonly apiKey: unknown };
  readonly baseUrl: string | undefined;
  readonly deletedColumn: string | undefined;
  readonly deleteMissing: DeleteMissing;
  readonly flushMs: number;
  readonly onRejected: 'continue' | 'fail';
}

type Json = Readonly<Record<string, unknown>>;

/** The shortest wait that is taken: the form offers longer ones only, a test need not wait so long. */
const SHORTEST_FLUSH_SECONDS = 1;

/**
 * Reads the settings of a destination, with one entry a wrong field. A field that is empty counts as absent, one that is
 * not known is ignored: settings of another version must not break a sync.
 */
export function readSettings(json: Json): { settings: Settings; fieldErrors: readonly FieldError[] } {
  const fieldErrors: FieldError[] = [];
  const refuse = (field: string, message: string) => void fieldErrors.push({ field, message });
  const text = (field: string): string | undefined => {
    const value = given(json[field]);
    if (value === undefined || typeof value === 'string') return value;
    refuse(field, 'must be text.');
    return undefined;
  };
  const number = (holder: Json, field: string, { minimum, maximum, integer, fallback }: Range): number => {
    const value = given(holder[field]) ?? fallback;
    if (typeof value === 'number' && value >= minimum && value <= maximum && (!integer || Number.isInteger(value)))
      return value;
    const upTo = maximum === Number.POSITIVE_INFINITY ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
    refuse(field, `must be a ${integer ? 'whole ' : ''}number ${upTo}.`);
    return fallback;
  };

  const deletedColumn = text('deletedColumn');
  if (deletedColumn !== undefined && (SEGMENT_COLUMNS as readonly string[]).includes(deletedColumn.toLowerCase())) {
    refuse('deletedColumn', 'must not be a column that holds a field of the segment.');
  }
  const onRejected = given(json['onRejected']) ?? 'continue';
  if (onRejected !== 'continue' && onRejected !== 'fail') refuse('onRejected', 'must be "continue" or "fail".');
  const seconds = { minimum: SHORTEST_FLUSH_SECONDS, maximum: FLUSH_SECONDS.maximum, fallback: FLUSH_SECONDS.default };

  return {
    settings: {
      config: { importId: json['importId'], apiKey: json['apiKey'] },
      baseUrl: text('baseUrl'),
      deletedColumn,
      deleteMissing: readDeleteMissing(json['deleteMissing'], refuse, number),
      flushMs: number(json, 'flushSeconds', { ...seconds, integer: true }) * 1_000,
      onRejected: onRejected === 'fail' ? 'fail' : 'continue',
    },
    fieldErrors,
  };
}

interface Range {
  readonly minimum: number;
  readonly maximum: number;
  readonly integer: boolean;
  readonly fallback: number;
}

const given = (value: unknown): unknown => (value === null || value === '' ? undefined : value);

function readDeleteMissing(
  value: unknown,
  refuse: (field: string, message: string) => void,
  number: (holder: Json, field: string, range: Range) => number,
): DeleteMissing {
  if (given(value) === undefined) return { mode: 'off' };
  const chosen = typeof value === 'object' ? (value as Json) : {}; // Not null: that was `given`.
  switch (chosen['mode']) {
    case 'off':
      return { mode: 'off' };
    case 'prefix': {
      const { codePrefix } = chosen;
      if (typeof codePrefix !== 'string' || codePrefix.trim() === '') refuse('codePrefix', 'must not be empty.');
      const { maxDeletions, maxDeletionShare } = DELETION_GUARD;
      return {
        mode: 'prefix',
        codePrefix: String(codePrefix),
        maxDeletions: number(chosen, 'maxDeletions', {
          minimum: 0,
          maximum: Number.POSITIVE_INFINITY,
          integer: true,
          fallback: maxDeletions,
        }),
        maxDeletionShare: number(chosen, 'maxDeletionShare', {
          minimum: 0,
          maximum: 1,
          integer: false,
          fallback: maxDeletionShare,
        }),
      };
    }
    default:
      refuse('deleteMissing', 'must have the mode "off" or "prefix".');
      return { mode: 'off' };
  }
}
