import connector from '../index.ts';
import type { Faces } from './cli/faces.ts';

/** Loaded only when asked for: no other command needs a server or a page. */
export const faces: Faces = {
  async airbyte(words, io) {
    const { runAirbyte, systemTime } = await import('./airbyte/run.ts');
    return runAirbyte(words, { ...io, connector, time: systemTime });
  },
  serveSetup: async (order) => (await import('./setup/server.ts')).serveSetup(order),
};
