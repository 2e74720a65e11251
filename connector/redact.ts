import type { Logger } from '../spec/host/connector.ts';
import { courteously } from './courtesy.ts';

/** Takes the API key out of a text, or out of every text in an object, which is copied (X-1: by value, not by field name). */
export type Redact = <T>(value: T) => T;

const MASK = '[redacted]';

/** A key that was cut is told by so many of its first or last characters: a group of its UUID, at least. */
const TELLING = 8;

/** Makes the redaction of one key: in any case, escaped, with or without its dashes, and cut at either end. */
export function redaction(secret: string): Redact {
  const { telling, whole } = patternsOf(secret);
  const scrub = (value: unknown, seen: Set<object>): unknown => {
    if (typeof value === 'string') return telling.test(value) ? value.replace(whole(), MASK) : value;
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

/** Two patterns: what every trace of a key holds, which is found two hundred times as fast, and all of a trace. */
function patternsOf(secret: string): { telling: RegExp; whole: () => RegExp } {
  const letters = [...secret].map(anyFormOf);
  const [first, last] = [letters.slice(0, TELLING).join(''), letters.slice(-TELLING).join('')];
  const whole = () => {
    const start = first + nested(letters.slice(TELLING));
    const end = nested(letters.slice(0, -TELLING).reverse(), true) + last;
    return new RegExp(`${start}|${end}`, 'gi');
  };
  return { telling: new RegExp(`${first}|${last}`, 'i'), whole };
}

/** Each part may be there only when the one nearer to the telling end is. */
const nested = (parts: readonly string[], leading = false): string =>
  parts.reduceRight((inner, part) => (leading ? `(?:${inner}${part})?` : `(?:${part}${inner})?`), '');

/** Forms made before: a key is of seventeen characters, and many runs have one. */
const forms = new Map<string, string>();

function anyFormOf(character: string): string {
  const form = forms.get(character) ?? formsOf(character);
  forms.set(character, form);
  return form;
}

/** A character as it may stand in JSON, in a URL or in HTML; a dash may be missing. */
function formsOf(character: string): string {
  const codes = new Set([character.toLowerCase(), character.toUpperCase()].map((form) => form.charCodeAt(0)));
  const escaped = [...codes].flatMap((code) => {
    const hex = code.toString(16);
    return [`\\\\+u00${hex}`, `\\\\+x${hex}`, `%(?:25)*${hex}`, `&#0*${code};`, `&#x0*${hex};`];
  });
  return `(?:${character.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&')}|${escaped.join('|')})${character === '-' ? '?' : ''}`;
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
