import { ERROR_CATALOGUE, type ErrorCode, type ErrorDetail } from '../../../spec/host/errors.ts';
import type { StreamDescriptor } from './fault.ts';
import { valueAt } from './json-members.ts';
import type { Output } from './output.ts';

/** Lines told of one stream and error code; the rest is counted. */
const MOST_LINES = 100;
/** Of a record's own text, in bytes. */
const MOST_OF_RECORD = 2 * 1024;

/**
 * Whether a failed record is rejected: what is about the row is its own fault; what is about the run says nothing of it. An outage that
 * begins while failures are narrowed looks like a record that Permutive fails on (T-6), so the first of an engine's attempts does not tell the two apart.
 */
export const isRejection = ({ code }: ErrorDetail, attempt: string | undefined): boolean =>
  ERROR_CATALOGUE[code].scope === 'row' && !(code === 'unprocessable' && attempt === '0');

/** Tells of records that were rejected: they hold no checkpoint back, so the log is where they are found again. */
export class Rejections {
  readonly #output: Output;
  readonly #counts = new Map<string, { readonly stream: StreamDescriptor; readonly code: ErrorCode; count: number }>();

  constructor(output: Output) {
    this.#output = output;
  }

  /** `number`: the record's in its stream, from 1. `line`: the message it came in. */
  tell(stream: StreamDescriptor, number: number, error: ErrorDetail, line: string): void {
    const key = `${error.code} ${stream.namespace ?? ''} ${stream.name}`;
    const told = this.#counts.get(key) ?? { stream, code: error.code, count: 0 };
    this.#counts.set(key, told);
    told.count += 1;
    if (told.count > MOST_LINES) return;
    const { code, message, remedy } = error;
    void this.#output.log(
      'WARN',
      `Rejected: record ${number} of stream "${stream.name}": ${code}: ${message} ${remedy} The record: ${this.#valuesOf(line)}`,
    );
  }

  /** Tells how many there were, where not each was told. */
  end(): void {
    for (const { stream, code, count } of this.#counts.values()) {
      if (count <= MOST_LINES) continue;
      void this.#output.log(
        'WARN',
        `Rejected: ${count} records of stream "${stream.name}" in all with ${code}; the first ${MOST_LINES} were told.`,
      );
    }
  }

  /** The record's own values, as they stand in its line. */
  #valuesOf(line: string): string {
    const data = valueAt(line, 'record', 'data');
    if (data === undefined) return '(none)';
    // Redacted before it is cut: half a key is a leak as well.
    const most = Math.min(data.end, data.start + 2 * MOST_OF_RECORD);
    const text = Buffer.from(this.#output.redacted(line.slice(data.start, most)));
    if (text.length <= MOST_OF_RECORD) return text.toString();
    return `${text.toString('utf8', 0, MOST_OF_RECORD - 3).replace(/\ufffd$/, '')}...`;
  }
}
