/** What a host reads without running anything: settings, errors, what it may ask for. */
import { FormatRegistry, type Static, Type } from '@sinclair/typebox';
import type { DestinationError, Manifest } from 'destination-permutive/spec';

FormatRegistry.Set('password', () => true); // A word for forms; TypeBox refuses formats it does not know.
const secret = { format: 'password', writeOnly: true, airbyte_secret: true };
const description = 'From Settings > API, with the scope contacts:write. It also says which account is meant.';
const token = Type.String({ title: 'API token', description, pattern: '^[\\w-]{16,}$', order: 0, ...secret });
const closed = { additionalProperties: false };
export const Config = Type.Object({ token }, closed);
export const Target = Type.Object({}, closed);
/** The token goes out over TLS, or does not leave this machine. */
const ADDRESS = '^(https://|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?(/|$))';
export const Delivery = Type.Object(
  {
    baseUrl: Type.String({ pattern: ADDRESS, default: 'https://api.contacts.example' }),
    batchSize: Type.Integer({ minimum: 1, maximum: 500, default: 500 }),
    timeoutMs: Type.Integer({ minimum: 1, default: 60_000 }),
    maxAttempts: Type.Integer({ minimum: 1, default: 6 }),
    backoffMs: Type.Integer({ minimum: 0, default: 500 }),
    maxRetryAfterMs: Type.Integer({ minimum: 0, default: 300_000 }),
  },
  closed,
);
export type Delivery = Static<typeof Delivery>;

/** Of each error: what it is about, whether the same row can succeed later, who found it, what failed, what to do. */
const ERRORS = {
  invalid_config: ['run', false, 'connector', 'The settings are not valid.', 'Correct the fields that are named.'],
  invalid_target: ['run', false, 'connector', 'A sync has no settings here.', 'Remove the fields that are named.'],
  invalid_delivery: ['run', false, 'connector', 'The delivery options are not valid.', 'Correct those that are named.'],
  invalid_mode: ['run', false, 'connector', 'This cannot be done.', 'Choose upsert, remove or mirror; no dry run.'],
  authentication_failed: ['run', false, 'contacts', 'The token is not accepted.', 'Make a new one in Settings > API.'],
  insufficient_permissions: ['run', false, 'contacts', 'The token may only read.', 'Give it contacts:write.'],
  invalid_row: ['row', false, 'connector', 'The row cannot be read.', 'Send rowId, email and a known change.'],
  missing_change: ['row', false, 'connector', 'The row names no change.', 'Send one with each row of a mirror.'],
  invalid_field: ['row', false, 'connector', 'A value cannot be used.', 'Correct the column that is named.'],
  not_in_mode: ['row', false, 'connector', 'The mode leaves such rows out.', 'Choose another mode if it should not.'],
  superseded: ['row', false, 'connector', 'Another row wants the contact.', 'Nothing: the contact stays.'],
  refused: ['row', false, 'contacts', 'The service refuses it.', 'Correct what its words name.'],
  rate_limited: ['run', true, 'contacts', 'The service asks to wait.', 'Run again when that time is over.'],
  service_unavailable: ['run', true, 'contacts', 'The service failed.', 'Run again later.'],
  unexpected_response: ['run', true, 'contacts', 'The answer is not understood.', 'Run again; then ask their support.'],
  network_error: ['run', true, 'connector', 'The service was not reached.', 'Check the network, then run again.'],
  timeout: ['run', true, 'connector', 'The service did not answer in time.', 'Run again later.'],
  outcome_unknown: ['run', true, 'connector', 'It is unknown whether it took effect.', 'Run again: no harm is done.'],
  cancelled: ['run', true, 'connector', 'The run was cancelled before it was sent.', 'Run again.'],
} as const;
export type Code = keyof typeof ERRORS;
const CODES = Object.keys(ERRORS) as Code[]; // Object.keys is typed string[].
export type ContactsError = DestinationError<Code>;

const entryOf = (code: Code) => {
  const [scope, retryable, reporter, message, remedy] = ERRORS[code];
  return { code, scope, retryable, reporter, message, remedy };
};
export function errorOf(code: Code, more: Partial<ContactsError> = {}): ContactsError {
  const { scope: _scope, ...entry } = entryOf(code);
  return { ...entry, ...more };
}

const field = (name: string, type: string) => ({ label: name, defaultName: name, type, description: `Its ${name}.` });
const NOT_DONE = { dryRun: false, deletionGuard: false, flush: false, segments: false, options: [], syncModes: [] };
export const manifest: Manifest = {
  $schema: 'https://contacts.example/manifest.schema.json',
  specVersion: '2.0.0',
  id: 'contacts',
  name: 'Contacts',
  version: '1.0.0',
  node: '>=20',
  releaseStage: 'alpha',
  category: 'email',
  description: 'Keeps the contacts of an account as an audience wants them.',
  documentationUrl: 'https://contacts.example/docs',
  supportUrl: 'https://contacts.example/support',
  changelogUrl: 'https://contacts.example/changes',
  icon: 'icon.svg',
  entry: 'connector.js',
  capabilities: {
    kind: 'audience',
    audienceModes: [
      { id: 'upsert', title: 'Upsert', description: 'Rows become puts; removed rows are skipped.' },
      { id: 'remove', title: 'Remove', description: 'Rows become deletions; added and changed rows are skipped.' },
      { id: 'mirror', title: 'Mirror', description: 'Added and changed rows become puts, removed rows deletions.' },
    ],
    changeSetOrders: ['set'],
    cancellation: true,
    delete: true,
    upsert: true,
    fieldMapping: false,
    schemaIntrospection: false,
    ...NOT_DONE,
  },
  auth: { kind: 'api_key', field: 'token', header: 'Authorization' },
  config: Config,
  target: Target,
  delivery: Type.Partial(Delivery),
  mapping: {
    required: ['email'],
    optional: ['name', 'score'],
    fields: {
      email: { ...field('email', 'string'), key: true },
      name: field('name', 'string'),
      score: field('score', 'number'),
    },
  },
  limits: { batchOperations: 500, parallelBatches: 1 },
  egress: ['api.contacts.example'],
  permissions: ['contacts:write'],
  errors: CODES.map(entryOf),
};
