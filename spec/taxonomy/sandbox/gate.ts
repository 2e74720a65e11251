import type { Answer } from './answer.ts';
import { refusalOf } from './keys.ts';
import { gatewayPage, type Passing } from './switches/gateway.ts';
import type { World } from './world.ts';

/** The answer of whoever stops a request before a route sees it: the firewall, the rate limit, the check of its key. */
export function stopped(passing: Passing, key: string | undefined, world: World): Answer | undefined {
  const { firewall, rateLimit } = world.switches;
  if (firewall(passing)) return gatewayPage(403);
  const overLimit = rateLimit && world.limiter.admit(key ?? '', rateLimit, world.now());
  return overLimit ?? refusalOf(key, passing.method);
}
