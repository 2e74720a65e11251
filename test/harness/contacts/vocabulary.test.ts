import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { OF_CONTACTS, OF_PERMUTIVE } from './vocabulary.ts';

/** What any destination is held to, and what tries it. */
const GENERIC = ['.', 'requirements'].flatMap((folder) =>
  readdirSync(`spec/conformance/${folder}`, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => `spec/conformance/${folder}/${name}`),
);
/** About lanes, which a host writes; and about the page that names both. */
const OTHERS = /lane-requirements|document|example-page|generate/;

describe('the harness of any destination', () => {
  it.each(GENERIC.filter((file) => !OTHERS.test(file)))('H-1: %s names neither service', (file) => {
    const source = readFileSync(file, 'utf8');
    expect([source.match(OF_PERMUTIVE)?.[0], source.match(OF_CONTACTS)?.[0]]).toEqual([undefined, undefined]);
  });

  it('H-1: would tell it if one did', () => {
    expect(readFileSync('spec/conformance/world/sandbox.ts', 'utf8')).toMatch(OF_PERMUTIVE);
    expect(readFileSync('docs/examples/contacts/service.ts', 'utf8')).toMatch(OF_CONTACTS);
  });
});
