import { Fault, type StreamDescriptor } from './fault.ts';

/** The columns of a record that become fields of a segment; every other column is ignored. */
export const SEGMENT_COLUMNS = ['segment_code', 'segment_name', 'description', 'cpm', 'categories'] as const;
type SegmentColumn = (typeof SEGMENT_COLUMNS)[number];

/** Where Airbyte's CDC sources say that a row was deleted. */
const CDC_DELETED = '_ab_cdc_deleted_at';

/** What a column is for: a field of the segment, or telling that the record is a removal. */
export type Role = SegmentColumn | 'cdc_deleted' | 'deleted';

/** Columns remembered by name; a source that invents a name a record must not fill the memory. */
const MAX_REMEMBERED = 1_000;

interface Column {
  readonly role: Role;
  /** Spelt exactly so; only then it wins over another spelling. */
  readonly exact: boolean;
}

/** Finds the columns of one stream: by exact name first, then without regard to case, as Snowflake needs it. */
export class Columns {
  readonly #stream: StreamDescriptor;
  readonly #roles = new Map<string, Role>();
  readonly #exact = new Set<string>([...SEGMENT_COLUMNS, CDC_DELETED]);
  readonly #remembered = new Map<string, Column | undefined>();

  constructor(stream: StreamDescriptor, deletedColumn: string | undefined) {
    this.#stream = stream;
    if (deletedColumn !== undefined) {
      this.#roles.set(deletedColumn.toLowerCase(), 'deleted');
      this.#exact.add(deletedColumn);
    }
    this.#roles.set(CDC_DELETED, 'cdc_deleted');
    for (const column of SEGMENT_COLUMNS) this.#roles.set(column, column);
  }

  /**
   * The columns of `record` that have a role, by their names in it.
   *
   * @throws {Fault} two of them could be the same field and neither has its exact name.
   */
  in(record: Readonly<Record<string, unknown>>): ReadonlyMap<Role, string> {
    const found = new Map<Role, string>();
    for (const name in record) {
      const column = this.#column(name);
      if (column === undefined) continue;
      const other = found.get(column.role);
      if (other === undefined || column.exact) found.set(column.role, name);
      else if (!this.#exact.has(other)) throw this.#ambiguous(column.role, other, name);
    }
    return found;
  }

  #column(name: string): Column | undefined {
    if (this.#remembered.has(name)) return this.#remembered.get(name);
    const role = this.#roles.get(name.toLowerCase());
    const column = role === undefined ? undefined : { role, exact: this.#exact.has(name) };
    if (this.#remembered.size < MAX_REMEMBERED) this.#remembered.set(name, column);
    return column;
  }

  #ambiguous(role: Role, one: string, other: string): Fault {
    return new Fault(
      'config_error',
      `Stream "${this.#stream.name}" has two columns that could be ${role}: "${one}" and "${other}". Leave one of them out of the connection, or rename one to exactly the name that is meant.`,
      { stream: this.#stream },
    );
  }
}
