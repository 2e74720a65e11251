import type { AudienceMode } from '../../../spec/host/change-set.ts';
import { isUuid } from '../../../spec/taxonomy/uuid.ts';
import { CategorySigns } from './category-cell.ts';
import { changeMeantBy } from './change-words.ts';
import type { Values } from './columns.ts';
import { type DamageReport, DamageTally } from './damage.ts';
import { DecimalSigns } from './decimal-comma.ts';
import { isGiven } from './row-reader.ts';
import type { ReadValues } from './values-reader.ts';

const NAMES_SHOWN = 5;
/** Different segments that are counted: more would fill the memory. */
const REMOVED_COUNTED = 100_000;

/** What was seen of the rows before any is sent (F-0). */
export class Look {
  rows = 0;
  unreadable = 0;
  /** Rows with a name and no code of their own. */
  namedOnly = 0;
  /** Different names of those, the first few. */
  readonly names: string[] = [];
  removals = 0;
  /** Rows that do not say what changed. */
  unmarked = 0;
  /** Segments that the rows remove, by code or, without one, by name; as many as are counted. */
  removedSegments = 0;
  /** The first few, as they are called. */
  readonly removedFirst: { readonly name: string; readonly code: string }[] = [];
  removalsNamedOnly = 0;
  /** A code that is a UUID: another system's id, most likely. */
  uuidCode: string | undefined;
  readonly decimals = new DecimalSigns();
  readonly categories = new CategorySigns();
  damage: readonly DamageReport[] = [];
  readonly #tally = new DamageTally();
  readonly #removed = new Set<string>();
  readonly #countUnmarked: boolean;

  /** `mode` says whether a row that does not say what changed is a removal. */
  constructor(mode: AudienceMode) {
    this.#countUnmarked = mode === 'remove';
  }

  see(row: NonNullable<ReadValues>): void {
    this.rows += 1;
    if ('problem' in row) {
      this.unreadable += 1;
      return;
    }
    const { values, line } = row;
    const removal = typeof values.change === 'string' && changeMeantBy(values.change.trim()) === 'removed';
    if (removal) this.removals += 1;
    else if (!isGiven(values.change)) this.unmarked += 1;
    if (removal || !isGiven(values.change)) this.#seeRemoved(values, removal);
    if (!isGiven(values.segment_code) && isGiven(values.segment_name)) {
      this.namedOnly += 1;
      if (removal) this.removalsNamedOnly += 1;
      const name = String(values.segment_name).trim();
      if (this.names.length < NAMES_SHOWN && !this.names.includes(name)) this.names.push(name);
    }
    if (typeof values.segment_code === 'string' && isUuid(values.segment_code.trim()))
      this.uuidCode ??= values.segment_code.trim();
    if (typeof values.cpm === 'string') this.decimals.see(values.cpm.trim());
    if (typeof values.categories === 'string') this.categories.see(values.categories.trim());
    this.#tally.see(values, line);
  }

  #seeRemoved({ segment_code, segment_name }: Values, removal: boolean): void {
    const [code, name] = [textOf(segment_code), textOf(segment_name)];
    const segment = code || name;
    if (segment === '' || (!removal && !this.#countUnmarked)) return;
    if (this.#removed.has(segment) || this.#removed.size >= REMOVED_COUNTED) return;
    this.#removed.add(segment);
    if (this.removedFirst.length < NAMES_SHOWN) this.removedFirst.push({ name, code });
  }

  /** All has been seen that will be. What was only for comparing is let go: the look lives as long as the run. */
  end(): void {
    this.damage = this.#tally.end();
    this.removedSegments = this.#removed.size;
    this.#removed.clear();
  }
}

const textOf = (value: unknown): string => (isGiven(value) ? String(value).trim() : '');
