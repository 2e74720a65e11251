import { Value } from '@sinclair/typebox/value';
import { ManifestSchema } from '../../destination/manifest-schema.ts';
import { demand, demandEqual } from '../demand.ts';
import { code, key, MODES } from '../needs.ts';
import { inGroup } from '../requirement.ts';
import { canariesIn, fieldsOf, looksSecret, objectsOf } from '../settings.ts';
import type { Trial } from '../trial.ts';

/** The form of semver.org. */
const SEMANTIC_VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-((0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/;

const settingsOf = ({ connector: { manifest } }: Trial) => [...fieldsOf(manifest.config), ...fieldsOf(manifest.target)];

export const MANIFEST = inGroup('manifest', [
  [
    'M-1a',
    'The entry exports manifest, check and write.',
    ({ connector }) =>
      demandEqual(
        [typeof connector.manifest, typeof connector.check, typeof connector.write],
        ['object', 'function', 'function'],
        'manifest, check, write',
      ),
  ],
  [
    'M-1b',
    'The manifest survives being written as JSON.',
    ({ connector: { manifest } }) => demandEqual(JSON.parse(JSON.stringify(manifest)), manifest, 'As JSON'),
  ],
  [
    'M-2a',
    'The manifest holds everything a host asks for, and nothing else.',
    ({ connector: { manifest } }) => {
      const wrong = [...Value.Errors(ManifestSchema, manifest)].filter(({ message }) => !message.includes('format'));
      demandEqual(
        wrong.map(({ path, message }) => `${path}: ${message}`),
        [],
        'What its schema says of it',
      );
    },
  ],
  [
    'M-2b',
    'Every audience mode is one of the four, stands once, and says in a sentence what it sends.',
    ({ connector: { manifest } }) => {
      const modes = manifest.capabilities.audienceModes;
      demand(modes.length > 0, 'audienceModes: wanted at least one, saw none.');
      const ids = modes.map(({ id }) => id);
      demandEqual(
        ids.filter((id, at) => ids.indexOf(id) !== at),
        [],
        'Modes that stand more than once',
      );
      for (const { id, description } of modes) {
        demand(
          MODES.some((mode) => mode === id),
          `audienceModes: wanted ${MODES.join(', ')}, saw ${id}.`,
        );
        demand(/\w+ .*\.$/.test(description), `The description of ${id}: wanted a sentence, saw "${description}".`);
      }
    },
  ],
  [
    'M-2c',
    'Every error code stands once in the catalogue, with message, remedy and whether to try again.',
    ({ connector: { manifest } }) => {
      const codes = manifest.errors.map(({ code }) => code);
      const again = codes.filter((one, at) => codes.indexOf(one) !== at);
      demandEqual(again, [], 'Codes that stand more than once');
      for (const { code, message, remedy, retryable } of manifest.errors) {
        demand(
          message.trim() !== '' && remedy.trim() !== '' && typeof retryable === 'boolean',
          `${code}: wanted message, remedy and retryable, saw one that is empty.`,
        );
      }
    },
  ],
  [
    'M-2d',
    'The hosts it talks to are named.',
    ({ connector: { manifest } }) => demand(manifest.egress.length > 0, 'egress: wanted a host, saw none.'),
  ],
  [
    'M-2e',
    'The limits are whole numbers from 1.',
    ({ connector: { manifest } }) => {
      for (const [name, limit] of Object.entries(manifest.limits)) {
        demand(Number.isInteger(limit) && limit >= 1, `limits.${name}: wanted a whole number from 1, saw ${limit}.`);
      }
    },
  ],
  [
    'M-2f',
    'The version is a semantic version.',
    ({ connector: { manifest } }) =>
      demand(SEMANTIC_VERSION.test(manifest.version), `version: wanted one as of semver.org, saw ${manifest.version}.`),
  ],
  [
    'M-2g',
    'Every mapped field has a label, a type and a sentence, and stands either among the required or the optional ones.',
    ({ connector: { manifest } }) => {
      const { required, optional, fields } = manifest.mapping;
      demandEqual([...required, ...optional].sort(), Object.keys(fields).sort(), 'The fields');
      for (const [name, { label, type, description }] of Object.entries(fields)) {
        demand(
          label !== '' && type.length > 0 && description !== '',
          `${name}: wanted label, type and description, saw one that is empty.`,
        );
      }
    },
  ],
  [
    'M-2h',
    'Every error code that is reported stands in the catalogue.',
    async (trial) => {
      const { world } = trial;
      const rows = trial.rows(4);
      world.refuse(trial.keysOf(rows.slice(0, 1)));
      const runs = [await trial.write({ rows, demands: 'nothing' })];
      runs.push(await trial.write({ config: world.keys.unknown, demands: 'nothing' }));
      world.inject({ on: { kind: 'batch' }, always: true, do: { kind: 'reset', when: 'before' } });
      runs.push(await trial.write({ delivery: { maxAttempts: 2, timeoutMs: 100 }, demands: 'nothing' }));
      const checks = [await trial.check({ config: {} }), await trial.check({ config: world.keys.unknown })];
      const reported = [
        ...runs.flatMap(({ results }) => results.map(({ error }) => error?.code)),
        ...checks.flatMap(({ result }) => result?.steps.map(({ error }) => error?.code)),
      ].flatMap((reportedCode) => reportedCode ?? []);
      demand(
        reported.includes(world.codes.refused),
        `Codes: wanted ${world.codes.refused} for a row that is refused, saw none.`,
      );
      const catalogued = new Set(trial.connector.manifest.errors.map((entry) => entry.code));
      demandEqual(
        [...new Set(reported)].filter((one) => !catalogued.has(one)),
        [],
        'Codes beyond the catalogue',
      );
    },
    key('unknown'),
    code('refused'),
  ],
  [
    'M-2i',
    'Members are there when the capabilities say so, and only then.',
    ({ connector: { manifest, segments, options } }) =>
      demandEqual(
        { segments: typeof segments === 'function', options: typeof options === 'function' },
        { segments: manifest.capabilities.segments, options: manifest.capabilities.options.length > 0 },
        'segments() and options()',
      ),
  ],
  [
    'M-3a',
    'Every setting has a title, a description and a place in the order.',
    (trial) => {
      for (const [name, { title, description, order }] of settingsOf(trial)) {
        demandEqual(
          [typeof title, typeof description, typeof order, title !== '' && description !== ''],
          ['string', 'string', 'number', true],
          `title, description and order of ${name}`,
        );
      }
    },
  ],
  [
    'M-3b',
    'Secrets are marked: write-only, and shown as a password; the key is one of them.',
    ({ connector: { manifest }, world }) => {
      const canaries = new Set([...canariesIn(world.config, world.keys.unknown), manifest.auth.field]);
      const secrets = fieldsOf(manifest.config).filter(([name, field]) => looksSecret(field) || canaries.has(name));
      demand(secrets.length > 0, 'config: wanted a secret, saw none.');
      for (const [name, { writeOnly, format }] of secrets) {
        demandEqual([writeOnly, format], [true, 'password'], `writeOnly and format of ${name}`);
      }
    },
  ],
  [
    'M-3c',
    'The schemas of the settings refuse unknown properties.',
    ({ connector: { manifest } }) => {
      for (const { additionalProperties, properties } of [
        ...objectsOf(manifest.config),
        ...objectsOf(manifest.target),
      ]) {
        const names = Object.keys(Object(properties)).join(', ');
        demand(
          additionalProperties === false,
          `additionalProperties beside ${names}: wanted false, saw ${additionalProperties}.`,
        );
      }
    },
  ],
  [
    'M-3d',
    'Examples of settings keep to their own rules.',
    (trial) => {
      for (const [name, { examples, pattern }] of settingsOf(trial)) {
        if (!Array.isArray(examples) || typeof pattern !== 'string') continue;
        const wrong = examples.filter((example) => !new RegExp(pattern).test(String(example)));
        demandEqual(wrong, [], `Examples of ${name} that break its pattern`);
      }
    },
  ],
]);
