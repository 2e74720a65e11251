import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** `nonce`: for the one style element that react-aria puts into the page. */
const policy = (nonce?: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const HEADERS = {
  'content-security-policy': policy(),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
};

/** Adds the headers of every answer; those of a hijacked answer (events) ask for them by themselves. */
export const guardHeaders = (): Readonly<Record<string, string>> => HEADERS;

/** The page with a nonce of its own, and the policy that knows it. */
export function withNonce(html: string): { readonly html: string; readonly policy: string } {
  const nonce = randomBytes(16).toString('base64url');
  return {
    html: html.replace('</head>', `<meta property="csp-nonce" content="${nonce}" /></head>`),
    policy: policy(nonce),
  };
}

/**
 * Lets in the one browser that was given the address: a token that works once becomes a cookie that scripts cannot read.
 * Host and Origin are checked too, so that no other page, and no name that resolves to this machine, can speak for it.
 */
export class Guard {
  #token: string | undefined = randomBytes(24).toString('base64url');
  readonly #session = randomBytes(24).toString('base64url');
  /** A name of its own for each program: cookies know no port, and a second screen on this machine must not end the first. */
  readonly #cookie = `setup_${randomBytes(6).toString('hex')}`;
  #origins: readonly string[] = [];

  get token(): string {
    return this.#token ?? '';
  }

  install(app: FastifyInstance): void {
    app.addHook('onRequest', async (request, reply) => {
      reply.headers(HEADERS);
      const refusal = this.#refusal(request);
      if (refusal !== undefined) return reply.code(403).send({ message: refusal });
      if (this.#redeem(request, reply)) return reply.redirect('/', 303);
      if (!this.#admitted(request)) {
        return reply
          .code(403)
          .type('text/plain; charset=utf-8')
          .send('This address works once. Start `destination-permutive setup` again for a new one.\n');
      }
      return undefined;
    });
  }

  listensOn(port: number): void {
    this.#origins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  }

  #refusal({ headers, method }: FastifyRequest): string | undefined {
    const own = `http://${headers.host ?? ''}`;
    if (!this.#origins.includes(own)) return 'This host name is not served here.';
    const { origin } = headers;
    if (origin !== undefined && origin !== own) return 'Other pages may not speak to this one.';
    if (origin === undefined && method !== 'GET' && method !== 'HEAD')
      return 'The request does not say where it is from.';
    return undefined;
  }

  /** Only a page that is opened redeems the token: a script's request never does. */
  #redeem(request: FastifyRequest, reply: FastifyReply): boolean {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
    const given = searchParams.get('token');
    if (request.method !== 'GET' || pathname !== '/' || given === null) return false;
    if (this.#token === undefined || !same(given, this.#token)) return this.#admitted(request);
    this.#token = undefined;
    reply.header('set-cookie', `${this.#cookie}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`);
    return true;
  }

  #admitted({ headers: { cookie = '' } }: FastifyRequest): boolean {
    const own = `${this.#cookie}=`;
    return cookie
      .split(';')
      .map((pair) => pair.trim())
      .some((pair) => pair.startsWith(own) && same(pair.slice(own.length), this.#session));
  }
}

function same(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
