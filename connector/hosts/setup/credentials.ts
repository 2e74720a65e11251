import type { Manifest } from '../../../spec/host/manifest-schema.ts';
import type { Sandbox } from '../../../spec/taxonomy/sandbox/index.ts';

type Settings = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields that the manifest marks as secret: taken, never given back. */
function secretFields({ config }: Manifest): string[] {
  const properties = 'properties' in config && isObject(config.properties) ? config.properties : {};
  return Object.entries(properties)
    .filter(([, schema]) => isObject(schema) && (schema['writeOnly'] === true || schema['format'] === 'password'))
    .map(([name]) => name);
}

/** The connection settings, in memory only. */
export class Credentials {
  #config: Settings = {};
  readonly #secrets: readonly string[];

  constructor(manifest: Manifest) {
    this.#secrets = secretFields(manifest);
  }

  /** For the connector, and for nobody else. */
  get config(): Settings {
    return this.#config;
  }

  get told(): Settings {
    return Object.fromEntries(Object.entries(this.#config).filter(([name]) => !this.#secrets.includes(name)));
  }

  get held(): string[] {
    return this.#secrets.filter((name) => typeof this.#config[name] === 'string' && this.#config[name] !== '');
  }

  /** Takes what the form holds; a secret left blank stays what it was. */
  take(form: unknown): void {
    const given = isObject(form) ? form : {};
    const kept = this.held.filter((name) => given[name] === undefined || given[name] === '');
    this.#config = { ...given, ...Object.fromEntries(kept.map((name) => [name, this.#config[name]])) };
  }

  takeSandbox({ importId, keys }: Sandbox): void {
    this.#config = { importId, apiKey: keys.write };
  }
}
