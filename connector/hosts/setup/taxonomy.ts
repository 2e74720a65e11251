import type { Segment } from '../../../spec/host/segment.ts';
import { checkMemberships, type MembershipFile, type MembershipReport } from '../../memberships/index.ts';
import { UsageError } from '../usage-error.ts';
import type { Connection } from './connection.ts';
import { LastWriters } from './last-writers.ts';
import { isOf, type Owned, ownedBy } from './ownership.ts';
import type { RunHistory } from './run-history.ts';
import { ownerIn } from './snapshots.ts';
import type { LastWriter, TaxonomyKind, TaxonomyLine, TaxonomyPage } from './taxonomy-view.ts';

/** The longest that a listing is waited for, in milliseconds. */
const LIMIT_MS = 10 * 60_000;

/** Which lines of the taxonomy are asked for. */
export interface TaxonomyWindow {
  readonly kind: TaxonomyKind;
  readonly query: string;
  readonly offset: number;
  readonly limit: number;
}

interface Listed extends Owned {
  readonly segments: readonly Segment[];
  readonly at: string;
}

/** What the import holds, as it was listed last; searched without asking Permutive again. */
export class Taxonomy {
  readonly #connection: Connection;
  readonly #keep: string | undefined;
  readonly #writers: LastWriters;
  #listed: Promise<Listed> | undefined;

  constructor(connection: Connection, history: RunHistory) {
    this.#connection = connection;
    this.#keep = history.keep;
    this.#writers = new LastWriters(history);
  }

  forget(): void {
    this.#listed = undefined;
  }

  /** @throws {UsageError | ConnectorError} */
  async all(): Promise<Listed> {
    const listed = this.#listed ?? this.#list();
    this.#listed = listed;
    try {
      return await listed;
    } catch (error) {
      if (this.#listed === listed) this.#listed = undefined;
      throw error;
    }
  }

  async page({ kind, query, offset, limit }: TaxonomyWindow): Promise<TaxonomyPage> {
    const { lines, counts, why, at } = await this.all();
    const words = query.trim().toLowerCase();
    const found = lines.filter((line) => isOf(line, kind) && (words === '' || mentions(line, words)));
    return {
      total: found.length,
      lines: found.slice(offset, offset + limit),
      all: lines.length,
      at,
      ...(counts && { counts }),
      ...(why !== undefined && { why }),
    };
  }

  /** Reads a membership file as it comes in; nothing of it is kept, and no user id is in what is told (B-2). */
  async checkMemberships(file: MembershipFile): Promise<MembershipReport> {
    const { segments } = await this.all();
    const codes = new Set(segments.map(({ code }) => code));
    return checkMemberships(file, { has: (code) => codes.has(code), segments });
  }

  async #list(): Promise<Listed> {
    const { connector, delivery } = this.#connection.options;
    if (connector.segments === undefined) throw new UsageError('This connector does not list what the import holds.');
    if (!this.#connection.ready) throw new UsageError('Connect first.');
    const segments: Segment[] = [];
    const at = new Date().toISOString();
    const { config } = this.#connection.credentials;
    const context = { ...this.#connection.context, signal: AbortSignal.timeout(LIMIT_MS) };
    for await (const page of connector.segments({ config, delivery }, context)) segments.push(...page.segments);
    segments.sort((one, other) => (one.name ?? one.code).localeCompare(other.name ?? other.code));
    const importId = String(config['importId']);
    const owner = this.#keep === undefined ? undefined : ownerIn(this.#keep, { config, importId, delivery });
    const owned = await ownedBy(owner, segments);
    const writers = await this.#writers.of(importId);
    return { segments, ...owned, lines: owned.lines.map((line) => written(line, writers.get(line.code))), at };
  }
}

const written = (line: TaxonomyLine, writer: LastWriter | undefined): TaxonomyLine =>
  writer === undefined ? line : { ...line, written: writer };

const mentions = ({ code, name = '', description = '', categories = [] }: TaxonomyLine, words: string): boolean =>
  `${code} ${name} ${description} ${categories.join(' ')}`.toLowerCase().includes(words);
