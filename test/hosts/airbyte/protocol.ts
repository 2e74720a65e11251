import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/**
 * What a destination may say, restated from the Airbyte protocol 0.3.2. There every object takes further members, so that a
 * misspelt one passes; here only the known ones do. A STATE's own content is the source's.
 */
const closed = (properties: object, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const text = { type: 'string' };
const count = { type: 'number', minimum: 0 };
const streamDescriptor = closed({ name: text, namespace: text }, ['name']);
const jsonSchema = { type: 'object' };
const streamState = closed({ stream_descriptor: streamDescriptor, stream_state: { type: 'object' } }, [
  'stream_descriptor',
]);

const log = closed({
  level: { enum: ['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'] },
  message: { ...text, minLength: 1 },
});

const trace = closed({
  type: { const: 'ERROR' },
  emitted_at: { type: 'number' },
  error: closed(
    {
      message: { ...text, minLength: 1 },
      internal_message: text,
      stack_trace: text,
      failure_type: { enum: ['system_error', 'config_error', 'transient_error'] },
      stream_descriptor: streamDescriptor,
    },
    ['message', 'failure_type'],
  ),
});

const state = {
  type: 'object',
  required: ['type', 'destinationStats'],
  properties: {
    type: { enum: ['GLOBAL', 'STREAM'] },
    stream: streamState,
    global: closed({ shared_state: { type: 'object' }, stream_states: { type: 'array', items: streamState } }, [
      'stream_states',
    ]),
    destinationStats: closed({ recordCount: count, rejectedRecordCount: count }, ['recordCount']),
  },
};

const spec = closed({
  documentationUrl: { ...text, format: 'uri' },
  supportsIncremental: { type: 'boolean' },
  supported_destination_sync_modes: {
    type: 'array',
    items: { enum: ['append', 'overwrite', 'append_dedup', 'update', 'soft_delete'] },
  },
  protocol_version: { ...text, pattern: '^\\d+\\.\\d+\\.\\d+$' },
  connectionSpecification: jsonSchema,
});

const destinationCatalog = closed({
  operations: {
    type: 'array',
    items: closed({
      object_name: text,
      sync_mode: { enum: ['append', 'overwrite', 'append_dedup', 'update', 'soft_delete'] },
      json_schema: jsonSchema,
      matching_keys: { type: 'array', items: { type: 'array', items: text } },
    }),
  },
});

const message = (type: string, member: string, schema: object) => closed({ type: { const: type }, [member]: schema });

/** A source may put what it likes beside the state of a STATE message; it goes back untouched. */
const stateMessage = { type: 'object', required: ['type', 'state'], properties: { type: { const: 'STATE' }, state } };

const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
const validate: (said: unknown) => boolean = ajv.compile({
  oneOf: [
    message('LOG', 'log', log),
    message('TRACE', 'trace', trace),
    message('SPEC', 'spec', spec),
    message(
      'CONNECTION_STATUS',
      'connectionStatus',
      closed({ status: { enum: ['SUCCEEDED', 'FAILED'] }, message: text }),
    ),
    message('DESTINATION_CATALOG', 'destination_catalog', destinationCatalog),
    stateMessage,
  ],
});

export interface Said {
  readonly type: string;
  readonly log?: { readonly level: string; readonly message: string };
  readonly trace?: {
    readonly error: {
      readonly message: string;
      readonly internal_message?: string;
      readonly failure_type: string;
      readonly stream_descriptor?: { readonly name: string };
    };
  };
  readonly state?: Readonly<Record<string, unknown>> & {
    readonly destinationStats: { readonly recordCount: number; readonly rejectedRecordCount?: number };
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly connectionStatus?: { readonly status: string; readonly message: string };
  readonly destination_catalog?: { readonly operations: readonly Readonly<Record<string, unknown>>[] };
}

/** Reads stdout; throws for a line that the protocol does not know. */
export function readProtocol(stdout: string): Said[] {
  if (stdout !== '' && !stdout.endsWith('\n')) throw new Error(`The last line has no end: ${stdout.slice(-200)}`);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const said: Said = JSON.parse(line); // Validated here.
      if (!validate(said)) throw new Error(`Not of the protocol: ${line}\n${ajv.errorsText()}`);
      return said;
    });
}
