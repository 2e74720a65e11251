import type { ExchangeRecord } from '../exchange-log.ts';
import { listIn, type Told } from './keeping.ts';

/** What an exchange said, read without the connector's own readers. */
export interface Evidence {
  /** The operations a batch sent: by code, its kind. */
  readonly sent: ReadonlyMap<string, string>;
  /** The segments an answer told of; nothing when it is no answer of Permutive's that tells of any. */
  readonly told: readonly Told[] | undefined;
  /** The last page of a listing. */
  readonly endsListing: boolean;
  /** A JSON envelope of Permutive's. */
  readonly envelope: boolean;
  /** 200 or 201 with a list or nothing but deletions, and no word of an error. */
  readonly accepted: boolean;
}

const known = new WeakMap<ExchangeRecord, Evidence>();

export function evidenceOf(exchange: ExchangeRecord): Evidence {
  const evidence = known.get(exchange) ?? read(exchange);
  if (exchange.endedAt !== undefined) known.set(exchange, evidence);
  return evidence;
}

function read({ method, body, status, answer }: ExchangeRecord): Evidence {
  const sent = new Map(listIn(field(parsed(body), 'operations')).map(operationIn));
  const json = parsed(answer);
  const ok = status !== undefined && status >= 200 && status < 300;
  const listed = field(json, method === 'PATCH' ? 'items' : 'elements');
  const lists = Array.isArray(listed) || field(listed, 'head') !== undefined ? listed : undefined;
  const one = typeof field(json, 'code') === 'string' ? [json] : undefined;
  const readable = method === 'PATCH' ? ok : status === 200;
  const told = readable && lists !== undefined ? listIn(lists) : readable ? one : undefined;
  const pagination = field(json, 'pagination');
  const next = field(pagination, 'next_token') ?? field(pagination, 'nextToken');
  const errors = [...listIn(field(json, 'errors')), ...(field(json, 'error') === undefined ? [] : [1])];
  const onlyDeletes = [...sent.values()].every((kind) => kind === 'Delete');
  return {
    sent,
    told: told?.filter((entry): entry is Told => typeof field(entry, 'code') === 'string'),
    endsListing: ok && isObject(pagination) && !isToken(next),
    envelope: typeof field(json, 'error') === 'object',
    accepted:
      (status === 200 || status === 201) &&
      isObject(json) &&
      (lists !== undefined || onlyDeletes) &&
      errors.length === 0,
  };
}

function operationIn(operation: unknown): [code: string, kind: string] {
  const code = field(operation, 'code') ?? field(field(operation, 'data'), 'code');
  return [String(code), String(field(operation, 'operation'))];
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const field = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? (value as Told)[name] : undefined; // Just seen to be there.

function isToken(value: unknown): boolean {
  const token = isObject(value) ? field(value, 'value') : value;
  return token !== undefined && token !== null && token !== '';
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse((text ?? '').replace(/^\u{feff}/u, ''));
  } catch {
    return undefined;
  }
}
