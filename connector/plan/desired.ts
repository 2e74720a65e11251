import type { AudienceMode } from '../../spec/host/change-set.ts';
import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { MAX_CHARACTERS, MAX_DESCRIPTION } from '../../spec/taxonomy/limits.ts';
import { readCategories, readPrice } from './field.ts';
import { intentOf, isChange } from './mode.ts';
import { largestField, MAX_OPERATION_BYTES, operationBytes } from './operation-size.ts';
import { Presence } from './presence.ts';
import { invalidChange, invalidCode, invalidField } from './row-errors.ts';
import { type CodeSource, NO_OTHERS, type SegmentChange } from './segment-change.ts';
import { generateSegmentCode, problemOfCode } from './segment-code.ts';
import type { RedactText } from './shown.ts';
import { bounded, isPlain, Problem, readText } from './text.ts';

/** The target settings, normalised as a row's values are. */
export interface PlannedTarget {
  readonly segmentName: string;
  readonly segmentCode: string | undefined;
  /** Whether both texts are plain. */
  readonly plain: boolean;
}

/** The target of a run whose segments are known to be there: a row needs no name of its own. */
export const NAMES_OPTIONAL: PlannedTarget = { segmentName: '', segmentCode: undefined, plain: true };

/** What the rows of a change-set are read with. */
export interface RowContext {
  readonly mode: AudienceMode;
  /** What a row without a segment of its own falls back on; nothing when absent. */
  readonly target: PlannedTarget | undefined;
  readonly changeSetId: string | undefined;
  readonly redact: RedactText;
}

/** What a row asks for: a change of its own, or nothing, and why. */
export type Desired = SegmentChange | Unacceptable;
interface Unacceptable {
  readonly state: 'skipped' | 'failed';
  readonly error: ErrorDetail;
  readonly code?: string;
  readonly codeSource?: CodeSource;
}

/** The fields of a row. They come from outside: each is unknown until it is read. */
interface RawRow {
  readonly change?: unknown;
  readonly segment_code?: unknown;
  readonly segment_name?: unknown;
  readonly description?: unknown;
  readonly cpm?: unknown;
  readonly categories?: unknown;
}

const fail = (error: ErrorDetail, code?: string, codeSource?: CodeSource): Unacceptable => ({
  state: 'failed',
  error,
  ...(code !== undefined && { code }),
  ...(codeSource !== undefined && { codeSource }),
});

/** Reads one row into what it asks for (S-1 to S-8, section 6). */
export function desiredBy(row: RawRow, rowId: string, context: RowContext): Desired {
  const { mode, redact } = context;
  const { change: raw } = row;
  const change = isChange(raw) ? raw : undefined;
  if (change === undefined && raw !== undefined && raw !== null && raw !== '') return fail(invalidChange(raw, redact));
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

/** S-3: a removal names its own segment or fails; it never falls back on the target. */
function removal({ segment_code, segment_name }: RawRow, rowId: string, context: RowContext): Desired {
  const { changeSetId, redact } = context;
  const ownCode = readText(segment_code, MAX_CHARACTERS);
  if (ownCode instanceof Problem) return unusableCode(segment_code, ownCode, redact);
  let code = ownCode;
  if (code === undefined) {
    const name = readText(segment_name, MAX_CHARACTERS);
    if (name instanceof Problem) return fail(invalidField('segment_name', segment_name, name, redact));
    if (name === undefined) return fail(errorDetail('missing_segment_code', { field: 'segment_code' }));
    code = generateSegmentCode(name);
  }
  const codeSource = ownCode === undefined ? 'row_name' : 'row';
  const problem = problemOfCode(code);
  if (problem !== undefined) return fail(invalidCode(code, problem, redact), code, codeSource);
  const plain = isPlain(code);
  const bytes = operationBytes(plain, code);
  return { state: 'absent', code, codeSource, plain, bytes, rowId, changeSetId, others: NO_OTHERS, told: false };
}

function presence(row: RawRow, rowId: string, { target, changeSetId, redact }: RowContext): Desired {
  // Each field is read once: what is asked again could answer otherwise.
  const { segment_code, segment_name, description: rawDescription, cpm: rawPrice, categories: rawCategories } = row;
  const plain = isPlain(segment_code) && isPlain(segment_name) && isPlain(rawDescription);
  const ownCode = plain ? bounded(segment_code, MAX_CHARACTERS) : readText(segment_code, MAX_CHARACTERS);
  if (ownCode instanceof Problem) return unusableCode(segment_code, ownCode, redact);
  const ownName = plain ? bounded(segment_name, MAX_CHARACTERS) : readText(segment_name, MAX_CHARACTERS);
  if (ownName instanceof Problem) return fail(invalidField('segment_name', segment_name, ownName, redact));
  const description = plain ? bounded(rawDescription, MAX_DESCRIPTION) : readText(rawDescription, MAX_DESCRIPTION);
  if (description instanceof Problem) return fail(invalidField('description', rawDescription, description, redact));
  const cpm = readPrice(rawPrice);
  if (cpm instanceof Problem) return fail(invalidField('cpm', rawPrice, cpm, redact));
  const categories = readCategories(rawCategories);
  if (categories instanceof Problem) return fail(invalidField('categories', rawCategories, categories, redact));

  const code = ownCode ?? codeWithoutOwn(ownName, target);
  if (code === undefined) return fail(errorDetail('missing_segment_code', { field: 'segment_code' }));
  const codeSource = ownCode !== undefined ? 'row' : ownName !== undefined ? 'row_name' : 'target';
  const problem = problemOfCode(code);
  if (problem !== undefined) return fail(invalidCode(code, problem, redact), code, codeSource);
  const defaultName = ownName ?? target?.segmentName;
  if (defaultName === undefined)
    return fail(errorDetail('missing_segment_name', { field: 'segment_name' }), code, codeSource);
  const plainThroughout =
    plain && (target === undefined || target.plain || (ownCode !== undefined && ownName !== undefined));
  const bytes = operationBytes(plainThroughout, code, defaultName, description, categories);
  if (bytes > MAX_OPERATION_BYTES) {
    const field = largestField(defaultName, description, categories);
    const tooLarge = new Problem(`makes the operation longer than ${MAX_OPERATION_BYTES / 1_024} KiB`, true);
    const raw = { segment_name, description: rawDescription, categories: rawCategories }[field];
    return fail(invalidField(field, raw, tooLarge, redact), code, codeSource);
  }
  return new Presence(
    code,
    codeSource,
    plainThroughout,
    bytes,
    // S-4: the target's name is explicit only when the target's code goes with it.
    codeSource === 'target' ? defaultName : ownName,
    description,
    cpm,
    categories,
    defaultName,
    rowId,
    changeSetId,
  );
}

/** S-2: a code made from the row's name, the target's, or one made from the target's name. */
function codeWithoutOwn(ownName: string | undefined, target: PlannedTarget | undefined): string | undefined {
  if (ownName !== undefined) return generateSegmentCode(ownName);
  return target && (target.segmentCode ?? generateSegmentCode(target.segmentName));
}

/** A code that is too long is a code that cannot be used; one of another kind is a wrong value (S-1, S-5). */
function unusableCode(raw: unknown, problem: Problem, redact: RedactText): Desired {
  return fail(
    problem.tooLong ? invalidCode(raw, problem.text, redact) : invalidField('segment_code', raw, problem, redact),
  );
}
