import fastify from 'fastify';
import { ConnectorError } from '../../../spec/host/errors.ts';
import { UsageError } from '../usage-error.ts';
import { builtPage, loadPage } from './assets.ts';
import { Guard } from './guard.ts';
import { changesRoutes, connectionRoutes, pageRoutes, runRoutes, stateRoutes } from './routes.ts';
import { Session, type SessionOptions } from './session.ts';

export interface SetupOptions extends SessionOptions {
  readonly port?: number;
  /** Folder of the built page. */
  readonly page?: string;
}

export interface SetupServer {
  /** Works once: it holds a token that the first visit turns into a cookie. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the set-up screen, on the loopback interface only. */
export async function serveSetup({ port = 0, page = builtPage(), ...options }: SetupOptions): Promise<SetupServer> {
  const session = new Session(options);
  await session.history.open();
  const guard = new Guard();
  // No logger: a request log could hold what a form holds.
  const app = fastify({ logger: false, bodyLimit: 1024 * 1024, forceCloseConnections: true });
  guard.install(app);
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof UsageError) return reply.code(409).send({ message: error.message });
    if (error instanceof ConnectorError) return reply.code(502).send({ message: `${error.message} ${error.remedy}` });
    return reply.code(400).send({ message: 'The request could not be carried out.' });
  });
  pageRoutes(app, await loadPage(page));
  stateRoutes(app, session);
  connectionRoutes(app, session);
  changesRoutes(app, session);
  runRoutes(app, session);
  await app.listen({ port, host: '127.0.0.1' });
  const address = app.server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;
  guard.listensOn(listening);
  // A sandbox asked for by name is connected to: there is nothing to fill in.
  if (options.sandbox !== undefined) void session.connectToSandbox();
  return {
    url: `http://127.0.0.1:${listening}/?token=${guard.token}`,
    async close() {
      await session.close();
      await app.close();
    },
  };
}
