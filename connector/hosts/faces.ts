import type { Faces } from './cli/faces.ts';

/** Loaded only when asked for: no other command needs a server or a page. */
export const faces: Faces = {
  serveSetup: async (order) => (await import('./setup/server.ts')).serveSetup(order),
};
