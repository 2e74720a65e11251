import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { withFiles } from '../../../spec/conformance/example-page.ts';

const read = (file: string): string => readFileSync(`docs/${file}`, 'utf8');

describe('docs/connector-author.md', () => {
  const page = read('connector-author.md');

  it('H-10: shows the example as it is run (npm run generate)', () => {
    expect(withFiles(page, read)).toBe(page);
    expect(withFiles(page, () => 'other\n')).not.toBe(page);
  });

  it('H-10: leads to every file of the example', () => {
    for (const folder of ['contacts', 'any-destination'])
      for (const file of readdirSync(`docs/examples/${folder}`)) expect(page).toContain(`(examples/${folder}/${file})`);
  });
});
