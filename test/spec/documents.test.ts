import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { errorsMarkdown, manifestJson } from '../../spec/documents.ts';
import { ERROR_CATALOGUE, ERROR_CODES, ManifestSchema, manifest, VERSION } from '../../spec/index.ts';

const contract = readFileSync(new URL('../../spec/contract.md', import.meta.url), 'utf8');
const codesIn = (text: string) =>
  [...text.matchAll(/`([a-z]+(?:_[a-z]+)+|blocked|unprocessable|superseded|timeout|cancelled|protected)`/g)].map(
    ([, code]) => code ?? '',
  );
const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const ajv = () => addFormats.default(new Ajv2020({ strict: false, allErrors: true }));

describe('generated documents', () => {
  it('M-1: manifest.json is not stale (npm run generate)', () => {
    expect(file('manifest.json')).toBe(manifestJson());
  });

  it('section 9: docs/errors.md is not stale (npm run generate)', () => {
    expect(file('docs/errors.md')).toBe(errorsMarkdown());
  });

  it('M-2: the version is the package’s', () => {
    expect(JSON.parse(file('package.json'))).toHaveProperty('version', VERSION);
  });

  it('M-2: the manifest is what its schema says', () => {
    const validator = ajv();
    expect(validator.validate(JSON.parse(JSON.stringify(ManifestSchema)), manifest) || validator.errors).toBe(true);
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

interface FormField {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly input: 'text' | 'password';
  readonly required: boolean;
}

/** A form renderer that knows nothing of Permutive: JSON Schema in, fields out. */
function form(schema: { properties?: Record<string, Record<string, unknown>>; required?: string[] }): FormField[] {
  return Object.entries(schema.properties ?? {})
    .sort(([, a], [, b]) => Number(a['order']) - Number(b['order']))
    .map(([name, field]) => ({
      name,
      label: String(field['title'] ?? ''),
      help: String(field['description'] ?? ''),
      input: field['writeOnly'] === true && field['format'] === 'password' ? 'password' : 'text',
      required: schema.required?.includes(name) ?? false,
    }));
}

describe('a form drawn from the manifest alone', () => {
  const { config, target } = JSON.parse(file('manifest.json'));

  it('M-3, M-4: asks for the Import ID and the masked API key', () => {
    expect(form(config).map(({ name, input, required }) => [name, input, required])).toEqual([
      ['importId', 'text', true],
      ['apiKey', 'password', true],
    ]);
  });

  it('M-3, M-4: asks for the segment name and, if wanted, its code', () => {
    expect(form(target).map(({ name, required }) => [name, required])).toEqual([
      ['segmentName', true],
      ['segmentCode', false],
    ]);
  });

  it('M-3: every field has a label and a help text', () => {
    for (const { label, help } of [...form(config), ...form(target)]) expect(label && help).not.toBe('');
  });

  it('M-3: the key is marked as a secret in every way hosts look for', () => {
    expect(config.properties.apiKey).toMatchObject({ writeOnly: true, format: 'password', airbyte_secret: true });
  });

  it.each([
    [{ importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '32f8e031-c532-41bb-b25e-65bdb677a96e' }, true],
    [{ importId: '32f8e031-c532-41bb-b25e-65bdb677a96f' }, false],
    [{ importId: 'x', apiKey: '32f8e031-c532-41bb-b25e-65bdb677a96e' }, false],
    [{ importId: '32f8e031-c532-41bb-b25e-65bdb677a96f', apiKey: '32f8e031-c532-41bb-b25e-65bdb677a96e', x: 1 }, false],
  ])('M-3: an ordinary validator takes %j: %p', (settings, valid) => {
    expect(ajv().validate(config, settings)).toBe(valid);
  });

  it.each([
    [{ segmentName: 'A' }, true],
    [{ segmentName: 'A', segmentCode: '' }, true],
    [{ segmentName: '' }, false],
    [{ segmentName: 'A', segmentCode: 'a b' }, false],
    [{ segmentName: 'A', segmentCode: '..' }, false],
    [{ segmentName: 'A', x: 1 }, false],
  ])('M-3: an ordinary validator takes the target %j: %p', (settings, valid) => {
    expect(ajv().validate(target, settings)).toBe(valid);
  });
});
