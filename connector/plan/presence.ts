import { type CodeSource, NO_OTHERS, type RowRef, type SegmentChange } from './segment-change.ts';

type Present = Extract<SegmentChange, { readonly state: 'present' }>;

/**
 * A segment that shall be present, as one row asks for it. A class where a literal would do: V8 compiles whatever makes a literal
 * again as often as it thinks otherwise of how long such objects live, which cost a run of 100,000 rows a twentieth of its CPU (docs/decisions/019-ky.md).
 */
export class Presence implements Present {
  declare readonly state: 'present';
  declare readonly code: string;
  declare readonly codeSource: CodeSource;
  declare readonly plain: boolean;
  declare readonly bytes: number;
  declare readonly name: string | undefined;
  declare readonly description: string | undefined;
  declare readonly cpm: number | undefined;
  declare readonly categories: readonly string[] | undefined;
  declare readonly defaultName: string;
  declare readonly rowId: string;
  declare readonly changeSetId: string | undefined;
  declare readonly others: readonly RowRef[];
  declare told: boolean;

  constructor(asked: Omit<Present, 'state' | 'others' | 'told'>) {
    this.state = 'present';
    this.code = asked.code;
    this.codeSource = asked.codeSource;
    this.plain = asked.plain;
    this.bytes = asked.bytes;
    this.name = asked.name;
    this.description = asked.description;
    this.cpm = asked.cpm;
    this.categories = asked.categories;
    this.defaultName = asked.defaultName;
    this.rowId = asked.rowId;
    this.changeSetId = asked.changeSetId;
    this.others = NO_OTHERS;
    this.told = false;
  }
}
