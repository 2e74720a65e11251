import { pino } from 'pino';
import type { Logger } from '../../../spec/host/connector.ts';
import { printable, printableLines } from './printable.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** JSON lines at a level that was asked for; otherwise warnings in plain words, for a person. */
export function loggerTo(write: (text: string) => void, level: LogLevel | undefined): Logger {
  if (level !== undefined) return pino({ level, base: null }, { write: (line) => write(printableLines(line)) });
  const none = () => undefined;
  const say = (word: string) => (_fields: object, message?: string) => {
    if (message !== undefined) write(`${word}: ${printable(message)}\n`);
  };
  return { trace: none, debug: none, info: none, warn: say('warning'), error: say('error') };
}
