import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { MAX_CHARACTERS } from '../limits.ts';
import { invalid } from './answer.ts';
import type { Call } from './call.ts';
import type { Carrier } from './carrier.ts';
import { httpCarrier } from './http-carrier.ts';
import type { LoggedRequest } from './journal.ts';
import { property } from './judge.ts';
import type { Arrival, Reception } from './reception.ts';
import { BASE_PATH, belowBase, NOWHERE, ROUTES, type Route } from './routes.ts';
import type { World } from './world.ts';

/** Room for the largest batch anyone would send. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** The longest code, each of its characters percent-encoded in up to 12. */
const MAX_PARAMETER = MAX_CHARACTERS * 12;

/** The sandbox over HTTP. Fastify finds the route and reads the body; the reception does the rest. */
export function buildApp(reception: Reception, world: World): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAMETER },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  for (const route of ROUTES) {
    app.route({ method: route.method, url: `${BASE_PATH}${route.url}`, ...served(route) });
  }
  const nowhere = served(NOWHERE);
  app.setNotFoundHandler({ preHandler: nowhere.onRequest }, nowhere.handler);
  app.setErrorHandler(({ statusCode = 500 }: { statusCode?: number }, _request, reply) => {
    const { body, headers } = invalid('body');
    return reply.code(statusCode).headers(headers).send(body);
  });
  return app;

  function served({ kind, handle }: Pick<Route, 'kind' | 'handle'>) {
    const underWay = new WeakMap<FastifyRequest, { arrival: Arrival; entry: LoggedRequest; carrier: Carrier }>();
    return {
      /** Before the body is read. */
      async onRequest(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
        const carrier = httpCarrier(reply.raw, world.switches.clock);
        const arrival = { method: request.method, path: belowBase(request.url), kind, handle };
        const entry = await reception.arrive(arrival, carrier);
        if (entry === undefined) return reply.hijack();
        underWay.set(request, { arrival, entry, carrier });
        return undefined;
      },
      async handler(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
        const known = underWay.get(request);
        if (known === undefined) throw new Error('The request was not logged on arrival.');
        const key = request.headers['x-api-key'];
        const token = property(request.query, 'pagination_token');
        reply.hijack();
        await reception.serve(
          known.arrival,
          {
            params: request.params as Call['params'], // The router fills in what the route's url names.
            token: typeof token === 'string' ? token : undefined,
            key: typeof key === 'string' ? key : undefined,
            body: typeof request.body === 'string' ? request.body : undefined,
          },
          known.entry,
          known.carrier,
        );
        return reply;
      },
    };
  }
}
