import type { CheckResult, CheckStep } from '../../../spec/host/check-result.ts';
import { check as checkSettings } from '../../index.ts';
import type { Connection } from './connection.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { type LogLevel, loggerTo } from './log.ts';
import { Output } from './output.ts';
import { type Paint, painter } from './paint.ts';
import { printable, printableJson } from './printable.ts';

export interface CheckOptions {
  readonly json?: boolean;
  readonly logLevel?: LogLevel;
}

const STYLES = { passed: 'green', failed: 'red', warning: 'yellow', skipped: 'dim' } as const;

/** Tests the settings and tells each step as it ends. */
export async function check({ json, logLevel }: CheckOptions, connection: Connection, io: Io): Promise<ExitCode> {
  const output = new Output(io.stdout);
  const paint = painter(io.stdout, io.env);
  const { config, baseUrl, transport, proxy } = connection;
  if (proxy !== undefined) io.stderr.write(`Proxy: ${printable(proxy)}\n`);
  const steps: Promise<void>[] = [];
  const result = await checkSettings(
    { config, ...(baseUrl !== undefined && { delivery: { baseUrl } }) },
    {
      logger: loggerTo((text) => io.stderr.write(text), logLevel),
      signal: io.signal,
      ...transport,
      onStep(step) {
        if (!json) steps.push(output.write(stepLine(step, paint)));
      },
    },
  );
  await Promise.all(steps);
  await output.write(json ? `${printableJson(result, 2)}\n` : conclusion(result, paint));
  return exitCodeOf(result, io);
}

const stepLine = ({ id, status, message }: CheckStep, paint: Paint): string =>
  `${paint(STYLES[status], status.padEnd(8))}  ${id.padEnd(14)}  ${printable(message)}\n`;

function conclusion({ status, message, fieldErrors, steps, import: found }: CheckResult, paint: Paint): string {
  const lines = ['', paint(status === 'succeeded' ? 'green' : 'red', printable(message))];
  for (const { field, message: problem } of fieldErrors) lines.push(`  ${printable(field)} ${printable(problem)}`);
  const remedy = steps.find(({ error }) => error !== undefined)?.error?.remedy;
  if (remedy !== undefined && !message.includes(remedy)) lines.push(`What to do: ${printable(remedy)}`);
  if (found !== undefined)
    lines.push(`Import: ${printable(found.name)} (${printable(found.code)}, ${printable(found.id)})`);
  return `${lines.join('\n')}\n`;
}

/** Settings that Permutive does not accept are settings to correct; anything else is a run that failed. */
const SETTINGS_AT_FAULT = [
  'invalid_config',
  'invalid_delivery',
  'authentication_failed',
  'insufficient_permissions',
  'import_not_found',
];

function exitCodeOf({ status, steps, fieldErrors }: CheckResult, io: Io): ExitCode {
  if (io.signal.aborted) return EXIT.cancelled;
  if (status === 'succeeded') return EXIT.ok;
  const code = steps.find((step) => step.status === 'failed')?.error?.code;
  return fieldErrors.length > 0 || SETTINGS_AT_FAULT.includes(code ?? '') ? EXIT.usage : EXIT.runFailed;
}
