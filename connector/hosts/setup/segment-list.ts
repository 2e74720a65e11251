import type { CheckRequest, ConnectorContext } from '../../../spec/host/connector.ts';
import type { Segment } from '../../../spec/host/segment.ts';
import { segments as pagesOf } from '../../index.ts';
import type { Page } from './protocol.ts';

/** Settings as the screen holds them. */
interface Connection {
  readonly config: CheckRequest['config'];
  readonly baseUrl?: string;
  readonly transport: Pick<ConnectorContext, 'fetch'>;
}

/** What the import holds, as it was listed last; searched without asking Permutive again. */
export class SegmentList {
  #listed: Promise<Segment[]> | undefined;

  forget(): void {
    this.#listed = undefined;
  }

  /** @throws {ConnectorError} when it cannot be listed */
  async all(connection: Connection, signal: AbortSignal): Promise<readonly Segment[]> {
    this.#listed ??= collect(connection, signal);
    const listed = this.#listed;
    try {
      return await listed;
    } catch (error) {
      if (this.#listed === listed) this.#listed = undefined;
      throw error;
    }
  }
}

async function collect(connection: Connection, signal: AbortSignal): Promise<Segment[]> {
  const { config, baseUrl, transport } = connection;
  const request = { config, ...(baseUrl !== undefined && { delivery: { baseUrl } }) };
  const all: Segment[] = [];
  for await (const { segments } of pagesOf(request, { ...transport, signal })) all.push(...segments);
  return all.sort((one, other) => (one.name ?? '').localeCompare(other.name ?? ''));
}

/** The segments that mention the words, one page of them. */
export function pageOfSegments(
  segments: readonly Segment[],
  query: string,
  offset: number,
  limit: number,
): Page<Segment> {
  const words = query.trim().toLowerCase();
  const found = segments.filter(({ code, name = '', description = '', categories = [] }) =>
    `${code} ${name} ${description} ${categories.join(' ')}`.toLowerCase().includes(words),
  );
  return { total: found.length, lines: found.slice(offset, offset + limit) };
}
