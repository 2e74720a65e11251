import { type Command, Option } from 'commander';
import { AUDIENCE_MODES, type AudienceMode } from '../../../spec/host/change-set.ts';
import { MAX_BATCH_OPERATIONS } from '../../../spec/taxonomy/limits.ts';
import { ENCODINGS, type Encoding } from '../files/encoding.ts';
import { FORMATS, type Format } from '../files/raw-rows.ts';
import type { LogLevel } from './log.ts';
import { wholeNumber } from './whole-number.ts';

/** How a file is read (files.md); `plan` takes the same. */
export interface FileOptions {
  readonly format?: Format;
  readonly encoding?: Encoding;
  readonly columns?: string;
  readonly codesFromNames?: boolean;
  readonly targetOnly?: boolean;
  readonly allowEmpty?: boolean;
}

export interface SyncOptions extends FileOptions {
  readonly config?: string;
  readonly sandbox?: boolean;
  readonly mode: AudienceMode;
  readonly segmentName?: string;
  readonly segmentCode?: string;
  readonly batchSize?: number;
  readonly maxDeletes?: number;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly results?: string;
  readonly keep?: string;
  readonly report?: string;
  readonly retryFrom?: readonly string[];
  readonly allFailed?: boolean;
  readonly edited?: boolean;
  readonly failIf?: readonly string[];
  readonly full?: boolean;
  readonly state?: string;
  readonly owner?: string;
  readonly drift?: 'restore' | 'keep';
  readonly approveDeletions?: number;
  readonly backup?: string;
  readonly json?: boolean;
  readonly logLevel?: LogLevel;
}

export const withFileOptions = (command: Command): Command =>
  command
    .addOption(new Option('--format <FORMAT>', 'form of FILE, where it cannot be told').choices(FORMATS))
    .addOption(new Option('--encoding <NAME>', 'encoding of FILE, where it is not UTF-8').choices(ENCODINGS))
    .option('--columns <PAIRS>', "which column is which: 'segment_code=Audience ID'")
    .option('--codes-from-names', 'make codes from names; they are permanent')
    .option('--target-only', 'every row is a member of the one segment --segment-name')
    .option('--allow-empty', 'a file without rows is no error');

export const withSyncOptions = (command: Command): Command =>
  withFileOptions(
    command.addOption(
      new Option('--mode <MODE>', 'what rows become').choices(Object.keys(AUDIENCE_MODES)).default('upsert'),
    ),
  )
    .option('--segment-name <NAME>', 'name of segments that are created and bring none')
    .option('--segment-code <CODE>', 'with --target-only: code of that segment')
    .option('--batch-size <N>', `operations in a request, 1 to ${MAX_BATCH_OPERATIONS}`, wholeNumber)
    .option('--max-deletes <N>', 'if more segments would go, none is deleted', wholeNumber)
    .option('-y, --yes', 'ask nothing; delete what the file removes')
    .option('--dry-run', 'change nothing; tell what would be done')
    .option('--results <FILE>', 'write a JSON line for each row, as rows settle')
    .option('--keep <DIR>', 'keep results, failed rows and receipt in a folder there')
    .option('--report <FILE>', 'write the receipt of the run (HTML)')
    .option('--retry-from <RESULTS...>', 'send only what these results leave to be sent')
    .option('--all-failed', 'with --retry-from: rows that cannot help themselves, too')
    .option('--edited', 'with --retry-from: FILE was corrected since')
    .option('--fail-if <RULE...>', "exit 1 if so, such as 'failedShare>0.01'")
    .option('--full', 'FILE is the whole list: delete what is yours and not in it')
    .option('--state <FILE>', 'with --full: the snapshot, what is yours in the import')
    .option('--owner <NAME>', 'with --full: whose list, where several share an import')
    .addOption(
      new Option('--drift <WHICH>', 'with --full: what becomes of changes made at Permutive').choices([
        'restore',
        'keep',
      ]),
    )
    .option('--approve-deletions <N>', 'with --full: let up to N segments go, in this run', wholeNumber)
    .option('--backup <DIR>', 'keep what the import holds before there, for undo')
    .option('--json', 'print the summary as JSON');
