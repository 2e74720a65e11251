/** Whether the settings work, step by step. Nothing is changed. */
import type { Static } from '@sinclair/typebox';
import type { DestinationCheckStep, DestinationConnector, DestinationContext } from 'destination-permutive/spec';
import { Api } from './api.ts';
import type { ContactRow } from './changes.ts';
import { courteously } from './host.ts';
import { type Code, Config, type ContactsError, Delivery, errorOf, Target } from './manifest.ts';
import { read, trimmed, withDefaults } from './settings.ts';

export type Step = 'config' | 'target' | 'authentication' | 'write_access';

export const check: DestinationConnector<ContactRow, Code, Step>['check'] = async (request, context = {}) => {
  const steps: DestinationCheckStep<Code, Step>[] = [];
  const failure = () => steps.find(({ error }) => error !== undefined)?.error;
  const step = (id: Step, message: string, error: ContactsError | undefined) => {
    const told: DestinationCheckStep<Code, Step> = failure()
      ? { id, status: 'skipped', message: 'An earlier step failed.' }
      : { id, status: error ? 'failed' : 'passed', message: error?.message ?? message, error };
    steps.push(told);
    courteously(() => context.onStep?.(told));
  };
  const config = read(Config, trimmed(request.config));
  const delivery = read(Delivery, withDefaults(request.delivery));
  const target = read(Target, request.target ?? {});
  step('config', 'The settings are complete.', config.value && delivery.value ? undefined : errorOf('invalid_config'));
  if (request.target !== undefined)
    step('target', 'A sync has no settings here.', target.value ? undefined : errorOf('invalid_target'));
  const { body, error } =
    config.value && delivery.value && !failure() ? await account(config.value, delivery.value, context) : { body: {} };
  const unread = body.scopes ? undefined : errorOf('unexpected_response');
  step('authentication', 'The token is accepted.', error ?? unread);
  const mayWrite = body.scopes?.includes('contacts:write');
  step('write_access', 'The token may write.', mayWrite ? undefined : errorOf('insufficient_permissions'));
  const told = failure();
  const fieldErrors = [config, delivery, target].flatMap((settings) => settings.fieldErrors);
  const message = told ? `${told.message} ${told.remedy}` : 'Contacts can be synced with these settings.';
  return { status: told ? 'failed' : 'succeeded', message, steps, fieldErrors };
};

/** The account of a token, within half a minute: C-3. */
function account({ token }: Static<typeof Config>, delivery: Delivery, context: DestinationContext<Code>) {
  const [maxAttempts, timeoutMs] = [Math.min(delivery.maxAttempts, 2), Math.min(delivery.timeoutMs, 10_000)];
  const cancel = context.signal ?? new AbortController().signal;
  const quick = { ...delivery, maxAttempts, timeoutMs, maxRetryAfterMs: 5_000 };
  return new Api({ token, delivery: quick, context, cancel, gone: cancel }).send('check', 'account');
}
