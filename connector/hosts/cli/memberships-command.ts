import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { segments as listed } from '../../index.ts';
import {
  checkMemberships,
  type MembershipFile,
  type MembershipReport,
  type TaxonomySegment,
} from '../../memberships/index.ts';
import { csvLine } from '../files/csv-cell.ts';
import { isUnreadable } from '../files/file-row.ts';
import { InputBroken } from '../files/input-broken.ts';
import { openRows } from '../files/rows.ts';
import { fileSource } from '../files/source.ts';
import { GUARD_COLUMN, guarded } from '../files/spreadsheet-guard.ts';
import { reasonOf } from '../reason.ts';
import { UsageError } from '../usage-error.ts';
import { type Connection, type ConnectionOptions, connect } from './connection.ts';
import { HELP } from './help.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { membershipsText } from './memberships-text.ts';
import { Output } from './output.ts';
import { openOutput } from './output-file.ts';
import { mustBeApart } from './output-paths.ts';
import { printableJson } from './printable.ts';

interface MembershipsOptions extends ConnectionOptions {
  readonly taxonomy?: string;
  readonly missing?: string;
  readonly maxUnknownShare: number;
  readonly json?: boolean;
  readonly report?: string;
}

export function registerMemberships(
  program: Command,
  io: Io,
  run: (code: Promise<ExitCode>) => Promise<void>,
  connected: (command: Command) => Command,
): void {
  const memberships = program.command('memberships').summary('check membership files before they are uploaded');
  connected(memberships.command('check'))
    .description(
      'Tells what Permutive would not say of membership files: codes it does not know, lines it cannot read.',
    )
    .argument('<FILE...>', 'membership files: user id, tab, codes; .gz or not')
    .addOption(new Option('--taxonomy <FILE>', 'segments, as `segments` writes them; nothing is asked of Permutive'))
    .option('--missing <FILE>', 'write unknown codes as a file to complete and sync')
    .addOption(
      new Option('--max-unknown-share <SHARE>', 'exit 1 above this share of unknown codes')
        .default(0)
        .argParser(Number),
    )
    .option('--json', 'print the report as JSON')
    .option('--report <FILE>', 'write the report as a page (HTML)')
    .addHelpText('after', HELP.memberships)
    .action((files: string[], options: MembershipsOptions) => run(check(files, options, io)));
}

async function check(files: readonly string[], options: MembershipsOptions, io: Io): Promise<ExitCode> {
  const { taxonomy, missing, maxUnknownShare, report: reportPath } = options;
  if (!(maxUnknownShare >= 0 && maxUnknownShare <= 1))
    throw new UsageError('--max-unknown-share must be a share: a number from 0 to 1, such as 0.01.');
  await mustBeApart([
    ...files.map((path) => ({ option: 'FILE', path, written: false })),
    ...(taxonomy === undefined ? [] : [{ option: '--taxonomy', path: taxonomy, written: false }]),
    ...(options.config === undefined ? [] : [{ option: '--config', path: options.config, written: false }]),
    ...(missing === undefined ? [] : [{ option: '--missing', path: missing, written: true }]),
    ...(reportPath === undefined ? [] : [{ option: '--report', path: reportPath, written: true }]),
  ]);
  const outputs = {
    missing: missing === undefined ? undefined : await openOutput(missing, 'The file of unknown codes'),
    report: reportPath === undefined ? undefined : await openOutput(reportPath, 'The report'),
  };
  const segments = await taxonomyOf(options, io);
  const codes = new Set(segments.map(({ code }) => code));
  const report = await checkMemberships(membershipFiles(files), { has: (code) => codes.has(code), segments });
  const wrong = report.lineErrors.length > 0 || report.fileFaults.length > 0;
  const code = wrong || report.codes.unknownShare > maxUnknownShare ? EXIT.rowsFailed : EXIT.ok;
  const text = membershipsText(report, verdictOf(report, code, segments.length));
  await new Output(io.stdout).write(options.json ? `${printableJson(report, 2)}\n` : text);
  await outputs.missing?.write(missingCsv(report));
  await outputs.missing?.close();
  await outputs.report?.write(pageOf(text));
  await outputs.report?.close();
  return code;
}

function* membershipFiles(paths: readonly string[]): Generator<MembershipFile> {
  for (const path of paths) yield { name: basename(path), bytes: bytesOf(path) };
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 });
  } catch (error) {
    throw new UsageError(`The membership file ${path} cannot be read (${reasonOf(error)}).`);
  }
}

/** @throws {InputBroken} when it cannot be read: nothing can be said of the files then (B-6). */
async function taxonomyOf(options: MembershipsOptions, io: Io): Promise<TaxonomySegment[]> {
  const connection = options.taxonomy === undefined ? await connect(options, io) : undefined;
  try {
    return connection === undefined
      ? await segmentsOfFile(options.taxonomy ?? '')
      : await segmentsOfImport(connection, io);
  } catch (error) {
    if (io.signal.aborted) throw error;
    throw new InputBroken(`The taxonomy could not be read. ${error instanceof Error ? error.message : ''}`);
  }
}

async function segmentsOfImport(connection: Connection, io: Io): Promise<TaxonomySegment[]> {
  const segments: TaxonomySegment[] = [];
  const { config, baseUrl, transport } = connection;
  const request = { config, ...(baseUrl !== undefined && { delivery: { baseUrl } }) };
  for await (const page of listed(request, { ...transport, signal: io.signal })) segments.push(...page.segments);
  return segments;
}

const WRITE_IT_ANEW = 'What destination-permutive segments --format ndjson writes can be read.';

async function segmentsOfFile(path: string): Promise<TaxonomySegment[]> {
  const source = await fileSource(path);
  const segments: TaxonomySegment[] = [];
  try {
    const { rows, questions } = await openRows(source, { mode: 'add', allowEmpty: true });
    if (questions.some(({ ask }) => ask === 'contested' || ask === 'code_is_uuid'))
      throw new UsageError(`${path} leaves open which of its columns is the code. ${WRITE_IT_ANEW}`);
    for await (const some of rows()) {
      for (const row of some) {
        // Without the code of one line its users would be said to lose it.
        if ('refused' in row && isUnreadable(row))
          throw new UsageError(`${path} cannot be read whole. ${row.refused.message} ${WRITE_IT_ANEW}`);
        const { segment_code: code, segment_name: name } = row.values ?? {};
        if (typeof code !== 'string' && typeof code !== 'number') continue;
        segments.push({ code: String(code).trim(), ...(typeof name === 'string' && { name }) });
      }
    }
  } finally {
    await source.close();
  }
  if (segments.length === 0) throw new UsageError(`The taxonomy ${path} holds no segment codes.`);
  return segments;
}

function verdictOf(report: MembershipReport, code: ExitCode, segments: number): string {
  const known = `the taxonomy's ${segments.toLocaleString('en-US')} segments`;
  if (report.lines === 0) return 'The files hold no lines.';
  if (code === EXIT.ok)
    return report.codes.unknown === 0
      ? `Every code is one of ${known}, and every line can be read.`
      : `The files can be uploaded: no more codes are unknown than were allowed.`;
  return 'The files should not be uploaded as they are: Permutive would drop what is listed here without a word.';
}

/** Ready to be completed and synced: codes, and columns for what only a person knows. */
const missingCsv = ({ unknownCodes }: MembershipReport): string =>
  csvLine(['segment_code', 'segment_name', 'description', 'cpm', 'categories', 'problem', GUARD_COLUMN]) +
  unknownCodes
    .filter(({ code }) => !code.startsWith('('))
    .map(({ code, lines, meant }) => {
      const problem = `on ${lines} ${lines === 1 ? 'line' : 'lines'}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
      return csvLine([guarded(code), '', '', '', '', problem, guarded(code) === code ? '' : 'yes']);
    })
    .join('');

const pageOf = (text: string): string =>
  `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Membership files</title>\n<style>body{font:14px/1.5 ui-monospace,monospace;margin:2rem;white-space:pre-wrap}</style>\n<body>${text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')}</body></html>\n`;
