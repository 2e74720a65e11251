import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { specification } from '../../../spec/airbyte/specification.ts';
import { airbyteSpecJson } from '../../../spec/documents.ts';
import { VERSION } from '../../../spec/version.ts';

const file = (name: string) => readFile(`connector/hosts/airbyte/${name}`, 'utf8');

interface Property {
  readonly [name: string]: unknown;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly oneOf?: readonly Property[];
}

/** All objects with properties: the settings themselves and each choice in them. */
function* objectsOf(schema: Property): Generator<Property> {
  if (schema.properties === undefined) return;
  yield schema;
  for (const property of Object.values(schema.properties)) {
    for (const choice of property.oneOf ?? []) yield* objectsOf(choice);
  }
}

const connection = JSON.parse(JSON.stringify(specification.connectionSpecification)) as Property; // As it is printed.

describe('the settings form', () => {
  it('A-3: spec.json is not stale (npm run generate)', async () => {
    expect(await file('spec.json')).toBe(airbyteSpecJson());
  });

  it('A-3: is draft-07 and takes settings of other versions', () => {
    expect(connection).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      additionalProperties: true,
      required: ['importId', 'apiKey'],
    });
  });

  it('A-3: every property has title, description, group and an order of its own', () => {
    const groups = (connection['groups'] as { id: string }[]).map(({ id }) => id); // Stated in the specification.
    for (const { properties } of objectsOf(connection)) {
      const all = Object.values(properties ?? {});
      for (const { title, description, group } of all) {
        expect([typeof title, typeof description]).toEqual(['string', 'string']);
        expect(groups).toContain(group);
      }
      expect(new Set(all.map(({ order }) => order)).size).toBe(all.length);
    }
  });

  it('A-3: choices are objects told apart by a constant text, and patterns say what they look like', () => {
    let choices = 0;
    for (const { properties } of objectsOf(connection)) {
      for (const property of Object.values(properties ?? {})) {
        if (property['pattern'] !== undefined) expect(property['pattern_descriptor']).toBeTruthy();
        if (property.oneOf === undefined) continue;
        expect(property['type']).toBe('object');
        for (const choice of property.oneOf) {
          choices += 1;
          expect(choice.properties?.['mode']).toMatchObject({ type: 'string', const: expect.any(String) });
          expect(choice['required']).toContain('mode');
        }
      }
    }
    expect(choices).toBe(2);
  });

  it('A-3: the key is a secret, the base URL is hidden', () => {
    expect(connection.properties).toMatchObject({
      apiKey: { airbyte_secret: true },
      baseUrl: { airbyte_hidden: true },
    });
  });
});

describe('the image', () => {
  it('A-26: is started by the same absolute words in the variable and in the entry point', async () => {
    const dockerfile = await file('Dockerfile');
    const variable = /^ENV AIRBYTE_ENTRYPOINT="([^"]*)"$/m.exec(dockerfile)?.[1];
    const entry: unknown = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]');
    expect(variable?.split(' ')).toEqual(entry);
    expect(entry).toEqual(['node', '/airbyte/destination-permutive/dist/connector/hosts/cli/main.js', 'airbyte']);
    const { bin } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(variable).toContain(`/airbyte/destination-permutive/${bin['destination-permutive']} `);
  });

  it('A-26: runs on node:22-slim as airbyte (the uid 1000 of the base image), whose home alone is writable', async () => {
    const dockerfile = await file('Dockerfile');
    expect(dockerfile.match(/^FROM (\S+)/gm)).toEqual(['FROM node:22-slim', 'FROM node:22-slim']);
    expect(dockerfile).toMatch(/usermod --login airbyte .*node\b/);
    expect(dockerfile).toMatch(/chown airbyte:airbyte \/airbyte/);
    expect(dockerfile.match(/^USER .*$/gm)).toEqual(['USER airbyte']);
    expect(dockerfile).toContain(`io.airbyte.version="${VERSION}"`);
    expect(dockerfile).toMatch(/^LABEL io\.airbyte\.name="destination-permutive"$/m);
  });

  it.each([
    ['1073741824', ['--max-old-space-size=768', 'main.js', 'a b']],
    ['max', ['main.js', 'a b']],
    [undefined, ['main.js', 'a b']],
  ])('A-26: with memory.max %p node is started with %j', async (limit, words) => {
    const folder = await mkdtemp(join(tmpdir(), 'image-'));
    try {
      const echo = join(folder, 'node');
      await writeFile(echo, '#!/bin/sh\nprintf "%s\\n" "$@"\n');
      await chmod(echo, 0o755);
      if (limit !== undefined) await writeFile(join(folder, 'memory.max'), `${limit}\n`);
      const script = (await file('node.sh'))
        .replaceAll('/usr/local/bin/node', echo)
        .replace('/sys/fs/cgroup/memory.max', join(folder, 'memory.max'));
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script, 'node', 'main.js', 'a b']);
      expect(stdout.trimEnd().split('\n')).toEqual(words);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('A-26: metadata.yaml says what the image is and what the engine may let it do', async () => {
    const { data } = parse(await file('metadata.yaml'));
    expect(data).toMatchObject({
      connectorType: 'destination',
      connectorSubtype: 'api',
      dockerImageTag: VERSION,
      license: 'MIT',
      supportsRefreshes: true,
      supportsDataActivation: true,
      documentationUrl: specification.documentationUrl,
      tags: ['language:typescript'],
    });
    expect(data.definitionId).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(data.allowedHosts.hosts).toEqual(['api.permutive.app', 'api.permutive.com']);
  });
});
