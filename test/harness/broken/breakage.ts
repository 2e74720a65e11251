import connector from '../../../connector/index.ts';
import type { SentOperation } from '../../../spec/conformance/tap.ts';
import type { PermutiveConnector, WriteContext, WriteRequest } from '../../../spec/host/connector.ts';
import type { RowResult } from '../../../spec/host/row-result.ts';

/** Each by what is wrong with it. */
export type BrokenConnectors = Record<
  string,
  { readonly connector: PermutiveConnector; readonly caughtBy: readonly string[] }
>;

type Parts = Partial<PermutiveConnector>;

/** The real connector with parts of it replaced. */
export const broken = (parts: Parts): PermutiveConnector => ({ ...connector, ...parts });

/** The real connector behind a transport that does something else. */
export const overTransport = (change: (send: typeof fetch) => typeof fetch): PermutiveConnector =>
  broken({
    write: (request, context) => connector.write(request, { ...context, fetch: change(context.fetch ?? fetch) }),
  });

/** The real connector, whose results are changed on their way to the host; nothing: the result is lost. */
export const overResults = (change: (result: RowResult) => readonly RowResult[]): PermutiveConnector =>
  broken({
    write: (request, context) =>
      connector.write(request, {
        ...context,
        onRowResult: async (result) => {
          for (const changed of change(result)) await context.onRowResult(changed);
        },
      }),
  });

/** The real connector, called in another way. */
export const overRequest = (
  change: (request: WriteRequest, context: WriteContext) => Partial<WriteRequest> & { context?: Partial<WriteContext> },
): PermutiveConnector =>
  broken({
    write: (request, context) => {
      const { context: other, ...rest } = change(request, context);
      return connector.write({ ...request, ...rest }, { ...context, ...other });
    },
  });

/** A transport that sends other operations than it was given. */
export const rewriting =
  (send: typeof fetch, change: (operations: readonly SentOperation[]) => readonly SentOperation[]): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    if (request.method !== 'PATCH') return send(request);
    const { operations } = (await request.clone().json()) as { operations: SentOperation[] }; // The connector's own body.
    return send(new Request(request, { body: JSON.stringify({ operations: change(operations) }) }));
  };

/** The key in settings that are right. */
export const keyIn = (config: unknown): string =>
  typeof config === 'object' && config !== null && 'apiKey' in config ? String(config.apiKey) : '';

export { connector };
