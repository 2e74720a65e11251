import type { Logger } from '../spec/host/connector.ts';
import { courteously } from './courtesy.ts';
import { Traces } from './traces.ts';

/** Takes the API key out of a text, or out of every text in an object, which is copied (X-1: by value, not by field name). */
export type Redact = <T>(value: T) => T;

const MASK = '[redacted]';

/** Makes the redaction of one key: every trace of it is masked, see {@link Traces}. */
export function redaction(secret: string): Redact {
  const traces = new Traces(secret);
  const scrub = (value: unknown, seen: Set<object>): unknown => {
    if (typeof value === 'string') return traces.mask(value, MASK);
    if (typeof value !== 'object' || value === null) return value;
    if (seen.has(value)) return '[circular]';
    seen.add(value);
    if (Array.isArray(value)) return value.map((entry) => scrub(entry, seen));
    const own = value instanceof Error ? { name: value.name, message: value.message } : value;
    return Object.fromEntries(Object.entries(own).map(([key, entry]) => [scrub(key, seen), scrub(entry, seen)]));
  };
  // The copy has the shape of the original: only the characters of its strings differ.
  return <T>(value: T) => scrub(value, new Set()) as T;
}

/** The host's logger behind redaction by value; silent when the host gives none. It is a courtesy: it may throw or reject (T-12). */
export function redactedLogger(host: Logger | undefined, redact: Redact): Logger {
  const through =
    (level: keyof Logger): Logger[keyof Logger] =>
    (fields, message) => {
      if (host === undefined) return;
      courteously(() => host[level](redact(fields), ...(message === undefined ? [] : [redact(message)])));
    };
  return {
    trace: through('trace'),
    debug: through('debug'),
    info: through('info'),
    warn: through('warn'),
    error: through('error'),
  };
}
