import type { CheckResult } from '../../../spec/host/check-result.ts';
import type { Fault, StreamDescriptor } from './fault.ts';

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** What this connector says on stdout besides STATE lines, which go back as they came. */
export type Message =
  | { readonly type: 'LOG'; readonly log: { readonly level: LogLevel; readonly message: string } }
  | {
      readonly type: 'TRACE';
      readonly trace: {
        readonly type: 'ERROR';
        readonly emitted_at: number;
        readonly error: {
          readonly message: string;
          readonly internal_message?: string;
          readonly failure_type: Fault['failureType'];
          readonly stream_descriptor?: StreamDescriptor;
        };
      };
    }
  | { readonly type: 'SPEC'; readonly spec: object }
  | {
      readonly type: 'CONNECTION_STATUS';
      readonly connectionStatus: { readonly status: 'SUCCEEDED' | 'FAILED'; readonly message: string };
    }
  | { readonly type: 'DESTINATION_CATALOG'; readonly destination_catalog: { readonly operations: readonly object[] } };

export const log = (level: LogLevel, message: string): Message => ({ type: 'LOG', log: { level, message } });

/** The one ERROR TRACE of a command that failed. `emittedAt`: milliseconds since the epoch. */
export const errorTrace = ({ failureType, message, internal, stream }: Fault, emittedAt: number): Message => ({
  type: 'TRACE',
  trace: {
    type: 'ERROR',
    emitted_at: Math.round(emittedAt),
    error: {
      message,
      ...(internal !== undefined && { internal_message: internal }),
      failure_type: failureType,
      ...(stream !== undefined && { stream_descriptor: stream }),
    },
  },
});

/** The connector's message, with the remedy of the step that failed. */
export function connectionStatus({ status, message, steps, fieldErrors }: CheckResult): Message {
  const remedy = steps.find((step) => step.status === 'failed')?.error?.remedy;
  const fields = fieldErrors.map((fault) => `${fault.field}: ${fault.message}`);
  const missing = [...fields, remedy].filter((text): text is string => text !== undefined && !message.includes(text));
  return {
    type: 'CONNECTION_STATUS',
    connectionStatus: {
      status: status === 'succeeded' ? 'SUCCEEDED' : 'FAILED',
      message: [message, ...missing].join(' '),
    },
  };
}
