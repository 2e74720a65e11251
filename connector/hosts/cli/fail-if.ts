import type { Thresholds } from '../../../spec/host/evaluate.ts';
import { UsageError } from '../usage-error.ts';

const KEYS = ['failedShare', 'failedRows', 'unknownRows', 'durationMs', 'receivedRows', 'withheld'] as const;

/** Reads `--fail-if`: `failedShare>0.01`, and for the one that is a least, `receivedRows<1000`. @throws {UsageError} */
export function readThresholds(rules: readonly string[]): Thresholds {
  return Object.fromEntries(
    rules
      .flatMap((rule) => rule.split(','))
      .map((rule) => {
        const [, name, sign, limit] = /^\s*(\w+)\s*([<>])\s*(\d+(?:\.\d+)?)\s*$/.exec(rule) ?? [];
        const key = KEYS.find((known) => known === name);
        if (key === undefined || (sign === '<') !== (key === 'receivedRows')) {
          throw new UsageError(
            `--fail-if does not understand "${rule}". Write 'failedShare>0.01', 'failedRows>100', 'unknownRows>0', 'withheld>0', 'durationMs>600000' or 'receivedRows<1000'.`,
          );
        }
        return [key, Number(limit)];
      }),
  );
}
