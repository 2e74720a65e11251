import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { errorsMarkdown, manifestJson, manifestSchemaJson } from '../../spec/documents.ts';
import { ERROR_CATALOGUE, ERROR_CODES, VERSION } from '../../spec/index.ts';

const contract = readFileSync(new URL('../../spec/contract.md', import.meta.url), 'utf8');
const codesIn = (text: string) =>
  [...text.matchAll(/`([a-z]+(?:_[a-z]+)+|blocked|unprocessable|superseded|timeout|cancelled|protected)`/g)].map(
    ([, code]) => code ?? '',
  );
const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('generated documents', () => {
  it('M-1: manifest.json is not stale (npm run generate)', () => {
    expect(file('manifest.json')).toBe(manifestJson());
  });

  it('H-12: manifest.schema.json is not stale (npm run generate)', () => {
    expect(file('manifest.schema.json')).toBe(manifestSchemaJson());
  });

  it('section 9: docs/errors.md is not stale (npm run generate)', () => {
    expect(file('docs/errors.md')).toBe(errorsMarkdown());
  });

  it('M-2: the version is the package’s', () => {
    expect(JSON.parse(file('package.json'))).toHaveProperty('version', VERSION);
  });

  it('section 9: every code of the contract is in the catalogue, and no other', () => {
    const [, catalogue = ''] = contract.split('## 9. ');
    const [, fullList = ''] = contract.split('- **R-22** ');
    const codes = [catalogue.split('Scope run:')[0] ?? '', fullList.split('\n')[0] ?? ''].flatMap(codesIn);
    expect([...ERROR_CODES].sort()).toEqual([...new Set(codes)].sort());
  });

  it('section 9: the scope of every code is the one the contract gives it', () => {
    const [, run = ''] = /Scope run: (.+?) All others: row/.exec(contract) ?? [];
    const patterns = [...run.matchAll(/`([a-z_]+)(\*?)`/g)].map(
      ([, code, rest]) => new RegExp(`^${code}${rest && '.*'}$`),
    );
    const told = ERROR_CODES.map((code) => [code, ERROR_CATALOGUE[code].scope]);
    expect(told).toEqual(
      ERROR_CODES.map((code) => [code, patterns.some((pattern) => pattern.test(code)) ? 'run' : 'row']),
    );
  });
});
