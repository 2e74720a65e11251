import { pino } from 'pino';
import type { Logger } from '../spec/host/connector.ts';

/** Replaces the API key wherever it stands in a text, in any case (X-1: by value, not by field name). */
export type Redact = <T>(value: T) => T;

const MASK = '[redacted]';

/** Makes the redaction of one key. Objects are copied with every string in them redacted; cycles are cut. */
export function redaction(secret: string): Redact {
  const pattern = new RegExp(secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi');
  const scrub = (value: unknown, seen: Set<object>): unknown => {
    if (typeof value === 'string') return value.replace(pattern, MASK);
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

/** The host's logger behind redaction by value; a silent pino when the host gives none. */
export function redactedLogger(host: Logger | undefined, redact: Redact): Logger {
  const sink: Logger = host ?? pino({ level: 'silent' });
  const through =
    (level: keyof Logger): Logger[keyof Logger] =>
    (fields, message) =>
      message === undefined ? sink[level](redact(fields)) : sink[level](redact(fields), redact(message));
  return {
    trace: through('trace'),
    debug: through('debug'),
    info: through('info'),
    warn: through('warn'),
    error: through('error'),
  };
}
