import type { Segment } from '../../../spec/host/segment.ts';
import { checkMemberships, type MembershipFile, type MembershipReport } from '../../memberships/index.ts';
import { UsageError } from '../usage-error.ts';
import type { Connection } from './connection.ts';
import type { Page } from './protocol.ts';

/** The longest that a listing is waited for, in milliseconds. */
const LIMIT_MS = 10 * 60_000;

/** What the import holds, as it was listed last; searched without asking Permutive again. */
export class Taxonomy {
  readonly #connection: Connection;
  #listed: Promise<{ segments: readonly Segment[]; at: string }> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  forget(): void {
    this.#listed = undefined;
  }

  /** @throws {UsageError | ConnectorError} */
  async all(): Promise<{ segments: readonly Segment[]; at: string }> {
    const listed = this.#listed ?? this.#list();
    this.#listed = listed;
    try {
      return await listed;
    } catch (error) {
      if (this.#listed === listed) this.#listed = undefined;
      throw error;
    }
  }

  async page(
    query: string,
    offset: number,
    limit: number,
  ): Promise<Page<Segment> & { readonly all: number; readonly at: string }> {
    const { segments, at } = await this.all();
    const words = query.trim().toLowerCase();
    const found = words === '' ? segments : segments.filter((segment) => mentions(segment, words));
    return { total: found.length, lines: found.slice(offset, offset + limit), all: segments.length, at };
  }

  /** Reads a membership file as it comes in; nothing of it is kept, and no user id is in what is told (B-2). */
  async checkMemberships(file: MembershipFile): Promise<MembershipReport> {
    const { segments } = await this.all();
    const codes = new Set(segments.map(({ code }) => code));
    return checkMemberships(file, { has: (code) => codes.has(code), segments });
  }

  async #list(): Promise<{ segments: readonly Segment[]; at: string }> {
    const { connector, delivery } = this.#connection.options;
    if (connector.segments === undefined) throw new UsageError('This connector does not list what the import holds.');
    if (!this.#connection.ready) throw new UsageError('Connect first.');
    const segments: Segment[] = [];
    const { config } = this.#connection.credentials;
    const context = { ...this.#connection.context, signal: AbortSignal.timeout(LIMIT_MS) };
    for await (const page of connector.segments({ config, delivery }, context)) segments.push(...page.segments);
    segments.sort((one, other) => (one.name ?? one.code).localeCompare(other.name ?? other.code));
    return { segments, at: new Date().toISOString() };
  }
}

const mentions = ({ code, name = '', description = '', categories = [] }: Segment, words: string): boolean =>
  `${code} ${name} ${description} ${categories.join(' ')}`.toLowerCase().includes(words);
