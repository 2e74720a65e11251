import type { Segment } from '../../spec/host/segment.ts';
import { fieldsOf } from './fields.ts';
import type { TextSink } from './plan-file.ts';
import { SealBroken, type SealedFormat, Sealer, unseal } from './sealed-lines.ts';

const BACKUP_FORMAT: SealedFormat = { name: 'destination-permutive/backup', number: 1 };

export interface BackupHeader {
  readonly importId: string;
  readonly baseUrl: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** Keeps what an import holds before a run, page by page as it is listed; whoever calls compresses and stores it. */
export class Backup {
  readonly #sink: TextSink;
  readonly #sealer = new Sealer(BACKUP_FORMAT);
  #begun = false;
  readonly #header: BackupHeader;

  constructor(header: BackupHeader, sink: TextSink) {
    const { importId, baseUrl, createdAt } = header;
    this.#header = { importId, baseUrl, createdAt };
    this.#sink = sink;
  }

  async page(segments: readonly Segment[]): Promise<void> {
    const opening = this.#opening(); // Before the lines: the digest is over all in their order.
    const lines = segments.map(({ id, code, updatedAt, ...fields }) =>
      this.#sealer.line(
        JSON.stringify({
          ...(id !== undefined && { id }),
          code,
          ...fieldsOf(fields),
          ...(updatedAt !== undefined && { updatedAt }),
        }),
      ),
    );
    await this.#sink.write(`${opening}${lines.join('')}`);
  }

  /** Without it the backup is not whole. */
  async end(): Promise<void> {
    await this.#sink.write(`${this.#opening()}${this.#sealer.end()}`);
  }

  #opening(): string {
    if (this.#begun) return '';
    this.#begun = true;
    return this.#sealer.header(this.#header);
  }
}

/** Reads a backup to its end. @throws {Error} when it is not whole. */
export async function readBackup(
  source: AsyncIterable<Uint8Array | string>,
): Promise<{ header: BackupHeader; segments: ReadonlyMap<string, Segment> }> {
  const { header, lines } = await unseal(source, BACKUP_FORMAT);
  const segments = new Map<string, Segment>();
  for await (const piece of lines) {
    for (const line of piece) {
      const segment = JSON.parse(line) as Segment; // Written by `page`; the seal vouches for it once all is read.
      segments.set(segment.code, segment);
    }
  }
  if (typeof header['importId'] !== 'string') throw new SealBroken('its header is not whole');
  return { header: header as unknown as BackupHeader, segments }; // Likewise.
}
