/** `destination-permutive/memberships`: what Permutive would not say of a membership file (B-1 to B-7). */
import { isGzip, lineBlocks, unpacked, withHead } from './byte-lines.ts';
import { CodeBook, type Taxonomy } from './code-book.ts';
import { LineCheck } from './line-check.ts';
import type { FileFault, MembershipReport } from './report.ts';

export type { Taxonomy, TaxonomySegment } from './code-book.ts';
export type {
  FileFault,
  LikelyCause,
  LineError,
  LineErrorFound,
  LinePlace,
  LinesFound,
  MembershipReport,
  UnknownCode,
} from './report.ts';

/** A membership file: user id, tab, comma-separated codes; gzip or not, which is told by its content. */
export interface MembershipFile {
  /** How it is called in the report. Its extension is compared with its content. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Checks membership files against a taxonomy, in one pass and in memory that does not grow with them. Reads only; no user
 * id is in what it answers, or in an error. A damaged archive is a fault in the report; what the source throws is thrown.
 */
export async function checkMemberships(
  source: MembershipFile | AsyncIterable<Uint8Array> | Iterable<MembershipFile>,
  taxonomy: Taxonomy,
): Promise<MembershipReport> {
  const book = new CodeBook(taxonomy);
  const check = new LineCheck(book);
  const faults: FileFault[] = [];
  let files = 0;
  for (const file of filesOf(source)) {
    files += 1;
    faults.push(...(await checkFile(file, check)));
  }
  const without = book.segmentsWithoutLines();
  return {
    files,
    lines: check.lines,
    codes: {
      total: check.codes,
      unknown: check.unknown,
      unknownShare: check.codes === 0 ? 0 : check.unknown / check.codes,
    },
    unknownCodes: book.unknownCodes(),
    unknownLeftOut: book.unknownLeftOut,
    codesLookLikeIds: book.looksLikeIds,
    losingAll: check.losingAll,
    losingSome: check.losingSome,
    duplicateCodes: check.duplicates,
    lineErrors: check.errors,
    fileFaults: faults,
    ...(without !== undefined && { segmentsWithoutLines: without }),
  };
}

function filesOf(source: Parameters<typeof checkMemberships>[0]): Iterable<MembershipFile> {
  if ('bytes' in source) return [source];
  return Symbol.asyncIterator in source ? [{ name: 'memberships', bytes: source }] : source;
}

async function checkFile({ name, bytes }: MembershipFile, check: LineCheck): Promise<FileFault[]> {
  check.begin(name);
  const { head, chunks } = await withHead(bytes);
  const gzip = isGzip(head);
  const faults = extensionFault(name, gzip);
  if (!gzip) {
    for await (const block of lineBlocks(chunks)) check.take(block);
    return faults;
  }
  try {
    for await (const block of lineBlocks(unpacked(chunks))) check.take(block);
  } catch (error) {
    if (!isZlibError(error)) throw error;
    faults.push({ fault: 'damaged_archive', file: name, afterLine: check.line });
  }
  return faults;
}

/** Permutive takes `.gz` for gzip, and nothing else for it (B-3). */
function extensionFault(name: string, gzip: boolean): FileFault[] {
  if (!name.includes('.')) return [];
  const named = name.toLowerCase().endsWith('.gz');
  return gzip === named ? [] : [{ fault: 'wrong_extension', file: name, is: gzip ? 'gzip' : 'plain' }];
}

const isZlibError = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('Z_');
