import { Value } from '@sinclair/typebox/value';
import { ManifestSchema } from '../../destination/manifest-schema.ts';
import { AUDIENCE_MODES } from '../../host/change-set.ts';
import { demand, demandEqual } from '../demand.ts';
import { inGroup } from '../requirement.ts';
import { fieldsOf } from '../settings.ts';

export const MANIFEST = inGroup('manifest', [
  [
    'M-1a',
    'The entry exports manifest, check and write.',
    ({ connector }) => {
      demand(typeof connector.check === 'function', 'There is no check().');
      demand(typeof connector.write === 'function', 'There is no write().');
      demand(typeof connector.manifest === 'object', 'There is no manifest.');
    },
  ],
  [
    'M-1b',
    'The manifest survives being written as JSON.',
    ({ connector: { manifest } }) => demandEqual(JSON.parse(JSON.stringify(manifest)), manifest, 'As JSON'),
  ],
  [
    'M-2a',
    'The manifest holds everything a host asks for.',
    ({ connector: { manifest } }) => {
      const wrong = [...Value.Errors(ManifestSchema, manifest)].filter(({ message }) => !message.includes('format'));
      demand(wrong.length === 0, wrong.map(({ path, message }) => `${path}: ${message}`).join('; '));
    },
  ],
  [
    'M-2b',
    'Every audience mode is one of the four and says in a sentence what it sends.',
    ({ connector: { manifest } }) => {
      const { audienceModes } = manifest.capabilities;
      demand(audienceModes.length > 0, 'There is no mode.');
      for (const { id, description } of audienceModes) {
        demand(Object.hasOwn(AUDIENCE_MODES, id), `${id} is not a mode.`);
        demand(/\w+ .*\.$/.test(description), `${id} has no sentence.`);
      }
    },
  ],
  [
    'M-2c',
    'Every error code stands once in the catalogue, with message, remedy and whether to try again.',
    ({ connector: { manifest } }) => {
      const codes = manifest.errors.map(({ code }) => code);
      demandEqual(codes.length, new Set(codes).size, 'Codes');
      for (const { code, message, remedy } of manifest.errors) {
        demand(message.trim() !== '' && remedy.trim() !== '', `${code} has no message or no remedy.`);
      }
    },
  ],
  [
    'M-2d',
    'The hosts it talks to are named.',
    ({ connector: { manifest } }) => demand(manifest.egress.length > 0, 'egress is empty.'),
  ],
  [
    'M-2e',
    'The limits are numbers that make sense.',
    ({ connector: { manifest } }) =>
      demand(manifest.limits.batchOperations >= 1 && manifest.limits.parallelBatches >= 1, 'A limit is below 1.'),
  ],
  [
    'M-2f',
    'The version is a semantic version.',
    ({ connector: { manifest } }) => demand(/^\d+\.\d+\.\d+/.test(manifest.version), `It is ${manifest.version}.`),
  ],
  [
    'M-2g',
    'Every mapped field has a type and a sentence.',
    ({ connector: { manifest } }) => {
      for (const name of [...manifest.mapping.required, ...manifest.mapping.optional]) {
        demand((manifest.mapping.fields[name]?.description ?? '') !== '', `${name} is not described.`);
      }
    },
  ],
  [
    'M-3a',
    'Every setting has a title, a description and a place in the order.',
    ({ connector: { manifest } }) => {
      for (const schema of [manifest.config, manifest.target]) {
        for (const [name, field] of fieldsOf(schema)) {
          demand(typeof field['title'] === 'string' && field['title'] !== '', `${name} has no title.`);
          demand(
            typeof field['description'] === 'string' && field['description'] !== '',
            `${name} has no description.`,
          );
          demand(typeof field['order'] === 'number', `${name} has no order.`);
        }
      }
    },
  ],
  [
    'M-3b',
    'Secrets are marked: write-only, and shown as a password.',
    ({ connector: { manifest } }) => {
      const secrets = fieldsOf(manifest.config).filter(([name]) => /key|secret|token|password/i.test(name));
      demand(secrets.length > 0, 'No setting is a secret.');
      for (const [name, field] of secrets) {
        demand(field['writeOnly'] === true && field['format'] === 'password', `${name} is not marked as a secret.`);
      }
    },
  ],
  [
    'M-3c',
    'The schemas of the settings refuse unknown properties.',
    ({ connector: { manifest } }) => {
      for (const schema of [manifest.config, manifest.target]) {
        demand('additionalProperties' in schema && schema.additionalProperties === false, 'Unknown properties pass.');
      }
    },
  ],
  [
    'M-3d',
    'Examples of settings keep to their own rules.',
    ({ connector: { manifest } }) => {
      for (const [name, field] of fieldsOf(manifest.config)) {
        const { examples, pattern } = field;
        if (!Array.isArray(examples) || typeof pattern !== 'string') continue;
        for (const example of examples)
          demand(new RegExp(pattern).test(String(example)), `${name}: ${example} breaks its pattern.`);
      }
    },
  ],
]);
