import type { SettingOption } from '../spec/destination/connector.ts';
import { ConfigSchema } from '../spec/host/config.ts';
import type { ConnectorContext, OptionsRequest } from '../spec/host/connector.ts';
import { ConnectorError, errorDetail } from '../spec/host/errors.ts';
import { type Clock, systemClock } from './clock.ts';
import { readConfig, readDelivery } from './order.ts';
import { redactedLogger, redaction } from './redact.ts';
import type { SeenImport } from './send/decode.ts';
import { openWorkspace } from './send/open.ts';

/**
 * Values for a settings field, for a drop-down: for `importId` the imports of the key's workspace. Of the settings only the key
 * is looked at: the field asked for may be missing or wrong.
 *
 * @throws {ConnectorError} `invalid_config` when the key is not valid or the field has no values to choose from; another code of
 * the catalogue when the imports cannot be read.
 * @throws the signal's reason when it aborts.
 */
export async function options(
  { config, field, delivery: how }: OptionsRequest,
  context: ConnectorContext = {},
  clock: Clock = systemClock,
): Promise<SettingOption[]> {
  if (field !== 'importId') {
    throw new ConnectorError('invalid_config', [{ field: String(field), message: 'has no values to choose from.' }]);
  }
  const apiKey = apiKeyIn(config);
  const delivery = readDelivery(how);
  const redact = redaction(apiKey);
  const { signal: cancel } = context;
  const log = redactedLogger(context.logger, redact);
  const verdict = await openWorkspace(
    { config: { apiKey }, delivery, clock, redact, cancel, log },
    context,
  ).readImports();
  cancel?.throwIfAborted();
  if (verdict.kind !== 'success')
    throw ConnectorError.of('error' in verdict ? verdict.error : errorDetail('cancelled'));
  return verdict.answer.map(optionOf);
}

/** The key, whatever the settings say of an import. */
function apiKeyIn(config: unknown): string {
  const [importId] = ConfigSchema.properties.importId.examples;
  return readConfig(typeof config === 'object' && config !== null ? { ...config, importId } : config).apiKey;
}

function optionOf({ id, name, code, relation, state }: SeenImport): SettingOption {
  const description = [code, relation, state].filter((part) => part).join(' · ');
  return { value: id, label: name || code || id, ...(description !== '' && { description }) };
}
