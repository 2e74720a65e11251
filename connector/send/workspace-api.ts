import type { Redact } from '../redact.ts';
import type { Attempts } from './attempts.ts';
import { readImports, type SeenImport } from './decode.ts';
import type { Verdict } from './verdict.ts';

/** What is asked of a key's workspace. */
export interface WorkspaceApi {
  readImports(): Promise<Verdict<readonly SeenImport[]>>;
}

export const workspaceApi = (attempts: Attempts, redact: Redact): WorkspaceApi => ({
  readImports: () =>
    attempts.send(
      { method: 'get', path: 'imports', long: true },
      { about: 'imports', read: (json) => redact(readImports(json)) },
      { purpose: 'listing' },
    ),
});
