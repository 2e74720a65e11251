import type { Manifest } from '../../../spec/destination/manifest-schema.ts';
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

  /** Secrets that are held, each by its last four characters: enough to tell two keys apart, and of no use to anybody else. */
  get held(): Record<string, string> {
    const texts = this.#secrets.map((name) => [name, this.#config[name]] as const);
    return Object.fromEntries(
      texts.flatMap(([name, text]) => (typeof text === 'string' && text !== '' ? [[name, ending(text)]] : [])),
    );
  }

  get secretValues(): string[] {
    return this.#secrets.flatMap((name) => {
      const value = this.#config[name];
      return typeof value === 'string' && value !== '' ? [value] : [];
    });
  }

  /** Takes what the form holds; a secret left blank stays what it was. Outer white space of what was pasted does not count (U-3). */
  take(form: unknown): void {
    const given = Object.entries(isObject(form) ? form : {}).map(([name, value]) => [name, trimmed(value)] as const);
    const filled = Object.fromEntries(given.filter(([, value]) => value !== '' && value !== undefined));
    const kept = Object.keys(this.held).filter((name) => filled[name] === undefined);
    this.#config = { ...filled, ...Object.fromEntries(kept.map((name) => [name, this.#config[name]])) };
  }

  takeSandbox({ importId, keys }: Sandbox): void {
    this.#config = { importId, apiKey: keys.write };
  }
}

const trimmed = (value: unknown) => (typeof value === 'string' ? value.trim() : value);
const ending = (text: string) => (text.length >= 16 ? text.slice(-4) : '');
