/**
 * Holds the example connector to the catalogue, and the broken variants in the folder given to their own requirements (`own`) or to all (`all`);
 * prints what was found.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pLimit from 'p-limit';
import connector from '../../../docs/examples/contacts/connector.ts';
import world from '../../../docs/examples/contacts/world.ts';
import { conformance, requirementsOf } from '../../../spec/conformance/index.ts';
import { judge } from '../../../spec/conformance/judge.ts';
import { VARIANTS, type Variant } from './variants.ts';

const [folder = '', which] = process.argv.slice(2);
const catalogue = requirementsOf('any destination');
const limit = pLimit(32);

async function failedBy({ caughtBy }: Variant, at: number): Promise<string[]> {
  const { default: variant } = await import(pathToFileURL(join(folder, `${at}.mjs`)).href);
  const chosen = which === 'all' ? catalogue : catalogue.filter(({ id }) => caughtBy.includes(id));
  const findings = await Promise.all(chosen.map((requirement) => limit(() => judge(variant, requirement, { world }))));
  return findings.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : []));
}

const [honest, ...failed] = await Promise.all([
  conformance(connector, { world }),
  ...Object.values(VARIANTS).map(failedBy),
]);
process.stdout.write(JSON.stringify({ honest, failed }));
