import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of what stands in the bundles, by package: what most of them ask for in return. */
export function notices(root, metafiles) {
  const folders = new Set();
  for (const { inputs } of metafiles) {
    for (const input of Object.keys(inputs)) {
      const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? [];
      if (folder !== undefined) folders.add(folder);
    }
  }
  const entries = [...folders].map((folder) => entryOf(join(root, folder)));
  return [
    '# Third-party notices',
    '',
    'For whoever redistributes this package: what its bundles hold of others, and under which licence.',
    '',
    ...[...new Set(entries)].sort(),
  ].join('\n');
}

function entryOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
  return `## ${name} ${version} (${license})\n\n${text}\n`;
}
