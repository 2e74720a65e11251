import type { Logger } from '../../../spec/host/connector.ts';
import type { LogLevel } from './messages.ts';
import type { Output } from './output.ts';

/** The connector's log as LOG messages: the engine prints whatever stands on stderr as an error (E11). */
export function loggerTo(output: Output): Logger {
  const at =
    (level: LogLevel): Logger['info'] =>
    (fields, message = '') => {
      const details = JSON.stringify(fields);
      void output.log(level, details === '{}' ? message : `${message} ${details}`.trim());
    };
  return { trace: at('TRACE'), debug: at('DEBUG'), info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
}
