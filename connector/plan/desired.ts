import type { AudienceMode, Change } from '../../spec/host/change-set.ts';
import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { MAX_CHARACTERS, MAX_DESCRIPTION } from '../../spec/taxonomy/limits.ts';
import { type Field, isPlain, Problem, readCategories, readPrice, readText } from './field.ts';
import { NO_OTHERS, type SegmentChange } from './segment-change.ts';
import { generateSegmentCode, isSegmentCode, lengthOf } from './segment-code.ts';

/** The target settings, normalised as a row's values are. */
export interface PlannedTarget {
  readonly segmentName: string;
  readonly segmentCode: string | undefined;
  /** Whether both texts are plain. */
  readonly plain: boolean;
}

/** What the rows of a change-set are read with. */
export interface RowContext {
  readonly mode: AudienceMode;
  readonly target: PlannedTarget;
  readonly changeSetId: string | undefined;
}

/** What a row asks for: a change of its own, or nothing, and why. */
export type Desired =
  | SegmentChange
  | { readonly state: 'skipped' | 'failed'; readonly error: ErrorDetail; readonly code?: string };

type Intent = 'present' | 'absent' | 'skip' | 'missing_change';

/** The mode table of section 6. */
function intentOf(mode: AudienceMode, change: Change | undefined): Intent {
  const removal = change === 'removed';
  switch (mode) {
    case 'add':
    case 'upsert':
      return removal ? 'skip' : 'present';
    case 'remove':
      return removal || change === undefined ? 'absent' : 'skip';
    case 'mirror':
      if (change === undefined) return 'missing_change';
      return removal ? 'absent' : 'present';
  }
}

const isChange = (raw: unknown): raw is Change => raw === 'added' || raw === 'changed' || raw === 'removed';

const fail = (error: ErrorDetail): Desired => ({ state: 'failed', error });

const invalidField = (field: string, problem: string): Desired =>
  fail(errorDetail('invalid_field', { field, message: `The value of ${field} ${problem}.` }));

/** Reads one row into what it asks for (S-1 to S-8, section 6). */
export function desiredBy(row: object, rowId: string, context: RowContext): Desired {
  const { mode } = context;
  const { change: rawChange } = row as { change?: unknown }; // Rows come from outside: every field is unknown until read.
  const change = isChange(rawChange) ? rawChange : undefined;
  if (change === undefined && rawChange !== undefined && rawChange !== null && rawChange !== '') {
    return fail(
      errorDetail('invalid_row', { field: 'change', message: 'The change is not added, changed or removed.' }),
    );
  }
  const intent = intentOf(mode, change);
  switch (intent) {
    case 'skip':
      return {
        state: 'skipped',
        error: errorDetail('not_in_mode', { message: `${mode} mode does not act on ${change} rows.` }),
      };
    case 'missing_change':
      return fail(errorDetail('missing_change', { field: 'change' }));
    case 'absent':
      return removal(row, rowId, context);
    case 'present':
      return presence(row, rowId, context);
  }
}

interface RawRow {
  readonly segment_code?: unknown;
  readonly segment_name?: unknown;
  readonly description?: unknown;
  readonly cpm?: unknown;
  readonly categories?: unknown;
}

/** S-3: a removal names its own segment or fails; it never falls back on the target. */
function removal(row: RawRow, rowId: string, { changeSetId }: RowContext): Desired {
  const absent = (code: string, generated: boolean): Desired =>
    refusedCode(code) ?? {
      state: 'absent',
      code,
      generated,
      plain: isPlain(code),
      rowId,
      changeSetId,
      others: NO_OTHERS,
    };
  const code = readText(row.segment_code);
  if (code instanceof Problem) return invalidField('segment_code', code.text);
  if (code !== undefined) return absent(code, false);
  const name = longerThan(readText(row.segment_name), MAX_CHARACTERS);
  if (name instanceof Problem) return invalidField('segment_name', name.text);
  if (name === undefined) return fail(errorDetail('missing_segment_code', { field: 'segment_code' }));
  return absent(generateSegmentCode(name), true);
}

function presence(row: RawRow, rowId: string, { target, changeSetId }: RowContext): Desired {
  const { segment_code, segment_name } = row;
  const plain = isPlain(segment_code) && isPlain(segment_name) && isPlain(row.description);
  const ownCode = plain ? segment_code : readText(segment_code);
  if (ownCode instanceof Problem) return invalidField('segment_code', ownCode.text);
  const ownName = longerThan(plain ? segment_name : readText(segment_name), MAX_CHARACTERS);
  if (ownName instanceof Problem) return invalidField('segment_name', ownName.text);
  const description = longerThan(plain ? row.description : readText(row.description), MAX_DESCRIPTION);
  if (description instanceof Problem) return invalidField('description', description.text);
  const cpm = readPrice(row.cpm);
  if (cpm instanceof Problem) return invalidField('cpm', cpm.text);
  const categories = readCategories(row.categories);
  if (categories instanceof Problem) return invalidField('categories', categories.text);

  const named = ownCode ?? (ownName === undefined ? target.segmentCode : undefined);
  const code = named ?? generateSegmentCode(ownName ?? target.segmentName);
  const refused = refusedCode(code);
  if (refused !== undefined) return refused;
  // S-4: the target's name is explicit only when the target's code goes with it.
  const name = ownName ?? (ownCode === undefined ? target.segmentName : undefined);
  return {
    state: 'present',
    code,
    generated: named === undefined,
    plain: plain && (target.plain || (ownCode !== undefined && ownName !== undefined)),
    name,
    description,
    cpm,
    categories,
    defaultName: target.segmentName,
    rowId,
    changeSetId,
    others: NO_OTHERS,
  };
}

/** What a row fails with whose code cannot be used; nothing when it can (S-5). */
function refusedCode(code: string): Desired | undefined {
  if (isSegmentCode(code)) return undefined;
  const shown = code.length > 60 ? `${code.slice(0, 60)}…` : code;
  const error = errorDetail('invalid_segment_code', {
    field: 'segment_code',
    message: `The segment code ${JSON.stringify(shown)} cannot be used.`,
  });
  return { state: 'failed', error, code };
}

const longerThan = (field: Field<string>, limit: number): Field<string> =>
  typeof field === 'string' && lengthOf(field) > limit
    ? new Problem(`is longer than ${limit.toLocaleString('en-US')} characters`)
    : field;
