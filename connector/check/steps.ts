import type { CheckStep } from '../../spec/host/check-result.ts';
import { type ErrorDetail, errorDetail } from '../../spec/host/errors.ts';
import type { PlannedTarget } from '../plan/desired.ts';
import { generateSegmentCode } from '../plan/segment-code.ts';
import type { SeenImport } from '../send/decode.ts';
import type { BatchVerdict } from '../send/import-api.ts';
import type { Verdict } from '../send/verdict.ts';
import { failed, passed, type StepId } from './report.ts';

/** Where rows go that name no segment of their own. */
export function targetStep({ segmentName, segmentCode }: PlannedTarget): CheckStep {
  const code = segmentCode ?? `${generateSegmentCode(segmentName)}, made from its name`;
  return passed('target', `Rows that name no segment go to "${segmentName}" (code ${code}).`);
}

/** What the GET of the import says of key and import (C-2). */
export function importSteps(verdict: Verdict<SeenImport>, now: number): CheckStep[] {
  switch (verdict.kind) {
    case 'success':
      return [keyAccepted(), importStep(verdict.answer)];
    case 'denied':
      // Permutive's own 404: the key was good enough to be told so.
      return verdict.error.code === 'import_not_found'
        ? [keyAccepted(), failed('import', verdict.error)]
        : [failed('authentication', verdict.error)];
    case 'refused':
      return [keyAccepted(), failed('import', verdict.error)];
    case 'cancelled':
      return [failed('authentication', cancelled())];
    default:
      // Nothing is said of key or import: somebody else answered, or nobody (C-5).
      return [failed('authentication', withEnd(verdict.error, now))];
  }
}

const keyAccepted = (): CheckStep => passed('authentication', 'Permutive accepts the API key.');

function importStep({ name, state }: SeenImport): CheckStep {
  if (state === undefined || state.toLowerCase() === 'active') {
    return passed('import', `The import "${name}" exists.`);
  }
  const error = errorDetail('import_not_ready', {
    message: `The import "${name}" exists, but its source is ${state}.`,
  });
  return { id: 'import', status: 'warning', message: `${error.message} ${error.remedy}`, error };
}

/** What an empty batch was answered with: it changes nothing, and is refused as invalid only after authorisation (C-2). */
export function writeAccessStep(verdict: BatchVerdict, now: number): CheckStep {
  switch (verdict.kind) {
    case 'success':
      return verdict.answer.status === 200
        ? passed('write_access', 'Permutive accepted an empty batch from this key.')
        : unconfirmed(`Permutive answered an empty batch with ${verdict.answer.status}.`);
    case 'refused':
      if (verdict.status !== 400) return unconfirmed(verdict.error.message, verdict.error);
      return passed(
        'write_access',
        'Permutive let the key through to the batch endpoint and refused the empty test batch as invalid, as it should.',
      );
    case 'denied':
      return mayNotWrite(verdict.error);
    case 'cancelled':
      return unconfirmed(cancelled().message, cancelled());
    default:
      // Permutive's own 401 that a look at the import does not confirm: the key may read, and no more.
      return verdict.kind === 'exhausted' && verdict.error.httpStatus === 401
        ? mayNotWrite(verdict.error)
        : unconfirmed(verdict.error.message, withEnd(verdict.error, now));
  }
}

function mayNotWrite({ httpStatus, requestId }: ErrorDetail): CheckStep {
  const error = errorDetail('insufficient_permissions', {
    message: 'The API key may read this import, but not write to it.',
    ...(httpStatus !== undefined && { httpStatus }),
    ...(requestId !== undefined && { requestId }),
  });
  return failed('write_access', error);
}

const unconfirmed = (message: string, error?: ErrorDetail): CheckStep => ({
  id: 'write_access',
  status: 'warning',
  message: `Write access could not be confirmed: ${message}`,
  ...(error && { error }),
});

const cancelled = (): ErrorDetail => errorDetail('cancelled', { message: 'The check was cancelled.' });

/** Why a check was cut off before its next step (C-3, C-5). */
export type CutOff =
  | { readonly by: 'cancelled' }
  /** `turn`: another run holds the import. A wait, with what it is for and when it ends. */
  | {
      readonly by: 'deadline';
      readonly during: 'turn' | 'request' | { readonly error: ErrorDetail; readonly until: number };
    };

export function cutOffStep(id: StepId, cutOff: CutOff): CheckStep {
  if (cutOff.by === 'cancelled') return failed(id, cancelled());
  const { during } = cutOff;
  if (during === 'request') return failed(id, errorDetail('timeout'));
  if (during === 'turn') {
    return failed(
      id,
      errorDetail('timeout', { message: 'Another run is sending to this import; its turn did not come in time.' }),
    );
  }
  return failed(id, until(during.error, during.until));
}

/** C-5: a window that is longer than a check lasts is told with its end. */
const withEnd = (error: ErrorDetail, now: number): ErrorDetail =>
  error.retryAfterMs === undefined ? error : until(error, now + error.retryAfterMs);

const until = (error: ErrorDetail, end: number): ErrorDetail => ({
  ...error,
  message: `${error.message} Nothing is sent before ${new Date(end).toISOString()}.`,
});
