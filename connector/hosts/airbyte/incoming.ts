/** A line of the input, as far as this destination cares. */
export type Incoming =
  | { readonly is: 'record'; readonly stream: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly is: 'stream_state'; readonly stream: string }
  | { readonly is: 'global_state' }
  | { readonly is: 'legacy_state' }
  /** The source has sent all of the stream. */
  | { readonly is: 'complete'; readonly stream: string }
  /** A message that is none of a destination's business. */
  | { readonly is: 'ignored' }
  | { readonly is: 'unreadable'; readonly problem: string };

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const OTHER_TYPES: readonly unknown[] = [
  'LOG',
  'SPEC',
  'CONNECTION_STATUS',
  'CATALOG',
  'CONTROL',
  'DESTINATION_CATALOG',
];

const unreadable = (problem: string): Incoming => ({ is: 'unreadable', problem });

/**
 * What streams are told apart by: name and namespace, where an absent, null or empty namespace are the same.
 * `undefined` when there is no name.
 */
export function streamKey(name: unknown, namespace: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  return typeof namespace === 'string' && namespace !== '' ? `${namespace}\u0000${name}` : name;
}

/** Reads one line of the input. */
export function readLine(line: string): Incoming {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return unreadable('is not JSON');
  }
  if (!isObject(message)) return unreadable('is no message');
  const { type, record, state, trace } = message;
  switch (type) {
    case 'RECORD':
      return isObject(record) ? readRecord(record) : unreadable('is a RECORD without a record');
    case 'STATE':
      return isObject(state) ? readState(state) : unreadable('is a STATE without a state');
    case 'TRACE':
      return isObject(trace) ? readTrace(trace) : { is: 'ignored' };
    default:
      return OTHER_TYPES.includes(type) ? { is: 'ignored' } : unreadable('is a message of an unknown type');
  }
}

function readRecord({ stream: name, namespace, data }: Json): Incoming {
  const stream = streamKey(name, namespace);
  if (stream === undefined) return unreadable('is a RECORD that names no stream');
  // Without values it is a record all the same: it is counted, and rejected for want of a segment.
  return { is: 'record', stream, data: isObject(data) ? data : {} };
}

function readState({ type, stream }: Json): Incoming {
  if (type === 'GLOBAL') return { is: 'global_state' };
  if (type !== 'STREAM') return { is: 'legacy_state' };
  const key = descriptorKey(stream);
  return key === undefined ? unreadable('is a STATE that names no stream') : { is: 'stream_state', stream: key };
}

function readTrace({ type, stream_status }: Json): Incoming {
  if (type !== 'STREAM_STATUS' || !isObject(stream_status) || stream_status['status'] !== 'COMPLETE') {
    return { is: 'ignored' };
  }
  const stream = descriptorKey(stream_status);
  return stream === undefined ? unreadable('is a STREAM_STATUS that names no stream') : { is: 'complete', stream };
}

function descriptorKey(holder: unknown): string | undefined {
  const descriptor = isObject(holder) ? holder['stream_descriptor'] : undefined;
  return isObject(descriptor) ? streamKey(descriptor['name'], descriptor['namespace']) : undefined;
}
