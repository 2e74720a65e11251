import { describe, expect, it } from '@jest/globals';
import type { Metafile } from 'esbuild';
import { buildPage } from '../../../connector/hosts/setup/build-page.mjs';

const LIMIT = 600_000;

/** A part with everything that it loads before it runs. */
function loadedBy(name: string, outputs: Metafile['outputs'], seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const { path, kind } of outputs[name]?.imports ?? [])
    if (kind === 'import-statement') loadedBy(path, outputs, seen);
  return seen;
}

describe('the page’s script', () => {
  it('stays under 600 kB at each place, whatever other places need', async () => {
    const { outputs } = await buildPage();
    const main = Object.keys(outputs).find((name) => name.endsWith('/main.js')) ?? '';
    const places = (outputs[main]?.imports ?? []).filter(({ kind }) => kind === 'dynamic-import');
    const sizes = places.map(({ path }) => {
      const all = new Set([...loadedBy(main, outputs), ...loadedBy(path, outputs)]);
      return [...all].reduce((sum, name) => sum + (outputs[name]?.bytes ?? 0), 0);
    });
    expect(sizes).toHaveLength(5);
    for (const size of sizes) expect(size).toBeLessThan(LIMIT);
  });
});
