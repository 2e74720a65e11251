import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import { MAX_CHARACTERS } from '../../spec/taxonomy/limits.ts';
import { type RedactText, shown } from './shown.ts';
import type { Problem } from './text.ts';

/** A field whose value cannot be used; message and remedy name the value (section 9). */
export function invalidField(field: string, raw: unknown, { text }: Problem, redact: RedactText): ErrorDetail {
  const value = shown(raw, redact);
  // Of an object its kind is shown, which the problem tells as well.
  const named = typeof raw === 'object' || typeof raw === 'function' ? '' : `, ${value},`;
  return errorDetail('invalid_field', {
    field,
    message: `The value of ${field}${named} ${text}.`,
    remedy: `Correct ${field} (${value}) and send the row again.`,
  });
}

/** A segment code that Permutive's files or URLs could not carry (S-5). */
export function invalidCode(raw: unknown, problem: string, redact: RedactText): ErrorDetail {
  const value = shown(raw, redact);
  return errorDetail('invalid_segment_code', {
    field: 'segment_code',
    message: `The segment code ${value} cannot be used: it ${problem}.`,
    remedy: `Use 1 to ${MAX_CHARACTERS} characters without spaces, invisible characters, commas, "/", "\\", "?" or "#" in place of ${value}; "." and ".." are not codes.`,
  });
}

/** A change that is none of the three. */
export function invalidChange(raw: unknown, redact: RedactText): ErrorDetail {
  const value = shown(raw, redact);
  return errorDetail('invalid_row', {
    field: 'change',
    message: `The change ${value} is not added, changed or removed.`,
    remedy: `Send a change of added, changed or removed, or none, in place of ${value}.`,
  });
}
