import type { World } from './world.ts';

/** What the world did wrong: nothing is said of the connector. */
export class WorldFault extends Error {}

/** The world, each of whose methods tells what it throws as the world's own fault. `fetch` is left alone: that is where it fails on purpose. */
export function guarded(world: World): World {
  return new Proxy(world, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function' || name === 'fetch') return member;
      const told = (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        return error instanceof WorldFault ? error : new WorldFault(`${String(name)}() of the world threw: ${reason}`);
      };
      return (...given: unknown[]): unknown => {
        try {
          const value: unknown = member.apply(target, given);
          return value instanceof Promise ? value.catch((error: unknown) => Promise.reject(told(error))) : value;
        } catch (error) {
          throw told(error);
        }
      };
    },
  });
}
