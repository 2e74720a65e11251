import type { TSchema } from '@sinclair/typebox';
import { AUDIENCE_MODES, type AudienceMode } from '../spec/host/change-set.ts';
import { type Config, ConfigSchema } from '../spec/host/config.ts';
import type { WriteContext, WriteRequest } from '../spec/host/connector.ts';
import { type Delivery, type DeliveryOptions, DeliverySchema, withDefaults } from '../spec/host/delivery.ts';
import { ConnectorError, type ErrorCode } from '../spec/host/errors.ts';
import { TargetSchema } from '../spec/host/target.ts';
import type { PlannedTarget } from './plan/desired.ts';
import { problemOfCode } from './plan/segment-code.ts';
import { isPlain, normalised, Problem } from './plan/text.ts';
import { fieldErrorsOf, unpasted } from './setting-errors.ts';

/** A request of write(), made valid. */
export interface Order {
  readonly config: Config;
  readonly target: PlannedTarget | undefined;
  readonly mode: AudienceMode;
  readonly delivery: Delivery;
  readonly changeSets: WriteRequest['changeSets'];
  readonly dryRun: boolean;
  readonly afterFatal: NonNullable<WriteRequest['afterFatal']>;
}

/** @throws {ConnectorError} for whatever is not valid, before a row is read or a request sent (T-10). */
export function readOrder(request: WriteRequest, context: WriteContext): Order {
  // Hosts without types can send anything.
  const { config, target, mode, delivery, changeSets, dryRun = false, afterFatal = 'read' } = request ?? {};
  const order: Order = {
    config: readConfig(config),
    target: readTarget(target),
    mode: readMode(mode),
    delivery: readDelivery(delivery),
    changeSets,
    dryRun,
    afterFatal,
  };
  if (!isIterable(changeSets)) throw refusal('invalid_config', 'changeSets', 'must be an iterable of change-sets.');
  if (typeof context?.onRowResult !== 'function')
    throw refusal('invalid_config', 'onRowResult', 'must be a function: every row has a result.');
  if (!isSignal(context.signal)) throw refusal('invalid_config', 'signal', 'must be an AbortSignal.');
  if (typeof dryRun !== 'boolean') throw refusal('invalid_delivery', 'dryRun', 'must be true or false.');
  if (afterFatal !== 'read' && afterFatal !== 'stop')
    throw refusal('invalid_delivery', 'afterFatal', 'must be read or stop.');
  return order;
}

const isIterable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);

/** By its shape: one of another realm is no instance of this one's. */
const isSignal = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'object' && 'addEventListener' in value && typeof value.addEventListener === 'function');

const refusal = (code: ErrorCode, field: string, message: string) => new ConnectorError(code, [{ field, message }]);

function valid<T>(code: ErrorCode, schema: TSchema, settings: unknown): T {
  const faults = fieldErrorsOf(schema, settings);
  if (faults.length > 0) throw new ConnectorError(code, faults);
  return settings as T; // Just validated against the schema T is derived from.
}

/** @throws {ConnectorError} `invalid_config`, with the fields at fault. */
export const readConfig = (config: unknown): Config => valid<Config>('invalid_config', ConfigSchema, unpasted(config));

/** @throws {ConnectorError} `invalid_target`, with the fields at fault. */
export function readTarget(target: unknown): PlannedTarget | undefined {
  if (target === undefined || target === null) return undefined;
  const settings = valid<{ segmentName: string; segmentCode?: string }>(
    'invalid_target',
    TargetSchema,
    unpasted(target),
  );
  const name = normalised(settings.segmentName);
  const code = normalised(settings.segmentCode ?? '');
  if (name instanceof Problem) throw refusal('invalid_target', 'segmentName', `${name.text}.`);
  if (code instanceof Problem) throw refusal('invalid_target', 'segmentCode', `${code.text}.`);
  const problem = code === undefined ? undefined : problemOfCode(code);
  if (problem !== undefined) throw refusal('invalid_target', 'segmentCode', `${problem}.`);
  return { segmentName: name ?? '', segmentCode: code, plain: isPlain(name) && isPlain(code) };
}

/** @throws {ConnectorError} `invalid_mode`. */
function readMode(mode: unknown): AudienceMode {
  if (typeof mode === 'string' && Object.hasOwn(AUDIENCE_MODES, mode)) return mode as AudienceMode; // A key of the closed table.
  throw refusal('invalid_mode', 'mode', `must be one of ${Object.keys(AUDIENCE_MODES).join(', ')}.`);
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws {ConnectorError} `invalid_delivery`, with the options at fault. */
export function readDelivery(options: unknown): Delivery {
  const delivery = withDefaults(valid<DeliveryOptions>('invalid_delivery', DeliverySchema, options ?? {}));
  const refuse = (message: string) => refusal('invalid_delivery', 'baseUrl', message);
  const url = URL.canParse(delivery.baseUrl) ? new URL(delivery.baseUrl) : undefined;
  if (url === undefined) throw refuse('must be a URL.');
  // D-7: the key must not travel in the clear, except to this machine itself.
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!secure) throw refuse('must be https, or http on loopback.');
  if (url.username || url.password || url.search || url.hash)
    throw refuse('must hold no credentials, query or fragment.');
  return { ...delivery, baseUrl: `${url.origin}${url.pathname}`.replace(/\/+$/, '') };
}
