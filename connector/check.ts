import type { CheckResult, CheckStep } from '../spec/host/check-result.ts';
import type { CheckContext, CheckRequest } from '../spec/host/connector.ts';
import { ConnectorError, type ErrorDetail, errorDetail } from '../spec/host/errors.ts';
import { type Clock, systemClock } from './clock.ts';
import { within } from './deadline.ts';
import { readConfig, readDelivery } from './order.ts';
import { redaction } from './redact.ts';
import type { SeenImport } from './send/decode.ts';
import type { ImportApi } from './send/import-api.ts';
import { openImport } from './send/open.ts';
import type { Verdict } from './send/verdict.ts';

/** check() answers within this time, whatever happens (C-3). */
const ANSWER_WITHIN_MS = 28_000;
/** Deadline of one request, so that a stalled one leaves time for another try. */
const REQUEST_DEADLINE_MS = 9_000;

type StepId = CheckStep['id'];
const STEPS: readonly StepId[] = ['config', 'authentication', 'import', 'write_access'];

/** The report as it grows; a failed step makes the later ones skipped (C-2). */
class Report {
  readonly steps: CheckStep[] = [];
  readonly fieldErrors: { field: string; message: string }[] = [];
  seen: SeenImport | undefined;
  readonly #onStep: (step: CheckStep) => void;

  constructor(onStep: (step: CheckStep) => void) {
    this.#onStep = onStep;
  }

  step(step: CheckStep): void {
    this.steps.push(step);
    try {
      this.#onStep(step);
    } catch {
      // C-1: a host that fails to show a step must not lose the report.
    }
  }

  fail(id: StepId, error: ErrorDetail): void {
    this.step({ id, status: 'failed', message: `${error.message} ${error.remedy}`, error });
  }

  finish(): CheckResult {
    const failed = this.steps.find(({ status }) => status === 'failed');
    for (const id of STEPS.slice(this.steps.length)) {
      this.step({ id, status: 'skipped', message: 'Not checked, because an earlier step failed.' });
    }
    const warnings = this.steps.filter(({ status }) => status === 'warning').map(({ message }) => message);
    const { seen } = this;
    return {
      status: failed ? 'failed' : 'succeeded',
      message: failed?.message ?? ['The connection works.', ...warnings].join(' '),
      steps: this.steps,
      fieldErrors: this.fieldErrors,
      ...(seen && {
        import: {
          id: seen.id,
          name: seen.name,
          code: seen.code,
          inherited: seen.inherited,
          ...(seen.relation !== undefined && { relation: seen.relation }),
          ...(seen.state !== undefined && { state: seen.state }),
        },
      }),
    };
  }
}

/** Tells whether key, permission and import are right. Never throws (C-1), changes nothing (C-4). */
export async function check(
  request: CheckRequest,
  context: CheckContext = {},
  clock: Clock = systemClock,
): Promise<CheckResult> {
  let redact = <T>(value: T): T => value;
  const report = new Report((step) => context.onStep?.(redact(step)));
  try {
    const { importId, apiKey } = readConfig(request.config);
    redact = redaction(apiKey);
    const delivery = readDelivery(request.delivery);
    report.step({ id: 'config', status: 'passed', message: 'The settings are complete and well-formed.' });
    const config = { importId, apiKey };
    const ended = await within({ clock, ms: ANSWER_WITHIN_MS, cancel: context.signal }, async (cancel) => {
      const patient = {
        ...delivery,
        timeoutMs: Math.min(delivery.timeoutMs, REQUEST_DEADLINE_MS),
        maxAttempts: Math.min(3, delivery.maxAttempts),
        maxRetryAfterMs: Math.min(5_000, delivery.maxRetryAfterMs),
      };
      const { api, close } = openImport({ config, delivery: patient, clock, redact, cancel }, context);
      try {
        await examine(api, report, cancel);
      } finally {
        close();
      }
    });
    const id = STEPS[report.steps.length];
    if (id !== undefined && ended !== undefined) report.fail(id, errorDetail(ended === 'deadline' ? 'timeout' : ended));
  } catch (error) {
    if (error instanceof ConnectorError) {
      report.fieldErrors.push(...error.fieldErrors);
      report.fail('config', errorDetail(error.code, { message: error.message }));
    } else {
      const id = STEPS[report.steps.length] ?? 'write_access';
      report.fail(id, errorDetail('unexpected_response', { message: 'The check itself failed.' }));
    }
  }
  return redact(report.finish());
}

async function examine(api: ImportApi, report: Report, cancel: AbortSignal): Promise<void> {
  const imported = await api.readImport();
  if (cancel.aborted) return;
  if (imported.kind !== 'success') {
    const { id, error } = faultOfImport(imported);
    if (id === 'import')
      report.step({ id: 'authentication', status: 'passed', message: 'Permutive accepts the API key.' });
    report.fail(id, error);
    return;
  }
  report.step({ id: 'authentication', status: 'passed', message: 'Permutive accepts the API key.' });
  report.seen = imported.answer;
  const { name, state } = imported.answer;
  if (state !== undefined && state !== 'active') {
    const error = errorDetail('import_not_ready', {
      message: `The import "${name}" exists, but its source is ${state}.`,
    });
    report.step({ id: 'import', status: 'warning', message: `${error.message} ${error.remedy}`, error });
  } else report.step({ id: 'import', status: 'passed', message: `The import "${name}" exists.` });

  // C-2: there is no dry run; an empty batch changes nothing and must be refused as invalid, but only after authorisation.
  const attempt = await api.sendNothing();
  if (cancel.aborted) return;
  report.step(writeAccess(attempt));
}

/** Which step a failed GET of the import speaks of. */
function faultOfImport(verdict: Exclude<Verdict<SeenImport>, { kind: 'success' }>): { id: StepId; error: ErrorDetail } {
  switch (verdict.kind) {
    case 'denied':
      return { id: verdict.error.code === 'import_not_found' ? 'import' : 'authentication', error: verdict.error };
    case 'refused':
      return { id: 'import', error: verdict.error };
    case 'cancelled':
      return { id: 'authentication', error: errorDetail('cancelled') };
    default:
      return { id: 'authentication', error: verdict.error };
  }
}

function writeAccess(verdict: Awaited<ReturnType<ImportApi['send']>>): CheckStep {
  const id = 'write_access';
  switch (verdict.kind) {
    case 'denied': {
      const told: { httpStatus?: number; requestId?: string } = verdict.error;
      const error = errorDetail('insufficient_permissions', {
        message: 'The API key may read this import, but not write to it.',
        ...(told.httpStatus !== undefined && { httpStatus: told.httpStatus }),
        ...(told.requestId !== undefined && { requestId: told.requestId }),
      });
      return { id, status: 'failed', message: `${error.message} ${error.remedy}`, error };
    }
    case 'success':
      return { id, status: 'passed', message: 'Permutive accepted an empty batch from this key.' };
    case 'refused':
      if (verdict.status === 400) {
        return {
          id,
          status: 'passed',
          message:
            'Permutive let the key through to the batch endpoint and refused the empty test batch as invalid, as it should.',
        };
      }
      return doubtful(verdict.error);
    case 'cancelled':
      return doubtful(errorDetail('cancelled'));
    default:
      return doubtful(verdict.error);
  }
}

const doubtful = (error: ErrorDetail): CheckStep => ({
  id: 'write_access',
  status: 'warning',
  message: `Write access could not be confirmed: ${error.message}`,
  error,
});
