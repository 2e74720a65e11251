import connector from '../../../connector/index.ts';
import type { ChangeRow, ChangeSet } from '../../../spec/host/change-set.ts';
import type { PermutiveConnector, WriteContext, WriteRequest } from '../../../spec/host/connector.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';
import { codeOf, type WireOperation } from '../../../spec/taxonomy/batch.ts';

/** Each by what is wrong with it. */
export type BrokenConnectors = Record<
  string,
  { readonly connector: PermutiveConnector; readonly caughtBy: readonly string[] }
>;

type Parts = Partial<PermutiveConnector>;

/** The real connector with parts of it replaced. */
export const broken = (parts: Parts): PermutiveConnector => ({ ...connector, ...parts });

type Write = PermutiveConnector['write'];

/** The real connector, with a write() of its own for calls that are valid: wrong ones are refused as they are. */
export const overWrite = (write: Write): PermutiveConnector =>
  broken({
    write: (request, context) =>
      typeof context.onRowResult === 'function' && typeof request.changeSets === 'object'
        ? write(request, context)
        : connector.write(request, context),
  });

/** The real connector behind a transport that does something else. */
export const overTransport = (change: (send: typeof fetch) => typeof fetch): PermutiveConnector =>
  overWrite((request, context) => connector.write(request, { ...context, fetch: change(context.fetch ?? fetch) }));

/** The real connector, whose results are changed on their way to the host; nothing: the result is lost. */
export const overResults = (change: (result: RowResult) => readonly RowResult[]): PermutiveConnector =>
  overWrite((request, context) =>
    connector.write(request, {
      ...context,
      onRowResult: async (result) => {
        for (const changed of change(result)) await context.onRowResult(changed);
      },
    }),
  );

/** The real connector, called in another way. */
export const overRequest = (
  change: (request: WriteRequest, context: WriteContext) => Partial<WriteRequest> & { context?: Partial<WriteContext> },
): PermutiveConnector =>
  overWrite((request, context) => {
    const { context: other, ...rest } = change(request, context);
    return connector.write({ ...request, ...rest }, { ...context, ...other });
  });

/** The same change-sets, each row changed; what is no row stays what it is. */
export async function* eachRow(
  changeSets: WriteRequest['changeSets'],
  change: (row: ChangeRow) => ChangeRow,
): AsyncGenerator<ChangeSet> {
  for await (const set of changeSets) yield { ...set, rows: set.rows.map((row) => attempted(row, change)) };
}

function attempted(row: ChangeRow, change: (row: ChangeRow) => ChangeRow): ChangeRow {
  try {
    return change(row);
  } catch {
    return row;
  }
}

/** A transport that sends other operations than it was given. */
export const rewriting =
  (send: typeof fetch, change: (operations: readonly WireOperation[]) => readonly WireOperation[]): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    if (request.method !== 'PATCH') return send(request);
    const { operations } = (await request.clone().json()) as { operations: WireOperation[] }; // The connector's own body.
    return send(new Request(request, { body: JSON.stringify({ operations: change(operations) }) }));
  };

/** A transport that gives back another answer to a batch than the one that came; undefined: that one. */
export const answering =
  (
    send: typeof fetch,
    change: (
      answer: Response,
      operations: readonly WireOperation[],
    ) => Promise<Response | undefined> | Response | undefined,
  ): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    if (request.method !== 'PATCH') return send(request);
    const { operations } = (await request.clone().json()) as { operations: WireOperation[] }; // The connector's own body.
    const answer = await send(request);
    return (await change(answer.clone(), operations)) ?? answer;
  };

/** What a success lists when everything was carried out. */
export const itemsOf = (operations: readonly WireOperation[]): object[] =>
  operations.flatMap((operation) =>
    operation.operation === 'Delete' ? [] : [{ code: codeOf(operation), ...operation.data }],
  );

/** The key in settings that are right. */
export const keyIn = (config: unknown): string =>
  typeof config === 'object' && config !== null && 'apiKey' in config ? String(config.apiKey) : '';

export { connector };
