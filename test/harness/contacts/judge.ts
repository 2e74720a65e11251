/** Holds the example connector to the catalogue, and each broken variant in the folder given to its own requirement; prints what was found. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import connector from '../../../docs/examples/contacts/connector.ts';
import world from '../../../docs/examples/contacts/world.ts';
import { conformance } from '../../../spec/conformance/index.ts';
import { VARIANTS } from './variants.ts';

const [folder = ''] = process.argv.slice(2);

async function judged(at: number, { caughtBy }: { caughtBy: string }): Promise<string[]> {
  const { default: variant } = await import(pathToFileURL(join(folder, `${at}.mjs`)).href);
  const findings = await conformance(variant, { world, only: caughtBy });
  return findings.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : []));
}

const [honest, ...caught] = await Promise.all([
  conformance(connector, { world }),
  ...Object.values(VARIANTS).map((variant, at) => judged(at, variant)),
]);
process.stdout.write(JSON.stringify({ honest, caught }));
