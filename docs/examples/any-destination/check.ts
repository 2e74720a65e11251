/** Whether the settings work, step by step. Nothing is changed. */
import type { TSchema } from '@sinclair/typebox';
import type {
  DestinationCheckStep,
  DestinationConnector,
  DestinationContext,
  DestinationRow,
} from 'destination-permutive/spec';
import type { Destination } from './destination.ts';
import type { Code, Problem } from './errors.ts';
import { courteously } from './host.ts';
import { Api } from './requests.ts';
import { type Delivery, read, trimmed, withDefaults } from './settings.ts';

export type Step = 'config' | 'target' | 'authentication' | 'write_access';

export const checkOf =
  <Row extends DestinationRow, Put, Body extends TSchema>(
    destination: Destination<Row, Put, Body>,
  ): DestinationConnector<Row, Code, Step>['check'] =>
  async (request, context = {}) => {
    const { settings, errorOf, manifest } = destination;
    const steps: DestinationCheckStep<Code, Step>[] = [];
    const failure = () => steps.find(({ error }) => error !== undefined)?.error;
    const step = (id: Step, message: string, error: Problem | undefined) => {
      const told: DestinationCheckStep<Code, Step> = failure()
        ? { id, status: 'skipped', message: 'An earlier step failed.' }
        : { id, status: error ? 'failed' : 'passed', message: error?.message ?? message, error };
      steps.push(told);
      courteously(() => context.onStep?.(told));
    };
    const config = read(settings.config, trimmed(request.config));
    const delivery = read(settings.delivery, withDefaults(settings, request.delivery));
    const target = read(settings.target, request.target ?? {});
    const incomplete = config.value && delivery.value ? undefined : errorOf('invalid_config');
    step('config', 'The settings are complete.', incomplete);
    if (request.target !== undefined)
      step('target', 'A sync has no settings here.', target.value ? undefined : errorOf('invalid_target'));
    const may =
      config.value && delivery.value && !failure()
        ? await destination.mayWrite(quickly(destination, config.value.token, delivery.value, context))
        : undefined;
    const unaccepted = typeof may === 'object' ? may : errorOf('unexpected_response');
    step('authentication', 'The token is accepted.', typeof may === 'boolean' ? undefined : unaccepted);
    step('write_access', 'The token may write.', may === true ? undefined : errorOf('insufficient_permissions'));
    const told = failure();
    const fieldErrors = [config, delivery, target].flatMap((part) => part.fieldErrors);
    const message = told ? `${told.message} ${told.remedy}` : `${manifest.name} can be synced with these settings.`;
    return { status: told ? 'failed' : 'succeeded', message, steps, fieldErrors };
  };

/** Requests that are over within half a minute: C-3. */
function quickly<Row extends DestinationRow, Put, Body extends TSchema>(
  destination: Destination<Row, Put, Body>,
  token: string,
  delivery: Delivery,
  context: DestinationContext<Code>,
): Api<Body> {
  const [maxAttempts, timeoutMs] = [Math.min(delivery.maxAttempts, 2), Math.min(delivery.timeoutMs, 10_000)];
  const cancel = context.signal ?? new AbortController().signal;
  const quick = { ...delivery, maxAttempts, timeoutMs, maxRetryAfterMs: 5_000 };
  return new Api({ service: destination, token, delivery: quick, context, cancel, gone: cancel });
}
