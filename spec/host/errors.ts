/** The one error catalogue, what a result tells of an error, and what a call rejects with. */
export * from './errors/catalogue.ts';
export * from './errors/connector-error.ts';
export * from './errors/detail.ts';
export type { CatalogueEntry } from './errors/entry.ts';
