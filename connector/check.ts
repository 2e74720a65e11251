import type { CheckResult } from '../spec/host/check-result.ts';
import type { CheckContext, CheckRequest } from '../spec/host/connector.ts';
import { ConnectorError, errorDetail } from '../spec/host/errors.ts';
import { examine } from './check/examine.ts';
import { failed, passed, Report } from './check/report.ts';
import { targetStep } from './check/steps.ts';
import { type Clock, systemClock } from './clock.ts';
import { courteously } from './courtesy.ts';
import { readConfig, readDelivery, readTarget } from './order.ts';
import { redactedLogger, redaction } from './redact.ts';

/** Tells whether key, permission and import are right. Never throws (C-1), changes nothing (C-4). */
export async function check(
  request: CheckRequest,
  given: CheckContext = {},
  clock: Clock = systemClock,
): Promise<CheckResult> {
  // Hosts without types can send anything.
  const { config: settings, target: fallback, delivery: how } = request ?? {};
  const context = given ?? {};
  let redact = <T>(value: T): T => value;
  const report = new Report(fallback !== undefined && fallback !== null, (step) =>
    courteously(() => context.onStep?.(redact(step))),
  );
  try {
    const config = readConfig(settings);
    redact = redaction(config.apiKey);
    const delivery = readDelivery(how);
    report.add(passed('config', 'The settings are complete and well-formed.'));
    const target = readTarget(fallback);
    if (target !== undefined) report.add(targetStep(target));
    const log = redactedLogger(context.logger, redact);
    await examine(report, { config, delivery, clock, redact, log, cancel: context.signal }, context);
  } catch (error) {
    const id = report.next ?? 'config';
    if (error instanceof ConnectorError) {
      report.fieldErrors = error.fieldErrors;
      report.add(failed(id, error.detail));
    } else report.add(failed(id, errorDetail('unexpected_response', { message: 'The check itself failed.' })));
  }
  return redact(report.finish());
}
