import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { ERROR_CODES, manifest } from '../../spec/index.ts';

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = file('manifest.json');
const { config, target, delivery } = JSON.parse(text);

/** As strict as ajv gets, told of the two words that the manifest's schema documents (H-12). */
function ajv(): Ajv2020 {
  const strict = new Ajv2020({ strict: true, allErrors: true });
  strict.addKeyword({ keyword: 'order', schemaType: 'number' });
  strict.addKeyword({ keyword: 'airbyte_secret', schemaType: 'boolean' });
  return addFormats.default(strict);
}

describe('the manifest', () => {
  it('M-2, H-12: is what the schema it names says, in strict mode', () => {
    const validator = ajv();
    expect(validator.validate(JSON.parse(file('manifest.schema.json')), JSON.parse(text)) || validator.errors).toBe(
      true,
    );
    expect(manifest.$schema).toBe('./manifest.schema.json');
  });

  it('H-12: two versions of a connector, and two connectors, live in one validator', () => {
    const validator = ajv();
    const others = [
      text,
      text.replaceAll('/permutive/', '/somewhere_else/'),
      text.replaceAll(/\/\d+\.\d+\.\d+\//g, '/9.9.9/'),
    ];
    for (const other of others) {
      const { config, target, delivery } = JSON.parse(other);
      for (const schema of [config, target, delivery]) validator.addSchema(schema);
    }
    expect(validator.getSchema(config.$id)?.({ importId: 'x' })).toBe(false);
    expect(new Set([config.$id, target.$id, delivery.$id]).size).toBe(3);
    for (const { $id } of [config, target, delivery])
      expect(new URL($id).pathname).toContain(`/permutive/${manifest.version}/`);
  });

  it('H-13: says without running code what a host of many connectors asks', () => {
    expect(manifest).toMatchObject({
      specVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      node: JSON.parse(file('package.json')).engines.node,
      releaseStage: 'beta',
      auth: { kind: 'api_key', field: 'apiKey', header: 'X-API-Key' },
      capabilities: {
        dryRun: true,
        cancellation: true,
        deletionGuard: true,
        changeSetOrders: ['set', 'log'],
        flush: true,
      },
      mapping: { required: ['segment_code'] },
    });
    expect(Object.keys(delivery.properties)).toContain('maxDeletes');
    expect(manifest.errors.map(({ code }) => code)).toEqual([...ERROR_CODES]);
  });

  it('H-13: a code is made from the name where a row lacks it, and no word of it calls a segment a user', () => {
    expect(manifest.mapping.fields['segment_code']).toMatchObject({
      key: true,
      generatedFrom: 'segment_name',
      maxLength: 255,
    });
    expect(text).not.toMatch(/identif\w+ users/);
  });

  it('H-13: the addresses it gives inside the package are there', () => {
    for (const address of [manifest.supportUrl, manifest.changelogUrl]) expect(file(address)).not.toBe('');
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
