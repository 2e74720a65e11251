import type { SyncOptions } from './sync-options.ts';

/** A word of a command line, as a shell takes it. */
export const quoted = (word: string): string =>
  /^[\w./:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

type Flags = Partial<Record<keyof SyncOptions, string>>;

/** Where it goes, and what becomes of its rows. */
const OF_A_RUN: Flags = {
  config: '--config',
  sandbox: '--sandbox',
  mode: '--mode',
  segmentName: '--segment-name',
  segmentCode: '--segment-code',
  batchSize: '--batch-size',
  maxDeletes: '--max-deletes',
  yes: '--yes',
  keep: '--keep',
};
/** How its file is read; rows that we wrote need none of it. */
const OF_A_FILE: Flags = {
  format: '--format',
  encoding: '--encoding',
  columns: '--columns',
  codesFromNames: '--codes-from-names',
  targetOnly: '--target-only',
  allowEmpty: '--allow-empty',
};

function words(options: SyncOptions, flags: Flags): string[] {
  const names = Object.keys(flags) as (keyof SyncOptions)[]; // Object.keys is typed string[].
  return names.flatMap((name) => {
    const [value, flag = ''] = [options[name], flags[name]];
    if (value === undefined || value === false) return [];
    return value === true ? [flag] : [`${flag} ${quoted(String(value))}`];
  });
}

/** The settings alone, for another command. */
export const settingsWords = (options: SyncOptions): string[] => words(options, { config: '--config' });

/**
 * The command that goes on from a run, to be copied: it reads the file as the run did (F-16). `results`: what tells what is left, if anything does;
 * those of the runs that this one went on from stand before it.
 */
export function nextSync(file: string, options: SyncOptions, results: string | undefined): string {
  const { retryFrom = [], edited } = options;
  const from = results === undefined ? retryFrom : [...retryFrom, results];
  return [
    'destination-permutive sync',
    quoted(file),
    ...words(options, OF_A_RUN),
    ...words(options, OF_A_FILE),
    ...(from.length === 0 ? [] : [`--retry-from ${from.map(quoted).join(' ')}`]),
    ...(edited === true ? ['--edited'] : []),
  ].join(' ');
}

/** The command for the failed rows of a run, once they are corrected. */
export const correctedSync = (file: string, options: SyncOptions): string =>
  ['destination-permutive sync', quoted(file), ...words(options, OF_A_RUN)].join(' ');
