import type { DestinationRow } from '../../destination/row.ts';
import type { Answer, ServiceRequest } from './exchange.ts';
import type { OtherSettings, Thing, Vocabulary } from './vocabulary.ts';

/** What one container of the service keeps; what is changed through it is told by `state()` and `applied()`. */
export interface Container {
  all(): readonly Thing[];
  get(key: string): Thing | undefined;
  /** Whether the harness wants this thing refused as invalid. */
  refuses(key: string): boolean;
  /** Puts the thing there; fields it does not carry stay as they are. Nothing happens to what is refused. */
  put(thing: Thing): 'created' | 'updated' | 'unchanged' | 'refused';
  delete(key: string): 'deleted' | 'absent';
}

/** What the routes of a service work on. */
export interface Service {
  /** The container of that id, empty at first; undefined for one that does not exist. */
  container(id: string): Container | undefined;
}

/** A vocabulary and the routes of the service; `createWorld` makes a world of it. */
export interface ServiceWorld<Row extends DestinationRow = DestinationRow> extends Omit<Vocabulary<Row>, 'second'> {
  /** The id of the container that `config` and `target` name. */
  readonly container: string;
  readonly second?: OtherSettings & { readonly container: string };
  /** Answers one request as the service would: its routes, and nothing else. Faults, logs and reset are `createWorld`'s. */
  handle(request: ServiceRequest, service: Service): Answer | Promise<Answer>;
}
